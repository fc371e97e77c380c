import { workloadsOf, type ResourceGraph } from "../../analysis/graph";
import type { Workload } from "../../contracts";
import { specsOf } from "../support/graph";
import { podSetsOf, type PodSet } from "../support/podSets";
import { evaluateVariant, VARIANT_NAMES } from "../support/variants";

/** A Workload must say what the objects say: a number that no object carries would make a report look good, and nothing else. */

/** Services that an operator makes, by the workload that they lead to. */
const OPERATOR_SERVICES: Readonly<Record<string, string>> = {
    // CloudNativePG: any instance.
    postgres: "postgres-r",
    "postgres-pooler": "postgres-pooler",
    redis: "redis-headless",
    "redis-sentinel": "redis-s-hl",
    "gateway-redis": "gateway-redis-headless",
    "gateway-redis-sentinel": "gateway-redis-s-hl",
    "redis-sharded-leader": "redis-sharded-leader",
    "redis-sharded-follower": "redis-sharded-follower",
    "higress-gateway": "higress-gateway",
    "higress-controller": "higress-controller",
    "milvus-proxy": "milvus-milvus",
    "milvus-etcd": "milvus-etcd-headless",
    prometheus: "monitoring-prometheus",
    alertmanager: "monitoring-alertmanager",
    grafana: "grafana",
    "kube-state-metrics": "kube-state-metrics",
    "prometheus-operator": "monitoring-operator",
};

/** Members without which requests are not served, by name; 1 where nothing is said. */
const QUORUM: Readonly<Record<string, (members: number) => number>> = {
    // Three or more: a commit waits for one standby.
    postgres: (members) => (members >= 3 ? 2 : 1),
    "redis-sentinel": majority,
    "gateway-redis-sentinel": majority,
    "redis-sharded-leader": majority,
    "milvus-etcd": majority,
    "redis-sharded-follower": () => 0,
    "milvus-datanode": () => 0,
    // Gateways keep the routes that they have.
    "higress-controller": () => 0,
    "dify-beat": () => 0,
    "blackbox-exporter": () => 0,
    "celery-queues": () => 0,
    grafana: () => 0,
    jaeger: () => 0,
    "kube-state-metrics": () => 0,
    "prometheus-operator": () => 0,
};

function majority(members: number): number {
    return [0, 1, 2, 2, 3, 3, 4, 4, 5, 5][members] ?? NaN;
}

const UNITS: Readonly<Record<string, number>> = { "": 1, m: 1e-3, Mi: 1048576, Gi: 1073741824 };

function amountOf(quantity: string): number {
    const [, digits = "", unit = ""] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
    return Number(digits) * (UNITS[unit] ?? NaN);
}

describe.each(VARIANT_NAMES)("%s", (variant) => {
    let graph: ResourceGraph;
    let podSets: PodSet[];
    let workloads: Workload[];
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
        podSets = podSetsOf(graph);
        workloads = workloadsOf(graph);
    });

    test("there is one for each set of pods, and no other", () => {
        expect(workloads.map(({ name }) => name)).toEqual(podSets.map(({ name }) => name));
    });

    test("each says what its object says", () => {
        const services = new Set([...specsOf(graph, "Service").keys()]);
        expect(
            workloads.map(({ name, members, quorum, requests, spread, zones, pods, zoneBound, service }) => ({
                name,
                members,
                quorum,
                requests,
                spread,
                zones,
                pods,
                zoneBound,
                service,
            })),
        ).toEqual(
            podSets.map((podSet) => ({
                name: podSet.name,
                members: { min: podSet.members, max: podSet.mostMembers ?? podSet.members },
                quorum: (QUORUM[podSet.name] ?? (() => 1))(podSet.members),
                requests: {
                    cpu: amountOf(podSet.resources.requests.cpu),
                    memory: amountOf(podSet.resources.requests.memory),
                },
                spread: spreadOf(podSet),
                zones: podSet.zones,
                pods: { namespace: podSet.namespace, matchLabels: podSet.labels },
                zoneBound: podSet.stateful,
                service: services.has(podSet.name) ? podSet.name : OPERATOR_SERVICES[podSet.name],
            })),
        );
    });

    test("each depends on workloads that there are, never on itself, and not in a circle", () => {
        const byName = new Map(workloads.map((workload) => [workload.name, workload]));
        const visit = (name: string, above: readonly string[]): void => {
            expect(above).not.toContain(name);
            const workload = byName.get(name);
            expect([name, workload?.name]).toEqual([name, name]);
            workload?.dependsOn.forEach((next) => visit(next, [...above, name]));
        };
        workloads.forEach(({ name }) => visit(name, []));
    });

    test("each says how it recovers, in how long, and how that is known", () => {
        for (const { name, recovery } of workloads) {
            expect([name, recovery.expectedSeconds > 0, recovery.source.length > 10]).toEqual([name, true, true]);
        }
    });
});

function spreadOf({ members, oneAZone, constraints }: PodSet): Workload["spread"] {
    const zonal = constraints.find(({ topologyKey }) => topologyKey === "topology.kubernetes.io/zone");
    if (oneAZone || zonal?.whenUnsatisfiable === "DoNotSchedule") {
        return "hard";
    }
    expect(members).toBe(1);
    return "none";
}
