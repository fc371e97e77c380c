import type { ResourceGraph } from "../../../analysis/graph";
import { ObjectStorage, type ObjectStorageArgs } from "../../../components/storage/objectStorage";
import { clusterHandle } from "../../support/cluster";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, resourceOf, resourcesOf } from "../../support/graph";
import { keysIn } from "../../support/objectStore";

const STORE = {
    cluster: clusterHandle(),
    url: "https://s3.example.com",
    region: "eu-central-1",
    pathStyle: false,
    buckets: { files: "f", plugins: "p", vectors: "v", backups: "b" },
};

const evaluated = (credentials: ObjectStorageArgs["credentials"]) =>
    evaluateComponent((opts) => new ObjectStorage("storage", { ...STORE, credentials }, opts));

const endpointOf = (graph: ResourceGraph) => resourcesOf(graph, "ObjectStorage")[0]?.outputs?.["endpoint"];

const ENDPOINT = {
    url: "https://s3.example.com",
    region: "eu-central-1",
    pathStyle: false,
    buckets: { files: "f", plugins: "p", vectors: "v", backups: "b" },
};

test("with an existing Secret it makes nothing, and passes the name on", async () => {
    const graph = await evaluated({ existingSecret: "object-store" });
    expect(childrenOfComponent(graph, "ObjectStorage")).toEqual([]);
    expect(endpointOf(graph)).toEqual({ ...ENDPOINT, access: keysIn("object-store") });
});

describe("with keys", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ accessKeyId: "AKIAEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" });
    });

    test("it makes the Secret that everything else names", () => {
        expect(childrenOfComponent(graph, "ObjectStorage")).toEqual(["Secret storage-credentials"]);
        expect(endpointOf(graph)).toEqual({ ...ENDPOINT, access: keysIn("storage-credentials") });
    });

    test("what is in it is secret", () => {
        const secret = resourceOf(graph, "Secret", "storage-credentials");
        expect(secret.inputs["stringData"]).toEqual({ accesskey: "AKIAEXAMPLE", secretkey: "wJalrXUtnFEMI" });
        expect(secret.secretPaths).toEqual(["stringData"]);
    });
});
