import type { ResourceGraph } from "../../../analysis/graph";
import type { CanaryArgs, CanaryTraffic } from "../../../components/dify/canary";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf, closureOf } from "../../support/graph";
import { APP_ARGS, CANARY, evaluateApp } from "./difyAppArgs";

const WEIGHT: CanaryTraffic = { kind: "weight", weight: 10 };

interface Pods {
    readonly spec: {
        readonly replicas: number;
        readonly template: { readonly spec: { readonly containers: Container[] } };
    };
}

interface Container {
    readonly image: string;
    readonly env: {
        readonly name: string;
        readonly value?: string;
        readonly valueFrom?: { readonly secretKeyRef: { readonly name: string } };
    }[];
}

const canary = (change: Partial<CanaryArgs> = {}) => evaluateApp({ canary: { ...CANARY, ...change } });

const containerOf = (graph: ResourceGraph, kind: string, name: string): Container => {
    const [container] = inputsOf<Pods>(graph, kind, name).spec.template.spec.containers;
    if (container === undefined) {
        throw new Error(`${name} has no container`);
    }
    return container;
};

const settingsOf = (graph: ResourceGraph) =>
    inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", "d-api-env").data;

const own = (service: string) => [
    `Deployment d-${service}`,
    `PodDisruptionBudget d-${service}-pdb`,
    `ServiceAccount d-${service}-account`,
];

let graph: ResourceGraph;
beforeAll(async () => {
    graph = await canary();
});

describe("runs what is of its own version, and nothing that must be one for all", () => {
    const BY_WEIGHT = [
        "ConfigMap d-api-env",
        ...own("api"),
        ...own("worker"),
        ...["api", "files", "stream"].map((kind) => `Ingress d-${kind}-ingress`),
        "Job d-migrate",
        "Service d-api",
        "Service d-api-stream",
        "ServiceAccount d-migrate-account",
    ];

    test("with a weight", async () => {
        expect(childrenOfComponent(await canary({ traffic: WEIGHT }), "DifyApp")).toEqual(BY_WEIGHT.sort());
    });

    test("with a header", () => {
        expect(childrenOfComponent(graph, "DifyApp")).toEqual(
            [...BY_WEIGHT, ...own("web"), "ConfigMap d-web-env", "Ingress d-ingress", "Service d-web"].sort(),
        );
    });

    test("at the size that it is given", () => {
        const replicas = ["api", "worker", "web"].map((name) => inputsOf<Pods>(graph, "Deployment", `d-${name}`));
        expect(replicas.map(({ spec }) => spec.replicas)).toEqual([3, 4, 5]);
    });
});

describe("uses of the other release", () => {
    test("the secrets: with a key of its own nobody would stay signed in", () => {
        const secrets = containerOf(graph, "Deployment", "d-api").env.flatMap(({ name, valueFrom }) =>
            valueFrom === undefined ? [] : [[name, valueFrom.secretKeyRef.name]],
        );
        expect(Object.fromEntries(secrets)).toMatchObject({
            SECRET_KEY: "main-keys",
            CODE_EXECUTION_API_KEY: "main-keys",
            PLUGIN_DAEMON_KEY: "main-keys",
            INNER_API_KEY_FOR_PLUGIN: "main-keys",
        });
        expect(resourcesOf(graph, "Secret")).toEqual([]);
    });

    test("sandbox, SSRF proxy and plugin daemon; files come from its own API", () => {
        expect(settingsOf(graph)).toMatchObject({
            CODE_EXECUTION_ENDPOINT: "http://main-sandbox:8194",
            SSRF_PROXY_HTTP_URL: "http://main-ssrf-proxy:3128",
            PLUGIN_DAEMON_URL: "http://main-plugin-daemon:5002",
            INTERNAL_FILES_URL: "http://d-api:5001",
        });
        expect(inputsOf(graph, "ConfigMap", "d-web-env")).toHaveProperty(
            "data.SERVER_CONSOLE_API_URL",
            "http://d-api:5001",
        );
    });

    test("database, cache and event bus, so that either API can pass on what a worker of the other streams", async () => {
        const main = settingsOf(await evaluateApp());
        for (const name of ["DB_HOST", "DB_DATABASE", "REDIS_HOST", "REDIS_DB", "S3_BUCKET_NAME", "MILVUS_URI"]) {
            expect([name, settingsOf(graph)[name]]).toEqual([name, main[name]]);
        }
        const eventBus = containerOf(graph, "Deployment", "d-worker").env.find(
            ({ name }) => name === "EVENT_BUS_REDIS_URL",
        );
        expect(eventBus?.value).toBe("redis://:$(EVENT_BUS_REDIS_PASSWORD)@redis-primary.dify.svc:6379/0");
    });
});

test("its queues are its own: a run that it takes is executed by its workers, and no other is", () => {
    for (const service of ["api", "worker"]) {
        const broker = containerOf(graph, "Deployment", `d-${service}`).env.find(
            ({ name }) => name === "CELERY_BROKER_URL",
        );
        expect(broker?.value).toBe("redis://:$(REDIS_PASSWORD)@redis-primary.dify.svc:6379/3");
    }
});

describe("differs by", () => {
    test("nothing that is not asked for", () => {
        const images = ["api", "worker", "web"].map((name) => containerOf(graph, "Deployment", `d-${name}`).image);
        expect(images).toEqual([
            "docker.io/langgenius/dify-api:1.16.1",
            "docker.io/langgenius/dify-api:1.16.1",
            "docker.io/langgenius/dify-web:1.16.1",
        ]);
    });

    test("its images, with which it migrates, too", async () => {
        const changed = await canary({ images: { api: "registry.example.com/api@sha256:1", web: "web:2" } });
        expect(containerOf(changed, "Deployment", "d-api").image).toBe("registry.example.com/api@sha256:1");
        expect(containerOf(changed, "Deployment", "d-worker").image).toBe("registry.example.com/api@sha256:1");
        expect(containerOf(changed, "Job", "d-migrate").image).toBe("registry.example.com/api@sha256:1");
        expect(containerOf(changed, "Deployment", "d-web").image).toBe("web:2");
    });

    test("variables of its API and workers", async () => {
        const changed = await canary({ environment: { LOG_LEVEL: "DEBUG", NEW_FEATURE: "true" } });
        expect(settingsOf(changed)).toEqual({ ...settingsOf(graph), LOG_LEVEL: "DEBUG", NEW_FEATURE: "true" });
        expect(inputsOf(changed, "ConfigMap", "d-web-env")).toEqual(inputsOf(graph, "ConfigMap", "d-web-env"));
    });
});

test("its migration waits for the other release, and its pods for its migration", () => {
    const namesBefore = (kind: string, name: string) =>
        [...closureOf(graph, resourceOf(graph, kind, name))].map((urn) => urn.split("::").at(-1));
    expect(namesBefore("Job", "d-migrate")).toContain("data");
    expect(namesBefore("Deployment", "d-api")).toContain("d-migrate");
    expect(namesBefore("Deployment", "d-worker")).toContain("d-migrate");
});

test("no request is sent to it before its pods are ready, nor while they go", async () => {
    const main = await evaluateApp();
    const deploymentsBefore = (evaluated: ResourceGraph, ingress: string) =>
        [...closureOf(evaluated, resourceOf(evaluated, "Ingress", ingress))]
            .filter((urn) => urn.includes(":Deployment::"))
            .map((urn) => urn.split("::").at(-1))
            .sort();
    for (const ingress of ["d-ingress", "d-api-ingress", "d-stream-ingress", "d-files-ingress"]) {
        expect(deploymentsBefore(graph, ingress)).toEqual(["d-api", "d-web", "d-worker"]);
        expect(deploymentsBefore(main, ingress)).toEqual([]);
    }
});

test("what its services cannot serve without is partly the other release's", () => {
    const workloads = resourcesOf(graph, "DifyApp")[0]?.outputs?.["workloads"] as {
        name: string;
        dependsOn: string[];
    }[];
    const shared = [
        "postgres",
        "redis-primary",
        "milvus-proxy",
        "main-plugin-daemon",
        "main-sandbox",
        "main-ssrf-proxy",
    ];
    expect(Object.fromEntries(workloads.map(({ name, dependsOn }) => [name, dependsOn]))).toEqual({
        "d-api": ["d-worker", ...shared],
        "d-worker": shared,
        "d-web": ["d-api"],
    });
});

test("an unknown release is refused, so that another version needs an entry in the catalogue and nothing more", async () => {
    await expect(evaluateApp({ ...APP_ARGS, version: "9.9.9", canary: CANARY })).rejects.toThrow(
        "Dify 9.9.9 is not in the catalogue",
    );
});
