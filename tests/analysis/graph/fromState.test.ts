import { availabilityOfGraph } from "../../../analysis/availability";
import { budgetOfGraph } from "../../../analysis/capacity/connections";
import { fromState, MASK, workloadsOf, type ResourceGraph, type StateFile } from "../../../analysis/graph";
import { checkInvariants } from "../../../analysis/invariants";
import { recordedState } from "../../support/recordings";
import { resourceOf } from "../../support/graph";

/** A state as a graph: one that the engine wrote, and what a recording has not. */

const PREFIX = "urn:pulumi:local::dify-ha::";
const APP = `${PREFIX}dify-ha:index:DifyApp::dify`;

const { graph, pending, leftovers } = fromState(recordedState("local-state"));

test("a state has what the stack has, without the stack itself and the engine's own providers", () => {
    const { project, stack, resources, outputs } = graph;
    expect({ project, stack, count: resources.length, pending, leftovers }).toEqual({
        project: "dify-ha",
        stack: "local",
        count: 105,
        pending: [],
        leftovers: [],
    });
    expect(resources.filter(({ type }) => type.startsWith("pulumi:")).map(({ name }) => name)).toEqual([
        "cluster-embedded",
    ]);
    expect(resources.map(({ urn }) => urn)).toEqual(resources.map(({ urn }) => urn).sort());
    expect(Object.keys(outputs)).toEqual(["namespace", "postgresReaderHost", "url", "workloads"]);
});

test("a resource has its place, its provider, and what must exist before it", () => {
    expect(resourceOf(graph, "PodDisruptionBudget", "dify-api-pdb")).toEqual({
        urn: `${PREFIX}dify-ha:index:DifyApp$kubernetes:policy/v1:PodDisruptionBudget::dify-api-pdb`,
        type: "kubernetes:policy/v1:PodDisruptionBudget",
        name: "dify-api-pdb",
        id: "dify-api-pdb-id",
        parent: APP,
        provider: `${PREFIX}pulumi:providers:kubernetes::cluster-embedded`,
        custom: true,
        protect: false,
        retainOnDelete: false,
        dependencies: [`${PREFIX}kubernetes:core/v1:Namespace::dify`],
        inputs: {
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: {
                name: "dify-api",
                namespace: "dify",
            },
            spec: {
                maxUnavailable: 1,
                selector: {
                    matchLabels: { "app.kubernetes.io/name": "dify-api", "app.kubernetes.io/part-of": "dify" },
                },
                unhealthyPodEvictionPolicy: "AlwaysAllow",
            },
        },
        secretPaths: [],
    });
});

test("a component is at the top and says what it is", () => {
    const app = resourceOf(graph, "DifyApp", "dify");
    expect({ parent: app.parent, custom: app.custom, url: app.outputs?.["url"] }).toEqual({
        parent: undefined,
        custom: false,
        url: "http://dify.localhost",
    });
});

test("a secret is masked, and an engine's own provider is none", () => {
    const secret = resourceOf(graph, "Secret", "redis-auth");
    expect(secret).toMatchObject({ inputs: { stringData: MASK }, secretPaths: ["stringData"] });
    expect(resourceOf(graph, "RandomPassword", "redis-password").provider).toBeUndefined();
});

test("the analysis finds in a state what it finds in a plan", () => {
    expect(workloadsOf(graph)).toHaveLength(20);
    expect(workloadsOf(graph).find(({ name }) => name === "dify-api")).toMatchObject({
        members: { min: 3, max: 3 },
        quorum: 1,
        spread: "hard",
    });
    expect(budgetOfGraph(graph)).toMatchObject({ limit: 500, reserve: 5, demand: 489 });
    const availability = availabilityOfGraph(graph);
    expect(availability?.total).toBeGreaterThan(0.999);
    expect(availability?.contributors.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["milvus-mixcoord", "postgres"]),
    );
});

test("a rule that a state breaks is found there", () => {
    const broken = (one: ResourceGraph) => checkInvariants(one, [], "2026-11-25").violations.map(({ id }) => id);
    const without = { ...graph, resources: graph.resources.filter(({ name }) => name !== "dify-api-pdb") };
    expect(broken(graph)).not.toContain("pdb-present");
    expect(broken(without).filter((id) => !broken(graph).includes(id))).toEqual(["pdb-present"]);
});

describe("what is not settled", () => {
    const resource = (urn: string, more = {}) => ({ urn, type: urn.split("::")[2] ?? "", custom: true, ...more });
    const state: StateFile = {
        deployment: {
            resources: [
                resource(`${PREFIX}aws:s3/bucket:Bucket::files`, { id: "files", protect: true, retainOnDelete: true }),
                resource(`${PREFIX}aws:rds/instance:Instance::db`, {
                    id: "new",
                    outputs: { address: "db.example.com" },
                }),
                resource(`${PREFIX}aws:rds/instance:Instance::db`, { id: "old", delete: true }),
                resource(`${PREFIX}aws:iam/role:Role::a::b`, { provider: `${PREFIX}pulumi:providers:aws::default::x` }),
            ],
            pending_operations: [
                { type: "creating", resource: resource(`${PREFIX}aws:s3/bucket:Bucket::vectors`) },
                { type: "deleting", resource: resource(`${PREFIX}aws:ec2/eip:Eip::nat`) },
            ],
        },
    };

    test("what was under way is named, and is no part of the graph", () => {
        expect(fromState(state).pending).toEqual(["creating vectors", "deleting nat"]);
        expect(fromState(state).graph.resources).toHaveLength(3);
    });

    test("what is only there to be deleted is named, and the new one counts", () => {
        expect(fromState(state).leftovers).toEqual(["db"]);
        expect(resourceOf(fromState(state).graph, "Instance", "db").id).toBe("new");
    });

    test("what a provider answered is not what the program says", () => {
        expect(resourceOf(fromState(state).graph, "Instance", "db")).not.toHaveProperty("outputs");
    });

    test("without a stack resource the URNs tell project and stack, colons in names stay, options are kept", () => {
        const found = fromState(state).graph;
        expect([found.project, found.stack, found.outputs]).toEqual(["dify-ha", "local", {}]);
        expect(resourceOf(found, "Role", "a::b").provider).toBeUndefined();
        expect(resourceOf(found, "Bucket", "files")).toMatchObject({ protect: true, retainOnDelete: true });
    });
});

test("an empty state is an empty graph", () => {
    expect(fromState({ deployment: {} }).graph).toEqual({ project: "", stack: "", resources: [], outputs: {} });
});
