import { ConfigError, loadConfig, rawConfigOf } from "../../config";

const SETTINGS = {
    "dify-ha:profile": "medium",
    "dify-ha:domain": '{"host":"dify.example.com","tlsSecret":"dify-tls"}',
    "dify-ha:storage": '{"endpoint":"https://s3.example.com","accessKeyId":"AKIA","secretAccessKey":"hunter2"}',
};

describe("rawConfigOf", () => {
    test.each<[title: string, key: string, text: string, value: unknown]>([
        ["text", "profile", "medium", "medium"],
        ["text that looks like a number", "namespace", "1", "1"],
        ["boolean", "allowSingleZone", "true", true],
        ["list", "zones", '["a","b"]', ["a", "b"]],
        ["group", "dify", '{"api":{"replicas":4}}', { api: { replicas: 4 } }],
        ["number under an unknown key", "retries", "3", 3],
        ["text under an unknown key", "flavour", "vanilla", "vanilla"],
        ["group that is no JSON", "dify", "{api: ", "{api: "],
    ])("%s", (_title, key, text, value) => {
        expect(rawConfigOf({ [`dify-ha:${key}`]: text })).toEqual({ [key]: value });
    });

    test("keys of other namespaces are not ours", () => {
        expect(
            rawConfigOf({ "aws:region": "eu-central-1", "dify-ha-staging:profile": "small", "pulumi:tags": "{}" }),
        ).toEqual({});
    });
});

describe("loadConfig", () => {
    test("gives the validated configuration", () => {
        const config = loadConfig(SETTINGS);
        expect(config.dify.api.replicas).toBe(6);
        expect(config.storage.secretAccessKey).toBe("hunter2");
    });

    test("throws once, with every problem in the message", () => {
        const settings = { ...SETTINGS, "dify-ha:zones": '["a"]', "dify-ha:flavour": "vanilla" };
        const failure = failureOf(() => loadConfig(settings));
        expect(failure).toBeInstanceOf(ConfigError);
        expect(failure).toMatchObject({
            name: "ConfigError",
            problems: [{ path: "flavour" }, { path: "zones" }],
            message: [
                "2 problems in the configuration:",
                "  flavour: unknown key; valid keys here: profile, environment, namespace, zones, allowSingleZone, cluster, domain, " +
                    "gateway, dify, postgres, redis, milvus, storage, observability, secrets, aws, network, images, slo, budget, offHours, dr, recovery, waivers",
                '  zones = ["a"]: production needs at least 3: with fewer, losing one takes the majority of etcd, Sentinel and ' +
                    "PostgreSQL along",
            ].join("\n"),
        });
    });
});

function failureOf(action: () => unknown): unknown {
    try {
        action();
    } catch (error) {
        return error;
    }
    throw new Error("did not throw");
}
