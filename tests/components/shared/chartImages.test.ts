import { valuesWithImages } from "../../../components/shared/chartImages";

const IMAGES = {
    repositories: { "webhook.image.repository": "quay.io/jetstack/cert-manager-webhook" },
    registries: { "image.registry": "ghcr.io" },
};
const VALUES = { webhook: { replicaCount: 3 }, replicaCount: 2 };

test("values that name an image are set, and the others kept", () => {
    expect(valuesWithImages(VALUES, IMAGES, { caches: {}, mirror: "m.example.com" })).toEqual({
        webhook: { replicaCount: 3, image: { repository: "m.example.com/quay.io/jetstack/cert-manager-webhook" } },
        replicaCount: 2,
        image: { registry: "m.example.com/ghcr.io" },
    });
    expect(VALUES).toEqual({ webhook: { replicaCount: 3 }, replicaCount: 2 });
});

test("only what moves is set: the rest is the chart's own business", () => {
    expect(valuesWithImages(VALUES, IMAGES, { caches: { "ghcr.io": "c.example.com/g" } })).toEqual({
        ...VALUES,
        image: { registry: "c.example.com/g" },
    });
    expect(valuesWithImages(VALUES, IMAGES, undefined)).toEqual(VALUES);
});
