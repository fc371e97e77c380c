import type { ResourceGraph } from "../../../analysis/graph";
import { OPERATORS, type OperatorName } from "../../../components/operators/catalogue";
import { Operators } from "../../../components/operators/operators";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, resourceOf } from "../../support/graph";

let graph: ResourceGraph;
beforeAll(async () => {
    graph = await evaluateComponent((opts) => new Operators("ops", {}, { ...opts, dependsOn: new Elsewhere("nodes") }));
});

test("one release for each operator", () => {
    expect(childrenOfComponent(graph, "Operators")).toEqual([
        "Release ops-cert-manager",
        "Release ops-cloudnative-pg",
        "Release ops-descheduler",
        "Release ops-keda",
        "Release ops-milvus-operator",
        "Release ops-plugin-barman-cloud",
        "Release ops-redis-operator",
    ]);
});

test.each(Object.keys(OPERATORS) as OperatorName[])(
    "%s is installed whole or not at all, as the catalogue says",
    (name) => {
        const { chart, version, repository, namespace, values } = OPERATORS[name];
        expect(resourceOf(graph, "Release", `ops-${name}`).inputs).toEqual({
            name,
            chart,
            version,
            repositoryOpts: { repo: repository },
            namespace,
            createNamespace: true,
            atomic: true,
            timeout: 600,
            values,
            // Pulumi's own, for the provider.
            compat: "true",
        });
    },
);

test.each([
    ["cert-manager", []],
    ["cloudnative-pg", []],
    ["redis-operator", ["ops-cert-manager"]],
    ["milvus-operator", ["ops-cert-manager"]],
    ["descheduler", []],
    ["keda", []],
] as const)("%s waits for what the component waits for, and for %j", (name, expected) => {
    const dependencies = resourceOf(graph, "Release", `ops-${name}`).dependencies;
    expect(dependencies.map((urn) => urn.split("::").at(-1)).sort()).toEqual(["nodes", ...expected].sort());
});
