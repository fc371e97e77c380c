import { budgetOfGraph, connectionProblems } from "../../analysis/capacity/connections";
import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import { changedLeaves } from "../support/difference";
import { evaluateStack } from "../support/evaluation";
import { closureOf, resourceOf, resourcesOf } from "../support/graph";

/** The switch of a canary, in whole stacks. */

const canary = (change: RawConfig = { weight: 10 }): RawConfig => ({
    dify: { canary: { enabled: true, ...change } },
    postgres: { maxConnections: 2000 },
});

const OFF: RawConfig = { postgres: { maxConnections: 2000 } };

const namesOf = (graph: ResourceGraph) => new Set(graph.resources.map(({ urn }) => urn));

describe.each(["onprem", "prod"])("%s", (stack) => {
    let on: ResourceGraph;
    let off: ResourceGraph;
    beforeAll(async () => {
        on = await evaluateStack(stack, canary());
        off = await evaluateStack(stack, OFF);
    });

    test("switching it off leaves nothing of it, and switching it on touches nothing that is there", () => {
        const before = namesOf(off);
        const added = on.resources.filter(({ urn }) => !before.has(urn));
        expect(added.length).toBeGreaterThan(10);
        expect(added.filter(({ name }) => !name.includes("dify-canary"))).toEqual([]);
        expect([...before].filter((urn) => !namesOf(on).has(urn))).toEqual([]);
        expect(resourceOf(on, "Deployment", "dify-api").inputs).toEqual(
            resourceOf(off, "Deployment", "dify-api").inputs,
        );
        expect(resourceOf(on, "Ingress", "dify-api-ingress").inputs).toEqual(
            resourceOf(off, "Ingress", "dify-api-ingress").inputs,
        );
    });

    test("it migrates after the first release is up", () => {
        const before = closureOf(on, resourceOf(on, "Job", "dify-canary-migrate"));
        expect(before).toContain(resourceOf(on, "Job", "dify-migrate").urn);
    });

    test("its pods are in the budget of database connections", () => {
        const items = new Map(budgetOfGraph(on)?.items.map((item) => [item.name, item]));
        const each = items.get("dify-api")?.each;
        expect(items.get("dify-canary-api")).toEqual({ name: "dify-canary-api", pods: 3, each });
        expect(items.get("dify-canary-worker")).toMatchObject({ pods: 3 });
        expect(items.get("dify-canary-migrate-1-16-1")).toMatchObject({ pods: 1 });
        const demand = (graph: ResourceGraph) => budgetOfGraph(graph)?.demand ?? NaN;
        const added = ["dify-canary-api", "dify-canary-worker", "dify-canary-migrate-1-16-1"].map((name) => {
            const item = items.get(name);
            return (item?.pods ?? NaN) * (item?.each ?? NaN);
        });
        expect(demand(on) - demand(off)).toBe(added.reduce((sum, one) => sum + one, 0));
    });

    test("another weight changes the weight of its Ingresses and nothing else", async () => {
        const changes = changedLeaves(on, await evaluateStack(stack, canary({ weight: 50 })));
        const changed = [...changes.keys()].filter((path) => changes.get(path) === "50");
        expect(changed).toHaveLength(3);
        expect(changes.size).toBe(3);
    });
});

test("a server that has no room for it is refused", async () => {
    const graph = await evaluateStack("onprem", { ...canary(), postgres: { maxConnections: 500 } });
    expect(connectionProblems(budgetOfGraph(graph)).map(({ path, value }) => [path, value])).toEqual([
        ["postgres.maxConnections", 500],
    ]);
});

test("on AWS Higress divides the requests", async () => {
    const graph = await evaluateStack("prod", canary({ header: { name: "X-Canary", value: "yes" } }));
    const { metadata, spec } = resourceOf(graph, "Ingress", "dify-canary-stream-ingress").inputs as unknown as {
        metadata: { annotations: Record<string, string> };
        spec: { ingressClassName: string; tls: object[] };
    };
    expect(metadata.annotations).toMatchObject({
        "higress.io/canary": "true",
        "higress.io/canary-by-header": "X-Canary",
        "higress.io/canary-by-header-value": "yes",
    });
    expect(spec.ingressClassName).toBe("higress");
    expect(spec.tls).toEqual((resourceOf(graph, "Ingress", "dify-ingress").inputs["spec"] as typeof spec).tls);
});

test("on EKS its pods get at the bucket of files, as those of the first do, and only while there is one", async () => {
    const accountsOf = (graph: ResourceGraph) =>
        resourcesOf(graph, "PodIdentityAssociation")
            .map(({ inputs }) => inputs["serviceAccount"] as string)
            .filter((account) => account.startsWith("dify-canary"));
    expect(accountsOf(await evaluateStack("prod", canary())).sort()).toEqual([
        "dify-canary-api",
        "dify-canary-migrate",
        "dify-canary-worker",
    ]);
    expect(accountsOf(await evaluateStack("prod", OFF))).toEqual([]);
});

test("no second generator of secrets comes with it", async () => {
    const passwords = (graph: ResourceGraph) => resourcesOf(graph, "RandomPassword").map(({ name }) => name);
    expect(passwords(await evaluateStack("onprem", mergeConfig(OFF, canary())))).toEqual(
        passwords(await evaluateStack("onprem", OFF)),
    );
});
