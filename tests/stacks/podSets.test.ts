import type { ResourceGraph } from "../../analysis/graph";
import { specsOf } from "../support/graph";
import { podSetsOf, type PodSet } from "../support/podSets";
import { evenOver, TOLERATIONS } from "../support/placements";
import { evaluateVariant, VARIANT_NAMES, VARIANTS } from "../support/variants";

/** What every set of pods must hold, also those that an operator makes. */

interface BudgetSpec {
    readonly maxUnavailable: number;
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly unhealthyPodEvictionPolicy: string;
}

const ZONES: Readonly<Record<string, string[]>> = {
    local: ["zone-a", "zone-b", "zone-c"],
    onprem: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    everything: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    least: ["zone-a"],
};

/** Whether a selector takes in pods with these labels. */
function selects(matchLabels: Record<string, string>, labels: Record<string, string>): boolean {
    return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

describe.each(VARIANT_NAMES)("%s", (variant) => {
    let graph: ResourceGraph;
    let podSets: PodSet[];
    let budgets: Map<string, BudgetSpec>;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
        podSets = podSetsOf(graph);
        budgets = specsOf<BudgetSpec>(graph, "PodDisruptionBudget");
    });

    test("pods run in the zones of the stack only", () => {
        expect(podSets.map(({ name, zones }) => [name, zones])).toEqual(
            podSets.map(({ name }) => [name, ZONES[variant]]),
        );
    });

    test("two or more of a kind never share their fate: even over zones by force, over nodes by preference", () => {
        for (const { name, members, constraints, labels, oneAZone } of podSets) {
            const revision = constraints[0]?.matchLabelKeys ?? [];
            const expected = members < 2 || oneAZone ? [] : evenOver(labels, ...revision);
            expect([name, constraints]).toEqual([name, expected]);
        }
        expect(podSets.filter(({ oneAZone }) => oneAZone).map(({ name }) => name)).toEqual(["postgres"]);
    });

    test("pods leave a dead node after 15 s", () => {
        expect(podSets.map(({ name, tolerations }) => [name, tolerations])).toEqual(
            podSets.map(({ name }) => [name, TOLERATIONS]),
        );
    });

    test("every set has exactly one budget, its own or its operator's: Kubernetes evicts no pod that two budgets count", () => {
        const counted = podSets.map(({ name, labels, operatorMakesBudget }) => ({
            name,
            budgets: [
                ...[...budgets]
                    .filter(([, { selector }]) => selects(selector.matchLabels, labels))
                    .map(([budget]) => budget),
                ...(operatorMakesBudget ? ["operator's"] : []),
            ],
        }));
        const operated = ["gateway-redis", "postgres", "redis", "redis-sharded-follower", "redis-sharded-leader"];
        expect(counted).toEqual(
            podSets.map(({ name }) => ({ name, budgets: [operated.includes(name) ? "operator's" : name] })),
        );
    });

    test("every budget counts exactly the pods of one set, and lets one go at a time", () => {
        expect([...budgets].map(([name, spec]) => [name, spec])).toEqual(
            [...budgets.keys()].map((name) => [
                name,
                {
                    maxUnavailable: 1,
                    selector: { matchLabels: podSets.find((podSet) => podSet.name === name)?.labels },
                    unhealthyPodEvictionPolicy: "AlwaysAllow",
                },
            ]),
        );
    });

    test("no two sets have the same labels", () => {
        const overlapping = podSets.flatMap((one) =>
            podSets
                .filter((other) => other !== one && selects(one.labels, other.labels))
                .map((other) => [one.name, other.name]),
        );
        expect(overlapping).toEqual([]);
    });

    test("limits cover requests", () => {
        const lacking = podSets.filter(
            ({ resources: { requests, limits } }) =>
                amountOf(limits.cpu) < amountOf(requests.cpu) || amountOf(limits.memory) < amountOf(requests.memory),
        );
        expect(lacking.map(({ name }) => name)).toEqual([]);
    });
});

test("the variants are those that the zones are written down for", () => {
    expect(Object.keys(ZONES)).toEqual(Object.keys(VARIANTS));
});

/** Cores or bytes of a quantity as stacks write them. */
function amountOf(quantity: string): number {
    const factors: Record<string, number> = { m: 1e-3, Mi: 2 ** 20, Gi: 2 ** 30 };
    const [, digits = "", unit = ""] = /^([\d.]+)(m|Mi|Gi)?$/.exec(quantity) ?? [];
    return Number(digits) * (factors[unit] ?? 1);
}
