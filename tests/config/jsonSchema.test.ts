import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { stackFileSchema } from "../../config/jsonSchema";
import { configurationReference } from "../../config/reference";
import { leavesOf } from "../../config/schemaTree";

const validate = new Ajv({ allErrors: true }).compile(stackFileSchema());

const STORAGE = { endpoint: "https://s3.example.com", credentialsSecret: "dify-object-store" };

/** A stack file with the least that is needed, and more keys. */
function stackFile(keys: object, besideConfig: object = {}): unknown {
    return { ...besideConfig, config: { "dify-ha:storage": STORAGE, ...keys } };
}

function isValid(document: unknown): boolean {
    return validate(document) === true;
}

test("the committed file is up to date", () => {
    const committed = readFileSync(path.join(__dirname, "../../config/pulumi-stack.schema.json"), "utf8");
    expect(JSON.parse(committed)).toEqual(stackFileSchema());
});

test("it is draft-07, which yaml-language-server knows best", () => {
    expect(stackFileSchema()).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#" });
});

test.each<[title: string, document: unknown]>([
    ["the least", stackFile({})],
    ["one value of a sized group", stackFile({ "dify-ha:dify": { api: { replicas: 4, requests: { cpu: 2 } } } })],
    ["a boolean as pulumi config set writes it", stackFile({ "dify-ha:allowSingleZone": "true" })],
    ["keys of other namespaces", stackFile({ "aws:region": "eu-central-1", "pulumi:tags": { team: "ai" } })],
    ["what Pulumi keeps", stackFile({}, { encryptionsalt: "v1:x", secretsprovider: "awskms://x", encryptedkey: "x" })],
    ["environments, listed", stackFile({}, { environment: ["prod"] })],
    ["environments, as a definition", stackFile({}, { environment: { imports: ["prod"] } })],
    [
        "encrypted values",
        stackFile({
            "dify-ha:storage": {
                endpoint: "https://s3",
                accessKeyId: { secure: "v1:a" },
                secretAccessKey: { secure: "v1:b" },
            },
        }),
    ],
    [
        "secrets in plain text, for a local trial",
        stackFile({ "dify-ha:storage": { endpoint: "https://s3", accessKeyId: "a" } }),
    ],
])("valid: %s", (_title, document) => {
    expect(isValid(document) ? [] : validate.errors).toEqual([]);
});

test.each<[title: string, document: unknown]>([
    ["unknown key", stackFile({ "dify-ha:flavour": "vanilla" })],
    ["key without a namespace", stackFile({ profile: "small" })],
    ["dotted path as one key", stackFile({ "dify-ha:dify.api.replicas": 4 })],
    ["unknown key inside", stackFile({ "dify-ha:dify": { api: { replcas: 4 } } })],
    ["unknown key beside config", stackFile({}, { configs: {} })],
    ["unknown profile", stackFile({ "dify-ha:profile": "huge" })],
    ["wrong type", stackFile({ "dify-ha:dify": { api: { replicas: "4" } } })],
    ["number out of range", stackFile({ "dify-ha:dify": { api: { replicas: 0 } } })],
    ["bad quantity", stackFile({ "dify-ha:redis": { storage: "5GB" } })],
    ["an encrypted value where none is secret", stackFile({ "dify-ha:namespace": { secure: "v1:a" } })],
    ["no configuration", { encryptionsalt: "v1:x" }],
])("flagged: %s", (_title, document) => {
    expect(isValid(document)).toBe(false);
});

test("the first example of the reference page is valid", () => {
    const [, example = ""] = /```yaml\n(.*?)```/s.exec(configurationReference()) ?? [];
    expect(isValid(parse(example)) ? [] : validate.errors).toEqual([]);
});

/** What those need who are told of alerts, one kind after the other. */
const RECEIVERS = ["key", "key", "topicArn", "key", "key", "key", "key"].map((own) => `"required":["kind","${own}"]`);

test("sized groups require nothing, because profiles fill them", () => {
    expect(JSON.stringify(stackFileSchema()).match(/"required":\[[^\]]*\]/g)).toEqual([
        '"required":["secret","key"]',
        '"required":["name","type","host","tokens"]',
        '"required":["name"]',
        '"required":["secret","key"]',
        '"required":["provider","type","model"]',
        '"required":["milvusHost","milvusToken","collection","similarity","embedding"]',
        '"required":["seconds"]',
        '"required":["cidr","ports"]',
        '"required":["name","value"]',
        '"required":["as"]',
        '"required":["secure"]',
        '"required":["secure"]',
        ...RECEIVERS,
        ...RECEIVERS,
        '"required":["zone","publicSubnetId","privateSubnetId","isolatedSubnetId"]',
        '"required":["vpcId","zones"]',
        '"required":["of","failuresPerYear","repairSeconds"]',
        '"required":["of","availability"]',
        '"required":["timeZone","from","until"]',
        '"required":["from","masterSecretArn"]',
        '"required":["primary","active","bucketsKeyArn","database"]',
        '"required":["id","reason","until"]',
        '"required":["config"]',
    ]);
});

describe("descriptions", () => {
    const descriptionAt = (...keys: string[]) =>
        keys.reduce<unknown>(
            (schema, key) => (schema as { properties: Record<string, unknown> }).properties[key],
            stackFileSchema(),
        );

    test.each<[keys: string[], description: string]>([
        [["dify-ha:dify", "api", "replicas"], "Number of members. Default: local 3, small 3, medium 6, large 12."],
        [["dify-ha:redis", "replicas"], "Number of members. Default: 3."],
        [["dify-ha:domain", "host"], "Public host name of Dify. Required in production."],
        [["dify-ha:storage", "secretAccessKey"], "Secret key of `accessKeyId`."],
        [["dify-ha:dify", "ssrfProxy"], "Squid, the only way out for HTTP nodes, code and plugins."],
    ])("%j", (keys, description) => {
        expect(descriptionAt("config", ...keys)).toMatchObject({ description });
    });

    test.each(leavesOf().map(({ path, description }) => [path.join("."), description]))(
        "%s: a sentence",
        (_key, description) => {
            expect(description).toMatch(/^.{8,}\.$/);
        },
    );
});
