import { secretStoreSpec } from "../../../components/clusterServices/secretStore";
import type { CloudAccess } from "../../../contracts";
import { errorsIn, hasDefinition } from "../../support/customResourceDefinition";

const IDENTITY: CloudAccess = { kind: "identity", annotations: {} };
const KEYS: CloudAccess = { kind: "keys", secret: "external-secrets-aws-keys" };

test("the operator's own identity is used where it has one", () => {
    expect(secretStoreSpec("eu-central-1", ["dify"], IDENTITY)).toEqual({
        conditions: [{ namespaces: ["dify"] }],
        provider: { aws: { service: "SecretsManager", region: "eu-central-1" } },
    });
});

test("an access key is read from the operator's namespace", () => {
    const reference = { name: "external-secrets-aws-keys", namespace: "kube-system" };
    expect(secretStoreSpec("eu-central-1", ["dify"], KEYS).provider.aws).toEqual({
        service: "SecretsManager",
        region: "eu-central-1",
        auth: {
            secretRef: {
                accessKeyIDSecretRef: { ...reference, key: "accesskey" },
                secretAccessKeySecretRef: { ...reference, key: "secretkey" },
            },
        },
    });
});

const DEFINITION = "external-secrets-clustersecretstores.yaml";

const errorsOf = (store: object) => errorsIn(DEFINITION, "v1", store);

if (hasDefinition(DEFINITION)) {
    describe("the operator's definition", () => {
        test.each([
            ["an identity", IDENTITY],
            ["an access key", KEYS],
        ])("takes a store with %s", (_, access) => {
            expect(errorsOf(secretStoreSpec("eu-central-1", ["dify"], access))).toEqual([]);
        });

        test("refuses a field that it does not know", () => {
            const { provider } = secretStoreSpec("eu-central-1", ["dify"], IDENTITY);
            expect(errorsOf({ provider: { aws: { ...provider.aws, regions: [] } } })).toMatchObject([
                { dataPath: ".provider.aws", params: { additionalProperty: "regions" } },
            ]);
        });
    });
}
