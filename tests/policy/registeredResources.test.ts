import { graphOf, type RegisteredResource, type Registration } from "../../policy/registeredResources";

/** What the engine tells, as a graph. */

const PREFIX = "urn:pulumi:prod::dify-ha::";

const OPTIONS = { protect: false, ignoreChanges: [], aliases: [], customTimeouts: {}, additionalSecretOutputs: [] };

function registered(type: string, name: string, change: Partial<RegisteredResource> = {}): RegisteredResource {
    const opts = { ...OPTIONS, customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 } };
    return { urn: `${PREFIX}${type}::${name}`, type, name, props: {}, opts, dependencies: [], ...change };
}

const STACK = registered("pulumi:pulumi:Stack", "dify-ha-prod", { props: { url: "https://dify.example.com" } });
const APP = registered("dify-ha:index:DifyApp", "dify", { props: { workloads: [] }, parent: STACK });
const SERVICE = registered("kubernetes:core/v1:Service", "dify-api", {
    props: { spec: { clusterIP: "10.0.0.1" } },
    parent: APP,
    provider: { urn: "provider" },
    dependencies: [STACK],
});
const CHART = registered("kubernetes:helm.sh/v3:Release", "gateway", { props: { chart: "x", id: "ns/gateway" } });

const asked = new Map<string, Registration>([[SERVICE.urn, { ...SERVICE, props: { spec: {} } }]]);

test("components have outputs, resources what was asked for, and the stack is none of them", () => {
    expect(graphOf([STACK, SERVICE, APP, CHART], asked)).toEqual({
        project: "dify-ha",
        stack: "prod",
        outputs: { url: "https://dify.example.com" },
        resources: [
            {
                urn: APP.urn,
                type: APP.type,
                name: "dify",
                custom: false,
                protect: false,
                retainOnDelete: false,
                dependencies: [],
                inputs: {},
                secretPaths: [],
                outputs: { workloads: [] },
            },
            {
                urn: SERVICE.urn,
                type: SERVICE.type,
                name: "dify-api",
                parent: APP.urn,
                provider: "provider",
                custom: true,
                protect: false,
                retainOnDelete: false,
                dependencies: [STACK.urn],
                inputs: { spec: {} },
                secretPaths: [],
            },
            {
                urn: CHART.urn,
                type: CHART.type,
                name: "gateway",
                id: "ns/gateway",
                custom: true,
                protect: false,
                retainOnDelete: false,
                dependencies: [],
                inputs: { chart: "x", id: "ns/gateway" },
                secretPaths: [],
            },
        ],
    });
});

test("a provider that the engine makes by itself is left out", () => {
    const byItself = registered("pulumi:providers:random", "default_4_21_2");
    const explicit = registered("pulumi:providers:kubernetes", "cluster");
    expect(graphOf([STACK, byItself, explicit], new Map()).resources.map(({ name }) => name)).toEqual(["cluster"]);
});
