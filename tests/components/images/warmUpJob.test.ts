import { ImageWarmUp } from "../../../components/images/imageWarmUp";
import { warmUpName } from "../../../components/images/warmUpJob";
import type { ClusterHandle } from "../../../contracts";
import { evaluateComponent } from "../../support/evaluation";
import { resourcesOf } from "../../support/graph";

const CLUSTER: ClusterHandle = {
    namespace: { name: "dify", created: "dify" },
    zones: [{ name: "zone-a" }],
    secrets: { kind: "kubernetes" },
    images: { caches: {}, mirror: "registry.example.com" },
    simulated: false,
};

async function jobFor(images: readonly string[]) {
    const graph = await evaluateComponent((opts) => new ImageWarmUp("warm-up", { cluster: CLUSTER, images }, opts));
    const [job] = resourcesOf(graph, "Job");
    return job;
}

test("each image is pulled once, by a container that runs a program of its own", async () => {
    const job = await jobFor(["quay.io/b/c:1", "haproxy:3.2", "quay.io/b/c:1"]);
    expect(job?.name).toBe(warmUpName("warm-up", ["haproxy:3.2", "quay.io/b/c:1"]));
    expect(job?.inputs).toMatchObject({
        metadata: { namespace: "dify" },
        spec: {
            activeDeadlineSeconds: 3600,
            template: {
                spec: {
                    restartPolicy: "Never",
                    initContainers: [
                        {
                            image: "registry.example.com/docker.io/library/busybox:1.37.0-musl",
                            command: ["cp", "/bin/busybox", "/warm-up/true"],
                        },
                    ],
                    containers: [
                        {
                            name: "image-0",
                            image: "registry.example.com/docker.io/library/haproxy:3.2",
                            command: ["/warm-up/true"],
                        },
                        {
                            name: "image-1",
                            image: "registry.example.com/quay.io/b/c:1",
                            command: ["/warm-up/true"],
                        },
                    ],
                },
            },
        },
    });
});

test("the same images are pulled by the same Job in whatever order, others by another", async () => {
    const name = async (images: readonly string[]) => (await jobFor(images))?.name;
    const first = await name(["a/b:1", "c/d:1"]);
    expect(await name(["c/d:1", "a/b:1"])).toBe(first);
    expect(await name(["a/b:2", "c/d:1"])).not.toBe(first);
});
