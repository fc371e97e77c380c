import { imageFrom, registryFrom, type ImageSource } from "../../contracts";

const SOURCE: ImageSource = { caches: { "docker.io": "cache.example.com/hub" }, mirror: "registry.example.com:5000/m" };
const DIGEST = `sha256:${"0".repeat(64)}`;

test.each([
    ["docker.io/langgenius/dify-api:1.16.1", "cache.example.com/hub/langgenius/dify-api:1.16.1"],
    ["milvusdb/milvus:v2.6.11", "cache.example.com/hub/milvusdb/milvus:v2.6.11"],
    ["docker.io/library/haproxy:3.2", "cache.example.com/hub/library/haproxy:3.2"],
    ["docker.io/haproxy:3.2", "cache.example.com/hub/library/haproxy:3.2"],
    ["haproxy:3.2", "cache.example.com/hub/library/haproxy:3.2"],
    ["haproxy", "cache.example.com/hub/library/haproxy"],
    [`haproxy:3.2@${DIGEST}`, `cache.example.com/hub/library/haproxy:3.2@${DIGEST}`],
    [`quay.io/opstree/redis@${DIGEST}`, `registry.example.com:5000/m/quay.io/opstree/redis@${DIGEST}`],
    ["localhost:5001/a/b:1", "registry.example.com:5000/m/localhost:5001/a/b:1"],
    ["localhost/a:1", "registry.example.com:5000/m/localhost/a:1"],
])("%s comes from %s", (reference, expected) => {
    expect(imageFrom(reference, SOURCE)).toBe(expected);
});

test.each<ImageSource | undefined>([undefined, { caches: {} }, { caches: { "quay.io": "cache.example.com/quay" } }])(
    "with %j an image of another registry stays as it is written",
    (source) => {
        expect(imageFrom("haproxy:3.2", source)).toBe("haproxy:3.2");
        expect(imageFrom("ghcr.io/cloudnative-pg/postgresql:15.19", source)).toBe(
            "ghcr.io/cloudnative-pg/postgresql:15.19",
        );
        expect(registryFrom("ghcr.io", source)).toBe("ghcr.io");
    },
);

test("a cache goes before the mirror, which has every other registry", () => {
    expect(registryFrom("docker.io", SOURCE)).toBe("cache.example.com/hub");
    expect(registryFrom("ghcr.io", SOURCE)).toBe("registry.example.com:5000/m/ghcr.io");
});
