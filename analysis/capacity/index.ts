import type { ResourceGraph } from "../graph";
import { podAddressesOf } from "./addresses";
import { demandsOf, SYSTEM } from "./demand";
import { memoryOf } from "./memory";
import { nodeGroupsOf, type NodeGroup } from "./nodeGroups";
import { storageOf } from "./storage";
import { throughputOf } from "./throughput";
import type { Capacity, NodeScenario, PodCount } from "./types";
import { KEPT } from "./usage";
import { scenariosOf, total } from "./zoneLoss";

export type * from "./types";

/** The capacity of a graph; undefined when it runs nothing. Pure. */
export function capacityOf(graph: ResourceGraph): Capacity | undefined {
    const demands = demandsOf(graph);
    if (demands.length === 0) {
        return undefined;
    }
    const groups = nodeGroupsOf(graph);
    const scenarios = groups.length === 0 ? [] : scenariosOf(groups, demands);
    const parts = {
        podAddresses: podAddressesOf(graph, groups, scenarios),
        memory: memoryOf(graph),
        storage: storageOf(graph),
        throughput: throughputOf(graph),
    };
    return {
        requests: total(
            demands.map(({ count, requests }) => ({
                pods: count,
                cpu: requests.cpu * count,
                memory: requests.memory * count,
            })),
        ),
        nodes: groups.length === 0 ? null : { groups: groups.map(({ shown }) => shown), scenarios },
        ...parts,
        assumptions: assumptionsOf(groups, parts),
        problems: problemsOf(groups, scenarios, parts),
    };
}

type Parts = Pick<Capacity, "podAddresses" | "memory" | "storage" | "throughput">;

/** What holds for every figure. */
const GENERAL = [
    `pods that run stay; others go to the first node with room, the largest first. What charts and add-ons bring is reckoned as ${SYSTEM.podsInZone} ` +
        "pods of 125m and 256 MiB in each zone, what every node has as 200m and 256 MiB",
];

function assumptionsOf(groups: readonly NodeGroup[], { memory, storage, throughput }: Parts): string[] {
    const kept = memory.some(({ holds }) => holds === null) ? [KEPT.redis.text] : [];
    const vectors = memory.some(({ holds }) => holds !== null) ? [KEPT.vectors.text] : [];
    return [
        ...new Set([
            ...(groups.length === 0 ? [] : GENERAL),
            ...kept,
            ...vectors,
            ...storage.map(({ assumption }) => assumption),
            ...throughput.flatMap(({ bounds }) => bounds.flatMap(({ assumption }) => assumption ?? [])),
        ]),
    ];
}

function problemsOf(
    groups: readonly NodeGroup[],
    scenarios: readonly NodeScenario[],
    { podAddresses }: Parts,
): string[] {
    const unknown = groups.filter(({ shown }) => shown.allocatable === null);
    return [
        ...unknown.map(({ shown: { name, instanceType } }) => `${name}: ${unknownType(instanceType)}`),
        // Whether pods fit where the size of a node is unknown, nobody can tell.
        ...(unknown.length > 0 ? [] : withoutNode(scenarios)),
        ...podAddresses
            .filter(({ free }) => free < 0)
            .map(({ subnet, free }) => `${subnet} has ${-free} addresses too few`),
    ];
}

/** What is wrong with a group of a type that is not in the table. */
export function unknownType(instanceType: string): string {
    return `nothing is known of ${instanceType} (analysis/capacity/instanceTypes.ts), so that its nodes count as none`;
}

/** Zones whose loss leaves the same pods without a node are told together. */
function withoutNode(scenarios: readonly NodeScenario[]): string[] {
    const zones = new Map<string, string[]>();
    scenarios
        .filter(({ nodes, fits }) => nodes === "max" && !fits)
        .forEach(({ lostZone, unplaced }) => {
            const pods = listed(unplaced);
            zones.set(pods, [...(zones.get(pods) ?? []), lostZone ?? ""]);
        });
    return [...zones].map(([pods, lost]) => {
        const when = lost.includes("") ? "even with all zones there" : `without ${lost.join(" or ")}`;
        return `${when}, with all nodes that there may be, find none: ${pods}`;
    });
}

/** `dify-web 2, grafana`. */
function listed(pods: readonly PodCount[]): string {
    return pods.map(({ workload, count }) => (count === 1 ? workload : `${workload} ${count}`)).join(", ");
}
