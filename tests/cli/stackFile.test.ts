import * as fs from "node:fs";
import * as path from "node:path";
import { loadStack } from "../../cli/stackFile";
import { ConfigError } from "../../config";
import { UserError } from "../../rehearsal/userError";
import { temporaryFolder } from "../support/files";

const root = temporaryFolder();

const STORAGE = `
    dify-ha:storage:
        endpoint: https://s3.example.com
        credentialsSecret: object-store
`;

function load(text: string, ...overrides: string[]) {
    fs.writeFileSync(path.join(root, "Pulumi.unit.yaml"), text);
    return loadStack("unit", overrides, root);
}

test("a stack's own keys are read, and handed on as Pulumi does: texts as they are, all else as JSON", () => {
    const { name, settings, config } = load(`
secretsprovider: passphrase
config:
    aws:region: eu-central-1
    dify-ha:environment: staging
    dify-ha:zones: [a, b, c]
    dify-ha:dify:
        api:
            replicas: 5${STORAGE}`);
    expect(name).toBe("unit");
    expect(settings).toEqual({
        "dify-ha:environment": "staging",
        "dify-ha:zones": '["a","b","c"]',
        "dify-ha:dify": '{"api":{"replicas":5}}',
        "dify-ha:storage": '{"endpoint":"https://s3.example.com","credentialsSecret":"object-store"}',
    });
    expect(config).toMatchObject({ environment: "staging", zones: ["a", "b", "c"], dify: { api: { replicas: 5 } } });
});

test("overrides win over the file, in settings and configuration alike", () => {
    const { settings, config } = load(
        `config:\n    dify-ha:environment: staging${STORAGE}`,
        "dify.api.replicas=7",
        "storage.region=eu",
    );
    expect(settings["dify-ha:dify"]).toBe('{"api":{"replicas":7}}');
    expect(config).toMatchObject({ dify: { api: { replicas: 7 } }, storage: { region: "eu" } });
});

test("what only the stack's secrets provider can read is stood in for", () => {
    const { config } = load(`config:
    dify-ha:environment: staging
    dify-ha:storage:
        endpoint: https://s3.example.com
        accessKeyId:
            secure: AAABAEncrypted
        secretAccessKey:
            secure: AAABAEncryptedToo
`);
    expect(config.storage).toMatchObject({ accessKeyId: "encrypted", secretAccessKey: "encrypted" });
});

test("problems of overrides and of the file are told together", () => {
    const attempt = () => load(`config:\n    dify-ha:environment: staging\n    dify-ha:zones: [a]${STORAGE}`, "oops");
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/--set = "oops": must be path=value[^]*zones = \["a"\]: needs at least 2/);
});

test("a key without a namespace is in that of the project", () => {
    const { settings, config } = load(`config:\n    environment: staging\n    profile: large${STORAGE}`);
    expect(settings).toMatchObject({ "dify-ha:environment": "staging", "dify-ha:profile": "large" });
    expect(config).toMatchObject({ environment: "staging", profile: "large" });
});

test("a namespace that is nearly ours is a slip, any other is somebody else's", () => {
    const attempt = () => load(`config:\n    dify_ha:profile: large\n    dify:x: 1${STORAGE}`, "environment=staging");
    expect(attempt).toThrow(
        "1 problem in the configuration:\n  dify_ha:profile: unknown namespace; did you mean dify-ha:profile?",
    );
    expect(() => load(`config:\n    dify:x: 1\n    environment: staging${STORAGE}`)).not.toThrow();
});

test("an empty file has the problems of a configuration that says nothing", () => {
    expect(() => load("")).toThrow(/storage\.endpoint: missing/);
});

test.each([
    [
        "there is none",
        () => loadStack("nowhere", [], root),
        /^There is no stack "nowhere" \(no Pulumi\.nowhere\.yaml\)\. Stacks here: unit\.$/,
    ],
    [
        "it has no keys",
        () => load("config: 5"),
        /^Pulumi\.unit\.yaml has no keys under "config:", such as dify-ha:profile\./,
    ],
    ["it is a list", () => load("- a"), /^Pulumi\.unit\.yaml has no keys under "config:"/],
    ["it is no YAML", () => load("config: ["), /^Pulumi\.unit\.yaml is not valid YAML: /],
])("where %s, the user is told so", (_, attempt, message) => {
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(message);
});
