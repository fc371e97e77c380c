import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { evaluateStack } from "../support/evaluation";
import { inputsOf, resourcesOf } from "../support/graph";

// Whole stacks are evaluated.
jest.setTimeout(30_000);

/** Stacks whose database server AWS has restored from the first one. */

const restored = (stack: string, restoreFrom: RawConfig, change: RawConfig = {}) =>
    evaluateStack(stack, { ...change, postgres: { restoreFrom: { as: "postgres-b", ...restoreFrom } } });

const environmentOf = (graph: ResourceGraph) =>
    inputsOf<{ data: Record<string, string> }>(graph, "ConfigMap", "dify-api-env").data;

const workloadsOf = (graph: ResourceGraph) =>
    (graph.outputs["workloads"] as { name: string }[])
        .map(({ name }) => name)
        .filter((name) => name.startsWith("postgres") && !name.startsWith("postgres-exporter"));

describe("prod, restored to a moment", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await restored("prod", { time: "2026-11-23T03:59:00+02:00" });
    });

    test("has a second server beside the first one, as of that moment in UTC", () => {
        expect(inputsOf(graph, "Instance", "postgres-b")).toMatchObject({
            identifier: "dify-ha-prod-postgres-b",
            restoreToPointInTime: {
                sourceDbInstanceIdentifier: "dify-ha-prod-postgres",
                restoreTime: "2026-11-23T01:59:00Z",
            },
        });
        expect(inputsOf(graph, "Instance", "postgres")).not.toHaveProperty("restoreToPointInTime");
        expect(workloadsOf(graph)).toEqual(["postgres", "postgres-replica", "postgres-b", "postgres-b-replica"]);
    });

    test("runs Dify, its migration and its dumps on the second, whose roles are made anew", async () => {
        expect(environmentOf(graph)["DB_HOST"]).toBe("postgres-b.rds.example.com");
        expect(graph.outputs["postgresReaderHost"]).toBe("postgres-b-replica-1.rds.example.com");
        const hosts = [
            ...resourcesOf(graph, "Job"),
            ...resourcesOf(graph, "CronJob"),
            ...resourcesOf(graph, "ConfigMap"),
        ]
            .map(({ inputs }) => JSON.stringify(inputs))
            .filter((text) => text.includes("rds.example.com"));
        expect(hosts.length).toBeGreaterThan(3);
        expect(hosts.filter((text) => text.includes("//postgres.rds") || text.includes('"postgres.rds'))).toEqual([]);
        const jobs = (found: ResourceGraph) =>
            resourcesOf(found, "Job")
                .map(({ name }) => name)
                .filter((name) => name.startsWith("postgres-bootstrap"));
        expect(jobs(graph)).not.toEqual(jobs(await evaluateStack("prod")));
    });

    test("has both copied, and tells the second region of the one that it runs on", () => {
        const copies = resourcesOf(graph, "InstanceAutomatedBackupsReplication");
        expect(
            copies.map(({ name, inputs }) => [name, (inputs["sourceDbInstanceArn"] as string).split(":").at(-1)]),
        ).toEqual([
            ["postgres-b-copies", "postgres-b"],
            ["postgres-copies", "postgres"],
        ]);
        expect(graph.outputs["recovery"]).toMatchObject({
            automatedBackupsArn: "postgres-b-copies-id",
            sourceArn: expect.stringMatching(/:postgres-b$/) as string,
        });
    });
});

test("a snapshot is restored by RDS and by Aurora", async () => {
    const rds = await restored("staging", { backup: "rds:dify-ha-staging-postgres-2026-11-23-02-05" });
    expect(inputsOf(rds, "Instance", "postgres-b")["snapshotIdentifier"]).toBe(
        "rds:dify-ha-staging-postgres-2026-11-23-02-05",
    );
    const aurora = await evaluateStack("staging", {
        postgres: { engine: "aurora", restoreFrom: { as: "postgres-b", backup: "before-migration" } },
    });
    expect(inputsOf(aurora, "Cluster", "postgres-b")["snapshotIdentifier"]).toBe("before-migration");
    expect(environmentOf(aurora)["DB_HOST"]).toBe("postgres-b.rds.example.com");
});

test("the second region's stack can be restored once it is active, under the master user that it took over", async () => {
    const graph = await restored("dr", {}, { recovery: { active: true } });
    const inputs = inputsOf(graph, "Instance", "postgres-b");
    expect(inputs["restoreToPointInTime"]).toEqual({
        sourceDbInstanceIdentifier: "dify-ha-dr-postgres",
        useLatestRestorableTime: true,
    });
    expect(inputs).not.toHaveProperty("password");
    expect(inputs).not.toHaveProperty("kmsKeyId");
});

test("ElastiCache's shards are as durable as asked for", async () => {
    const durability = async (cluster: RawConfig) =>
        inputsOf(await evaluateStack("prod", { redis: { cluster } }), "ReplicationGroup", "redis-sharded")[
            "durability"
        ];
    expect(await durability({ enabled: true })).toBe("disabled");
    expect(await durability({ enabled: true, durability: "async" })).toBe("async");
});
