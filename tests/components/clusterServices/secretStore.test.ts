import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { secretStoreSpec } from "../../../components/clusterServices/secretStore";
import type { CloudAccess } from "../../../contracts";

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

const DEFINITION = path.resolve(__dirname, "../../../../shared/crds/external-secrets-clustersecretstores.yaml");

interface Definition {
    spec: { versions: { name: string; schema: { openAPIV3Schema: { properties: { spec: object } } } }[] };
}

/** `additionalProperties: false` wherever fields are listed: the API server drops unknown ones without a word. */
function strict(schema: unknown): unknown {
    if (Array.isArray(schema)) {
        return schema.map(strict);
    }
    if (typeof schema !== "object" || schema === null) {
        return schema;
    }
    const entries = Object.entries(schema).map(([key, value]): [string, unknown] => [key, strict(value)]);
    const closed = "properties" in schema && !("additionalProperties" in schema) && "type" in schema;
    return Object.fromEntries(closed ? [...entries, ["additionalProperties", false]] : entries);
}

/** What the operator's definition finds wrong with a spec. */
function errorsIn(store: object) {
    const { spec } = parse(readFileSync(DEFINITION, "utf8")) as Definition;
    const version = spec.versions.find(({ name }) => name === "v1");
    // Formats such as `byte` are Kubernetes's own.
    const validate = new Ajv({ allErrors: true, unknownFormats: "ignore", logger: false }).compile(
        strict(version?.schema.openAPIV3Schema.properties.spec) as object,
    );
    validate(store);
    return validate.errors ?? [];
}

// The definitions are not part of the project: where they are at hand, they are the judge.
if (existsSync(DEFINITION)) {
    describe("the operator's definition", () => {
        test.each([
            ["an identity", IDENTITY],
            ["an access key", KEYS],
        ])("takes a store with %s", (_, access) => {
            expect(errorsIn(secretStoreSpec("eu-central-1", ["dify"], access))).toEqual([]);
        });

        test("refuses a field that it does not know", () => {
            const { provider } = secretStoreSpec("eu-central-1", ["dify"], IDENTITY);
            expect(errorsIn({ provider: { aws: { ...provider.aws, regions: [] } } })).toMatchObject([
                { dataPath: ".provider.aws", params: { additionalProperty: "regions" } },
            ]);
        });
    });
}
