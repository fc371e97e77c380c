import type { ResourceGraph } from "../../../analysis/graph";
import { findingsOf } from "../../support/invariants";
import type { DifyAppArgs } from "../../../components/dify/difyApp";
import { childrenOfComponent, inputsOf, resourcesOf } from "../../support/graph";
import { APP_ARGS, evaluateApp } from "./difyAppArgs";
import { CLUSTER, PRIMARY } from "./environmentArgs";

/** What differs in the objects of an older release; the environments are in tests/golden/releases. */

const ALONE = { collaboration: false, eventBus: PRIMARY } as const;

const evaluateRelease = (version: string, change: Partial<DifyAppArgs> = {}) =>
    evaluateApp({ version, streaming: ALONE, ...change });

interface Pods {
    readonly spec: {
        readonly replicas: number;
        readonly template: {
            readonly spec: {
                readonly containers: readonly {
                    readonly command?: readonly string[];
                    readonly env: readonly { readonly name: string; readonly value?: string }[];
                    readonly resources: unknown;
                    readonly ports?: readonly { readonly containerPort: number }[];
                }[];
            };
        };
    };
}

const containerOf = (graph: ResourceGraph, kind: string, name: string) =>
    inputsOf<Pods>(graph, kind, name).spec.template.spec.containers[0];

describe("0.6.9 with three members of the API, a core and 2 GiB each", () => {
    const resources = { requests: { cpu: "1", memory: "2Gi" }, limits: { cpu: "2", memory: "4Gi" } };
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateRelease("0.6.9", {
            pluginDatabase: undefined,
            services: { ...APP_ARGS.services, api: { replicas: 3, resources } },
            autoscaling: { api: { most: 10, cpuPercent: 70 } },
        });
    });

    test("runs neither plugins nor sockets, and nothing that is for them", () => {
        const children = childrenOfComponent(graph, "DifyApp");
        expect(children.filter((name) => name.startsWith("Deployment"))).toEqual(
            ["api", "beat", "sandbox", "ssrf-proxy", "web", "worker"].map((name) => `Deployment d-${name}`),
        );
        expect(children.filter((name) => /plugin|socket|hooks|inner/.test(name))).toEqual([]);
    });

    test("has 3 to 10 members of the API, by 70 % of their CPU", () => {
        expect(inputsOf<{ spec: unknown }>(graph, "HorizontalPodAutoscaler", "d-api-scaling").spec).toMatchObject({
            scaleTargetRef: { kind: "Deployment", name: "d-api" },
            minReplicas: 3,
            maxReplicas: 10,
            metrics: [
                {
                    type: "Resource",
                    resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
                },
            ],
        });
    });

    test("has its API on port 5001, in that size, with 2 of 3 always there", () => {
        const api = inputsOf<Pods>(graph, "Deployment", "d-api").spec;
        expect([api.replicas, api.template.spec.containers[0]?.resources]).toEqual([3, resources]);
        expect(containerOf(graph, "Deployment", "d-api")?.ports).toEqual([{ name: "http", containerPort: 5001 }]);
        expect(inputsOf<{ spec: unknown }>(graph, "PodDisruptionBudget", "d-api-pdb").spec).toMatchObject({
            maxUnavailable: 1,
        });
    });

    test.each([
        ["api", "exec gunicorn --bind 0.0.0.0:5001 "],
        ["worker", 'exec celery -A app.celery worker -P gevent -c "$CELERY_WORKER_AMOUNT" '],
        ["beat", "exec celery -A app.celery beat "],
    ])("%s is process 1 itself, so that signals reach it", (service, start) => {
        const [shell, option, line] = containerOf(graph, "Deployment", `d-${service}`)?.command ?? [];
        expect([shell, option]).toEqual(["/bin/sh", "-c"]);
        expect(line?.startsWith(start)).toBe(true);
    });

    test("is migrated by one Job, and by nothing else", () => {
        const job = containerOf(graph, "Job", "d-migrate");
        expect(job?.command).toEqual(["flask", "db", "upgrade"]);
        const settings = inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", "d-api-env").data;
        expect(settings.MIGRATION_ENABLED).toBe("false");
        const told = resourcesOf(graph, "Deployment")
            .map(({ inputs }) => JSON.stringify(inputs))
            .filter((text) => text.includes("MIGRATION_ENABLED"));
        expect(told).toEqual([]);
    });

    test("has passwords that may stand in a URL", () => {
        const passwords = resourcesOf(graph, "RandomPassword");
        expect(passwords.length).toBeGreaterThan(0);
        expect(passwords.filter(({ inputs }) => inputs["special"] !== false)).toEqual([]);
    });

    test("has one scheduler and one migration", () => {
        expect(findingsOf(graph, "one-beat")).toEqual([]);
        expect(findingsOf(graph, "migration-once")).toEqual([]);
    });
});

test("from 0.6.15 on the entry point starts everything", async () => {
    const graph = await evaluateRelease("0.6.16", { pluginDatabase: undefined });
    const started = ["api", "worker", "beat"].map((name) => containerOf(graph, "Deployment", `d-${name}`)?.command);
    expect(started).toEqual([undefined, undefined, undefined]);
});

test.each<[string, string, Partial<DifyAppArgs>, string]>([
    [
        "sockets",
        "1.14.0",
        { streaming: APP_ARGS.streaming },
        "streaming.collaboration = true: needs Dify 1.14.1 or later",
    ],
    [
        "several of them",
        "1.15.0",
        { streaming: APP_ARGS.streaming },
        "services.websocket.replicas = 2: must be 1 before Dify 1.16.0",
    ],
    [
        "a Redis Cluster",
        "1.13.0",
        { streaming: { collaboration: false, eventBus: CLUSTER } },
        'streaming.eventBus = "cluster": needs Dify 1.13.1 or later',
    ],
    [
        "plugins without a database",
        "1.0.0",
        { pluginDatabase: undefined },
        "pluginDatabase: missing; the plugin daemon of Dify 1.0.0",
    ],
])("%s are refused where the release cannot have them (%s)", async (_, version, change, message) => {
    await expect(evaluateRelease(version, change)).rejects.toThrow(message);
});

test("a newer release than all that are known runs if it may", async () => {
    const graph = await evaluateApp({ version: "1.17.0", allowUntestedVersion: true });
    expect(JSON.stringify(inputsOf(graph, "Deployment", "d-api"))).toContain("docker.io/langgenius/dify-api:1.17.0");
});
