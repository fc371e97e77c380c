import { budgetOfGraph, connectionBudget, connectionProblems } from "../../../analysis/capacity/connections";
import { kubernetesObjects, type KubernetesObject, type PlannedObject } from "../../../analysis/graph";
import { PROFILES } from "../../../config/profiles";
import { evaluateStack } from "../../support/evaluation";

const planned = (objects: readonly KubernetesObject[]): PlannedObject[] =>
    objects.map((object) => ({ urn: object.metadata.name, wave: 0, object }));

const server = (connections: number): KubernetesObject => ({
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    metadata: { name: "postgres" },
    spec: { postgresql: { parameters: { max_connections: String(connections) } } },
});

const settings: KubernetesObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings" },
    data: { SQLALCHEMY_POOL_SIZE: "10", SQLALCHEMY_MAX_OVERFLOW: "5" },
};

function runs(
    kind: "Deployment" | "Job",
    name: string,
    spec: object,
    env: Record<string, string> = {},
): KubernetesObject {
    const container = {
        envFrom: [{ configMapRef: { name: "settings" } }],
        env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    };
    return {
        apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
        kind,
        metadata: { name },
        spec: { ...spec, template: { spec: { containers: [container] } } },
    };
}

/** What the operator itself holds on the primary. */
const SERVER_ITEM = { name: "postgres (operator, exporter)", pods: 1, each: 5 };

const rolling = { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } };

describe("connectionBudget", () => {
    test("every process has a pool, every rollout one pod more, a Recreate none", () => {
        const budget = connectionBudget(
            planned([
                server(300),
                settings,
                runs("Deployment", "api", { replicas: 3, ...rolling }, { SERVER_WORKER_AMOUNT: "2" }),
                runs("Deployment", "worker", { replicas: 2, ...rolling }),
                runs("Deployment", "beat", { replicas: 1, strategy: { type: "Recreate" } }),
                runs("Job", "migrate", {}),
            ]),
        );
        expect(budget).toEqual({
            limit: 300,
            reserve: 5,
            // 5 + 4 × 2 × 15 + 3 × 15 + 15 + 15
            demand: 200,
            items: [
                SERVER_ITEM,
                { name: "api", pods: 4, each: 30 },
                { name: "worker", pods: 3, each: 15 },
                { name: "beat", pods: 1, each: 15 },
                { name: "migrate", pods: 1, each: 15 },
            ],
        });
    });

    test("an autoscaler counts at its maximum", () => {
        const autoscaler: KubernetesObject = {
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "api" },
            spec: { maxReplicas: 10, scaleTargetRef: { kind: "Deployment", name: "api" } },
        };
        const objects = [server(300), settings, runs("Deployment", "api", { replicas: 3, ...rolling }), autoscaler];
        expect(connectionBudget(planned(objects))?.items).toEqual([SERVER_ITEM, { name: "api", pods: 11, each: 15 }]);
    });

    test("a dump counts, for it may run during a rollout", () => {
        const { spec } = runs("Job", "dumps", {}, { DATABASE_0_NAME: "dify" });
        const dumps = {
            apiVersion: "batch/v1",
            kind: "CronJob",
            metadata: { name: "dumps" },
            spec: { jobTemplate: { spec } },
        };
        const others = { ...dumps, metadata: { name: "others" }, spec: { jobTemplate: runs("Job", "others", {}) } };
        // No settings: the variables of Dify's own pods are not there.
        expect(connectionBudget(planned([server(300), dumps, others]))?.items).toEqual([
            SERVER_ITEM,
            { name: "dumps", pods: 1, each: 2 },
        ]);
    });

    test("the plugin daemon keeps 30 connections a pod unless told otherwise", () => {
        const daemon = (env: Record<string, string>): KubernetesObject => ({
            ...runs("Deployment", "daemon", { replicas: 1, ...rolling }, { DB_DATABASE: "dify_plugin", ...env }),
        });
        const each = (env: Record<string, string>) =>
            connectionBudget(planned([server(300), daemon(env)]))?.items[1]?.each;
        expect(each({})).toBe(30);
        expect(each({ DB_MAX_OPEN_CONNS: "12" })).toBe(12);
    });

    test("an exporter of the server has two", () => {
        const exporter = runs("Deployment", "exporter", { replicas: 1, ...rolling }, { DATA_SOURCE_URI: "postgres" });
        expect(connectionBudget(planned([server(300), exporter]))?.items[1]?.each).toBe(2);
    });

    test("a plan without a server has none", () => {
        expect(connectionBudget(planned([settings]))).toBeUndefined();
    });
});

describe("connectionProblems", () => {
    test("a demand that fits exactly is no problem, one more is", () => {
        const budget = { limit: 100, reserve: 10, demand: 90, items: [{ name: "api", pods: 9, each: 10 }] };
        expect(connectionProblems(budget)).toEqual([]);
        expect(connectionProblems({ ...budget, demand: 91 })).toEqual([
            {
                path: "postgres.maxConnections",
                value: 100,
                message:
                    "91 connections may be open during a rollout, 90 fit (10 are reserved); most are api 9 × 10. Raise " +
                    "postgres.maxConnections to 101, lower dify.database.poolSize or maxOverflow, or lower the replicas",
            },
        ]);
    });
});

test.each(PROFILES)("profile %s fits into the connections of its server", async (profile) => {
    const budget = connectionBudget(
        kubernetesObjects(await evaluateStack("onprem", { profile }), { showSecrets: false }),
    );
    expect(connectionProblems(budget)).toEqual([]);
    expect(budget?.items.map(({ name }) => name).sort()).toEqual([
        "dify-api",
        "dify-beat",
        "dify-migrate-1-16-1",
        "dify-plugin-daemon",
        "dify-websocket",
        "dify-worker",
        "postgres (operator, exporter)",
        "postgres-dumps",
        "postgres-dumps-restore-check",
    ]);
});

test.each([
    ["rds", 1000],
    ["aurora", 1200],
])("a server of AWS (%s) counts with the connections of its parameters", async (engine, maxConnections) => {
    const budget = budgetOfGraph(
        await evaluateStack("prod", { dr: { region: undefined }, postgres: { engine, maxConnections } }),
    );
    expect(budget?.limit).toBe(maxConnections);
    expect(budget?.items[0]).toEqual({ name: "AWS (administration, monitoring)", pods: 1, each: 5 });
    expect(budget?.items.map(({ name }) => name)).toEqual(expect.arrayContaining(["dify-api", "dify-plugin-daemon"]));
});

test("a server of AWS that is too small is refused like any other", async () => {
    const budget = budgetOfGraph(await evaluateStack("prod", { postgres: { maxConnections: 500 } }));
    expect(connectionProblems(budget).map(({ path, value }) => [path, value])).toEqual([
        ["postgres.maxConnections", 500],
    ]);
});
