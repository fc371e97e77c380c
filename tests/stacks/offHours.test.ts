import { availabilityOfGraph } from "../../analysis/availability";
import { podSets } from "../../analysis/capacity/containers";
import { kubernetesObjects, workloadsOf, type ResourceGraph } from "../../analysis/graph";
import { checkInvariants } from "../../analysis/invariants";
import { mergeConfig, type RawConfig } from "../../config/merge";
import { evaluateStack } from "../support/evaluation";
import { closureOf, inputsOf, resourceOf, resourcesOf } from "../support/graph";

/** What hours off make of whole stacks. */

// Whole stacks are evaluated.
jest.setTimeout(60_000);

const OFF_HOURS: RawConfig = { offHours: { timeZone: "Europe/Berlin", from: "08:00", until: "20:00" } };

const STOPPED: RawConfig = mergeConfig(OFF_HOURS, {
    offHours: { days: ["mon", "thu"], replicas: 1, stopDatabase: true },
    postgres: { backup: { window: "10:00-10:30", timeZone: "Europe/Berlin", at: "12:00" } },
});

const namesOf = (graph: ResourceGraph, kind: string) => resourcesOf(graph, kind).map(({ name }) => name);
const releasesOf = (graph: ResourceGraph) => namesOf(graph, "Release");
const membersOf = (graph: ResourceGraph, workload: string) =>
    workloadsOf(graph).find(({ name }) => name === workload)?.members;
const notModelled = (graph: ResourceGraph) =>
    availabilityOfGraph(graph)
        ?.notModelled.map(({ what }) => what)
        .filter((what) => what.includes("stops the database"));

test.each(["onprem", "prod", "staging"])("%s has neither KEDA nor a schedule unless it is told to", async (stack) => {
    const graph = await evaluateStack(stack);
    expect(releasesOf(graph)).not.toContain("operators-keda");
    expect([
        ...namesOf(graph, "ScaledObject"),
        ...namesOf(graph, "Schedule"),
        ...namesOf(graph, "DatabaseHours"),
    ]).toEqual([]);
});

describe.each(["onprem", "prod"])("%s", (stack) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateStack(stack, OFF_HOURS);
    });

    test("keeps one member in each zone of what has more by day, after KEDA is there", () => {
        expect(namesOf(graph, "ScaledObject")).toEqual(["dify-api-scaling", "dify-worker-scaling"]);
        expect(membersOf(graph, "dify-api")).toEqual({ min: 3, max: 6 });
        expect(membersOf(graph, "dify-web")).toEqual({ min: 3, max: 3 });
        const before = closureOf(graph, resourceOf(graph, "ScaledObject", "dify-api-scaling"));
        expect([...before].map((urn) => urn.split("::").at(-1))).toEqual(
            expect.arrayContaining(["operators-keda", "dify-api"]),
        );
    });

    test("keeps every mandatory rule, and its database", () => {
        const { violations } = checkInvariants(graph, [], "2026-11-25");
        expect(violations.filter(({ severity }) => severity === "mandatory")).toEqual([]);
        expect(namesOf(graph, "DatabaseHours")).toEqual([]);
        expect(notModelled(graph)).toEqual([]);
    });

    test("counts connections by the most members", () => {
        const sets = podSets(kubernetesObjects(graph, { showSecrets: false }));
        expect(sets.find(({ name }) => name === "dify-api")?.pods).toBe(6);
    });
});

test("only AWS's nodes have a schedule", async () => {
    expect(namesOf(await evaluateStack("onprem", OFF_HOURS), "Schedule")).toEqual([]);
    const zones = ["eu-central-1a", "eu-central-1b"];
    expect(namesOf(await evaluateStack("staging", OFF_HOURS), "Schedule")).toEqual(
        zones.flatMap((zone) => [`cluster-general-${zone}-idle`, `cluster-general-${zone}-working`]),
    );
});

test("a canary has hours off as well", async () => {
    const graph = await evaluateStack(
        "onprem",
        mergeConfig(OFF_HOURS, { dify: { canary: { enabled: true, weight: 10, replicas: 4 } } }),
    );
    expect(namesOf(graph, "ScaledObject").filter((name) => name.includes("canary"))).toEqual([
        "dify-canary-api-scaling",
        "dify-canary-worker-scaling",
    ]);
});

describe("staging with a database that is stopped", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateStack("staging", STOPPED);
    });

    test("stops its server, and none but it", () => {
        const { target } = inputsOf<{ target: { arn: string; input: string } }>(
            graph,
            "aws:scheduler/schedule:Schedule",
            "database-hours-stop",
        );
        expect([target.arn, target.input]).toEqual([
            "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance",
            '{"DbInstanceIdentifier":"dify-ha-staging-postgres"}',
        ]);
    });

    test("makes dumps on the days on which there is something to dump", () => {
        expect(inputsOf(graph, "CronJob", "postgres-dumps")).toMatchObject({ spec: { schedule: "0 12 * * 1,4" } });
    });

    test("says that its availability does not count those hours, and which rule one member breaks", () => {
        expect(notModelled(graph)).toEqual([
            "the hours in which a schedule stops the database: nothing works then, and no figure counts them",
        ]);
        const { violations } = checkInvariants(graph, [], "2026-11-25");
        expect(violations.filter(({ severity }) => severity === "mandatory").map(({ id }) => id)).toEqual([
            "replicas-quorum",
        ]);
    });
});
