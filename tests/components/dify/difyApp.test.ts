import type { ResourceGraph } from "../../../analysis/graph";
import { DifyApp, type DifyAppArgs } from "../../../components/dify/difyApp";
import { squidConfig } from "../../../components/dify/squid";
import { clusterHandle } from "../../support/cluster";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, closureOf, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { APP_ARGS, evaluateApp } from "./difyAppArgs";
import { CLUSTER, PRIMARY } from "./environmentArgs";

const SERVICES = ["api", "beat", "plugin-daemon", "sandbox", "ssrf-proxy", "web", "websocket", "worker"];
const WITHOUT_SERVICE = ["beat", "worker"];
const SCHEMA_USERS = ["api", "beat", "websocket", "worker"];

const childrenFor = (services: string[]) =>
    [
        ...["api-env", "plugin-daemon-env", "sandbox-env", "ssrf-proxy", "web-env"].map(
            (name) => `ConfigMap d-${name}`,
        ),
        ...services.flatMap((name) => [
            `Deployment d-${name}`,
            `PodDisruptionBudget d-${name}-pdb`,
            `ServiceAccount d-${name}-account`,
        ]),
        ...services.filter((name) => !WITHOUT_SERVICE.includes(name)).map((name) => `Service d-${name}`),
        "Service d-api-stream",
        ...["", "-api", "-files", "-hooks", "-stream"].map((kind) => `Ingress d${kind}-ingress`),
        ...(services.includes("websocket") ? ["Ingress d-socket-ingress"] : []),
        "Job d-migrate",
        ...["init-password", "inner-api-key", "plugin-daemon-key", "sandbox-api-key", "secret-key"].map(
            (name) => `RandomPassword d-${name}`,
        ),
        "Secret d-keys",
        "ServiceAccount d-migrate-account",
    ].sort();

interface Workload {
    readonly spec: {
        readonly template: {
            readonly metadata: { readonly annotations?: Record<string, string> };
            readonly spec: { readonly containers: Container[]; readonly volumes?: unknown };
        };
    };
}

interface Container {
    readonly env?: { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
    readonly envFrom?: unknown;
    readonly [field: string]: unknown;
}

const containerOf = (graph: ResourceGraph, kind: string, name: string): Container => {
    const [container] = inputsOf<Workload>(graph, kind, name).spec.template.spec.containers;
    if (container === undefined) {
        throw new Error(`${name} has no container`);
    }
    return container;
};

const checksumOf = (graph: ResourceGraph, service: string) =>
    inputsOf<Workload>(graph, "Deployment", `d-${service}`).spec.template.metadata.annotations?.[
        "dify-ha/config-checksum"
    ];

let graph: ResourceGraph;
beforeAll(async () => {
    graph = await evaluateApp();
});

describe("children", () => {
    test("with collaboration", () => {
        expect(childrenOfComponent(graph, "DifyApp")).toEqual(childrenFor(SERVICES));
    });

    test("without collaboration there is no websocket, and no route to it", async () => {
        const without = await evaluateApp({ streaming: { collaboration: false, eventBus: PRIMARY } });
        expect(childrenOfComponent(without, "DifyApp")).toEqual(
            childrenFor(SERVICES.filter((name) => name !== "websocket")),
        );
        expect(JSON.stringify(resourcesOf(without, "Ingress"))).not.toContain("socket");
        expect(inputsOf(without, "ConfigMap", "d-api-env")).toHaveProperty("data.ENABLE_COLLABORATION_MODE", "false");
    });
});

describe("secrets", () => {
    test.each([
        ["secret-key", 48],
        ["init-password", 24],
        ["sandbox-api-key", 48],
        ["plugin-daemon-key", 48],
        ["inner-api-key", 48],
    ])("%s has %d letters and digits of its own", (key, length) => {
        const { stringData } = inputsOf<{ stringData: Record<string, string> }>(graph, "Secret", "d-keys");
        expect(stringData[key]).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`));
        expect(inputsOf(graph, "RandomPassword", `d-${key}`)).toEqual({ length, special: false });
        expect(Object.values(stringData).filter((value) => value === stringData[key])).toHaveLength(1);
    });

    test("cannot be deleted by accident, since sessions and plugin credentials would go with them", () => {
        expect(
            graph.resources
                .filter((resource) => resource.protect)
                .map(({ name }) => name)
                .sort(),
        ).toEqual(["d-init-password", "d-inner-api-key", "d-plugin-daemon-key", "d-sandbox-api-key", "d-secret-key"]);
    });

    test("may be deleted on a simulated cluster", async () => {
        const simulated = await evaluateApp({ cluster: clusterHandle({ simulated: true }) });
        expect(simulated.resources.filter((resource) => resource.protect)).toEqual([]);
    });
});

describe("order", () => {
    const namesIn = (urns: Iterable<string>) => [...urns].map((urn) => urn.split("::").at(-1));

    test("the migration waits for the data tier", () => {
        expect(namesIn(resourceOf(graph, "Job", "d-migrate").dependencies)).toContain("data");
    });

    test.each(SERVICES)("%s", (service) => {
        const before = namesIn(closureOf(graph, resourceOf(graph, "Deployment", `d-${service}`)));
        expect({ migration: before.includes("d-migrate"), data: before.includes("data") }).toEqual({
            migration: SCHEMA_USERS.includes(service),
            // The plugin daemon migrates a database of its own when it starts.
            data: SCHEMA_USERS.includes(service) || service === "plugin-daemon",
        });
    });

    test("Services, accounts and budgets wait for nothing", () => {
        const early = graph.resources.filter(({ type }) => /:(Service|ServiceAccount|PodDisruptionBudget)$/.test(type));
        expect(early.filter((resource) => namesIn(closureOf(graph, resource)).includes("data"))).toEqual([]);
    });
});

describe("the migration Job", () => {
    test("migrates and ends, which is what the two variables together mean", () => {
        const { env } = containerOf(graph, "Job", "d-migrate");
        expect(env?.slice(-2)).toEqual([
            { name: "MODE", value: "migration" },
            { name: "MIGRATION_ENABLED", value: "true" },
        ]);
    });

    test("is one for each release, with the image and environment of the API, and a size of its own", () => {
        expect(inputsOf(graph, "Job", "d-migrate")).toHaveProperty("metadata.name", "d-migrate-1-16-1");
        const [job, api] = [containerOf(graph, "Job", "d-migrate"), containerOf(graph, "Deployment", "d-api")];
        expect([job["image"], job.envFrom]).toEqual([api["image"], api.envFrom]);
        expect(job["resources"]).toHaveProperty("requests", { cpu: "250m", memory: "512Mi" });
    });

    test("is the only one that migrates: whoever shares its ConfigMap is told not to", () => {
        expect(inputsOf(graph, "ConfigMap", "d-api-env")).toHaveProperty("data.MIGRATION_ENABLED", "false");
        for (const service of SCHEMA_USERS) {
            const { env, envFrom } = containerOf(graph, "Deployment", `d-${service}`);
            expect(envFrom).toEqual([{ configMapRef: { name: "d-api-env" } }]);
            expect(env?.map(({ name }) => name)).not.toContain("MIGRATION_ENABLED");
        }
    });

    test("has labels of its own: no Service sends to it and no budget counts it", () => {
        const { metadata } = inputsOf<Workload>(graph, "Job", "d-migrate").spec.template;
        expect(metadata).toEqual({ labels: { "app.kubernetes.io/name": "d-migrate" } });
    });
});

describe("containers", () => {
    test("get secrets before what is composed of them: Kubernetes expands only what comes earlier", () => {
        const { env = [] } = containerOf(graph, "Deployment", "d-api");
        const names = env.map(({ name }) => name);
        for (const { value } of env) {
            for (const [, referenced] of (value ?? "").matchAll(/\$\((\w+)\)/g)) {
                expect(names.slice(0, names.indexOf("CELERY_BROKER_URL"))).toContain(referenced);
            }
        }
        expect(env.find(({ name }) => name === "CELERY_BROKER_URL")?.value).toBe(
            "redis://:$(REDIS_PASSWORD)@redis-primary.dify.svc:6379/1",
        );
    });

    test("read secrets by reference only", () => {
        const { env = [] } = containerOf(graph, "Deployment", "d-api");
        expect(env.filter(({ valueFrom }) => valueFrom !== undefined)).toEqual([
            ref("SECRET_KEY", "d-keys", "secret-key"),
            ref("INIT_PASSWORD", "d-keys", "init-password"),
            ref("DB_PASSWORD", "pg-app-owner", "password"),
            ref("REDIS_PASSWORD", "redis-auth", "password"),
            ref("EVENT_BUS_REDIS_PASSWORD", "redis-auth", "password"),
            ref("S3_ACCESS_KEY", "object-store", "accesskey"),
            ref("S3_SECRET_KEY", "object-store", "secretkey"),
            ref("MILVUS_PASSWORD", "milvus-root", "password"),
            ref("CODE_EXECUTION_API_KEY", "d-keys", "sandbox-api-key"),
            ref("PLUGIN_DAEMON_KEY", "d-keys", "plugin-daemon-key"),
            ref("INNER_API_KEY_FOR_PLUGIN", "d-keys", "inner-api-key"),
        ]);
    });

    test("find their services at the names that the Services have", () => {
        const services = new Set(resourcesOf(graph, "Service").map(({ inputs }) => nameOf(inputs)));
        const { data } = inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", "d-api-env");
        const hosts = ["CODE_EXECUTION_ENDPOINT", "SSRF_PROXY_HTTP_URL", "PLUGIN_DAEMON_URL", "INTERNAL_FILES_URL"].map(
            (name) => new URL(data[name] ?? "").hostname,
        );
        expect(hosts).toEqual(["d-sandbox", "d-ssrf-proxy", "d-plugin-daemon", "d-api"]);
        expect(hosts.filter((host) => !services.has(host))).toEqual([]);
    });

    test("of the SSRF proxy and the plugin daemon have what they read and write", () => {
        const volumesOf = (name: string) => inputsOf<Workload>(graph, "Deployment", name).spec.template.spec.volumes;
        expect(volumesOf("d-ssrf-proxy")).toEqual([{ name: "config", configMap: { name: "d-ssrf-proxy" } }]);
        expect(volumesOf("d-plugin-daemon")).toEqual([{ name: "plugins", emptyDir: { sizeLimit: "20Gi" } }]);
        expect(inputsOf(graph, "ConfigMap", "d-ssrf-proxy")["data"]).toEqual({ "squid.conf": squidConfig([]) });
    });

    test("run the images of the release", () => {
        const images = SERVICES.map((service) => containerOf(graph, "Deployment", `d-${service}`)["image"]);
        expect(images).toEqual([
            "docker.io/langgenius/dify-api:1.16.1",
            "docker.io/langgenius/dify-api:1.16.1",
            "docker.io/langgenius/dify-plugin-daemon:0.6.3-local",
            "docker.io/langgenius/dify-sandbox:0.2.15",
            "docker.io/ubuntu/squid:6.6-24.04_beta",
            "docker.io/langgenius/dify-web:1.16.1",
            "docker.io/langgenius/dify-api:1.16.1",
            "docker.io/langgenius/dify-api:1.16.1",
        ]);
    });
});

describe("a changed setting rolls exactly the pods that read it", () => {
    test.each<[string, Partial<DifyAppArgs>, string[]]>([
        ["database pool", { pool: { size: 1, overflow: 1 } }, SCHEMA_USERS],
        ["allowed private ranges", { allowedPrivateRanges: ["10.0.0.0/8"] }, ["ssrf-proxy"]],
        ["bucket", { objectStore: { ...APP_ARGS.objectStore, region: "x" } }, [...SCHEMA_USERS, "plugin-daemon"]],
        ["public host", { ingress: { className: "nginx", host: "new.example.com" } }, [...SCHEMA_USERS, "web"]],
        ["nothing", {}, []],
    ])("%s", async (_, change, expected) => {
        const changed = await evaluateApp(change);
        const rolled = SERVICES.filter((service) => checksumOf(changed, service) !== checksumOf(graph, service));
        expect(rolled.sort()).toEqual([...expected].sort());
    });
});

describe("what a service cannot serve without", () => {
    const dependsOn = (evaluated: ResourceGraph) =>
        Object.fromEntries(
            (
                resourcesOf(evaluated, "DifyApp")[0]?.outputs?.["workloads"] as { name: string; dependsOn: string[] }[]
            ).map((workload) => [workload.name, workload.dependsOn]),
        );

    test("is this", () => {
        const application = [
            "postgres",
            "redis-primary",
            "milvus-proxy",
            "d-plugin-daemon",
            "d-sandbox",
            "d-ssrf-proxy",
        ];
        expect(dependsOn(graph)).toEqual({
            "d-api": ["d-worker", ...application],
            "d-worker": application,
            "d-websocket": ["redis-primary"],
            "d-beat": ["redis-primary"],
            "d-web": ["d-api"],
            "d-sandbox": ["d-ssrf-proxy"],
            "d-ssrf-proxy": [],
            "d-plugin-daemon": ["postgres", "redis-primary", "d-ssrf-proxy"],
        });
    });

    test("includes the Redis Cluster where answers are streamed over it", async () => {
        const streaming = { collaboration: false, eventBus: CLUSTER } as const;
        expect(dependsOn(await evaluateApp({ streaming }))["d-worker"]).toEqual([
            "postgres",
            "redis-primary",
            "redis-sharded-leader",
            "milvus-proxy",
            "d-plugin-daemon",
            "d-sandbox",
            "d-ssrf-proxy",
        ]);
    });
});

describe("the pods of the API", () => {
    test("have a second Service, by which a gateway tells streams from other requests", () => {
        const [api, stream] = ["d-api", "d-api-stream"].map((name) =>
            inputsOf<{ metadata: { name: string }; spec: object }>(graph, "Service", name),
        );
        expect(stream?.metadata.name).toBe("d-api-stream");
        expect(stream?.spec).toEqual(api?.spec);
        expect(stream?.spec).toEqual({
            selector: { "app.kubernetes.io/name": "d-api", "app.kubernetes.io/part-of": "dify" },
            trafficDistribution: "PreferClose",
            ports: [{ name: "http", port: 5001, targetPort: "http" }],
        });
    });
});

test.each([
    [{ className: "nginx", host: "dify.example.com", clusterIssuer: "letsencrypt" }, "https://dify.example.com"],
    [{ className: "nginx", host: "dify.example.com", tlsSecret: "dify-tls" }, "https://dify.example.com"],
    [{ className: "nginx", host: "dify.localhost" }, "http://dify.localhost"],
    [{ className: "nginx" }, "http://localhost"],
])("%j is reached at %s", async (ingress, url) => {
    const evaluated = await evaluateApp({ ingress });
    expect(resourcesOf(evaluated, "DifyApp")[0]?.outputs?.["url"]).toBe(url);
    expect(inputsOf(evaluated, "ConfigMap", "d-api-env")).toHaveProperty("data.CONSOLE_API_URL", url);
});

test("an unknown release is refused before anything is registered", async () => {
    await expect(evaluateApp({ version: "1.17.0" })).rejects.toThrow(
        "Dify 1.17.0 is not in the catalogue; known: 0.6.9, 0.6.16,",
    );
});

test("the type refuses a Redis Cluster where Celery would use it", () => {
    const impossible = () =>
        evaluateComponent(
            // @ts-expect-error -- `redis` carries Celery's queues; only the event bus may be a Redis Cluster
            (opts) => new DifyApp("d", { ...APP_ARGS, redis: CLUSTER }, opts),
        );
    expect(impossible).toBeInstanceOf(Function);
});

function ref(name: string, secret: string, key: string) {
    return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

function nameOf(inputs: Readonly<Record<string, unknown>>): string {
    return (inputs["metadata"] as { name: string }).name;
}
