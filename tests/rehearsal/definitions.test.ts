import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { customKindsOf, permissiveDefinition } from "../../rehearsal/crds/customKinds";
import { definitionsFor } from "../../rehearsal/crds/definitions";

const object = (apiVersion: string, kind: string, namespace: string | undefined = "n") => ({
    apiVersion,
    kind,
    metadata: { name: "x", ...(namespace === undefined ? {} : { namespace }) },
});

const POSTGRES = { group: "postgresql.cnpg.io", version: "v1", kind: "Cluster", namespaced: true };

const offline = () => Promise.resolve(undefined);

/** A definition as an operator publishes it, with the `=` that YAML 1.1 takes for something else. */
const PUBLISHED = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: clusters.postgresql.cnpg.io }
spec:
  group: postgresql.cnpg.io
  names: { kind: Cluster, plural: clusters }
  versions:
    - name: v1
      served: true
      schema: { openAPIV3Schema: { type: string, enum: [=, "!="] } }
`;

describe("customKindsOf", () => {
    test("leaves out Kubernetes' own groups and names each kind once", () => {
        const objects = [
            object("v1", "Service"),
            object("apps/v1", "Deployment"),
            object("networking.k8s.io/v1", "Ingress"),
            object("postgresql.cnpg.io/v1", "Cluster"),
            object("postgresql.cnpg.io/v1", "Cluster"),
            object("milvus.io/v1beta1", "Milvus"),
        ];
        expect(customKindsOf(objects)).toEqual([
            POSTGRES,
            { group: "milvus.io", version: "v1beta1", kind: "Milvus", namespaced: true },
        ]);
    });
});

test("a kind whose objects are in no namespace is defined for the whole cluster", () => {
    const store = { apiVersion: "external-secrets.io/v1", kind: "ClusterSecretStore", metadata: { name: "x" } };
    const scopes = customKindsOf([store, object("milvus.io/v1beta1", "Milvus")]).map(
        (kind) => (permissiveDefinition(kind).spec as { scope: string }).scope,
    );
    expect(scopes).toEqual(["Cluster", "Namespaced"]);
});

describe("permissiveDefinition", () => {
    test.each([
        ["Cluster", "clusters"],
        ["Milvus", "milvuses"],
        ["RedisReplication", "redisreplications"],
    ])("%s is called %s", (kind, plural) => {
        const definition = permissiveDefinition({ group: "example.com", version: "v1", kind, namespaced: true });
        expect(definition.metadata.name).toBe(`${plural}.example.com`);
        expect(definition.spec).toMatchObject({ names: { plural, kind }, versions: [{ name: "v1", served: true }] });
    });
});

describe("definitionsFor", () => {
    let folder: string;

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "crds-"));
    });

    afterEach(() => {
        fs.rmSync(folder, { recursive: true });
    });

    test("a definition in the folder wins over a download", async () => {
        fs.writeFileSync(path.join(folder, "some.yaml"), `---\nkind: Other\n---${PUBLISHED}`);
        const download = jest.fn(offline);
        const [definition] = await definitionsFor([POSTGRES], { folder, download });
        expect(definition).toMatchObject({
            origin: "folder",
            object: { metadata: { name: "clusters.postgresql.cnpg.io" } },
        });
        expect(download).not.toHaveBeenCalled();
        expect(JSON.stringify(definition?.object)).toContain('"enum":["=","!="]');
    });

    test("the operator's release is asked for at the pinned version", async () => {
        const asked: string[] = [];
        const [definition] = await definitionsFor([POSTGRES], {
            folder,
            download: (url) => {
                asked.push(url);
                return Promise.resolve(PUBLISHED);
            },
        });
        expect(definition?.origin).toBe("download");
        expect(asked).toEqual([
            expect.stringMatching(/\/v1\.30\.0\/config\/crd\/bases\/postgresql\.cnpg\.io_clusters\.yaml$/),
        ]);
    });

    test.each([
        ["without a network", offline],
        ["when the download defines another version", () => Promise.resolve(PUBLISHED.replace("name: v1", "name: v2"))],
        ["when the download is no definition", () => Promise.resolve("<html></html>")],
    ])("%s a permissive one is made", async (_, download) => {
        const [definition] = await definitionsFor([POSTGRES], { download });
        expect(definition?.origin).toBe("permissive");
    });
});
