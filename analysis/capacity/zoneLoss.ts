import type { ResourceRequests } from "../../contracts";
import type { Demand } from "./demand";
import type { NodeGroup } from "./nodeGroups";
import { pack, type Nodes, type Placement, type Pods } from "./packing";
import type { NodeScenario, PodCount, PodDemand } from "./types";

/** Whether pods find nodes, with all zones there and with each of them lost: pure. */

/** Nodes that there always are, and all that the autoscaler may make. */
type Which = NodeScenario["nodes"];

/** All zones there, then each lost; with the fewest nodes and with the most. */
export function scenariosOf(groups: readonly NodeGroup[], demands: readonly Demand[]): NodeScenario[] {
    const usable = groups.filter(({ takesPods }) => takesPods);
    const zones = [...new Set(usable.map(({ shown }) => shown.zone))].sort();
    // The only zone has no other to move to: its loss is the loss of all.
    const losses = [null, ...(zones.length > 1 ? zones : [])];
    return losses.flatMap((lost) =>
        (["min", "max"] as const).map((which) => scenario(usable, demands, { lost, zones, which })),
    );
}

interface Situation {
    readonly lost: string | null;
    /** All zones that have nodes. */
    readonly zones: readonly string[];
    readonly which: Which;
}

function scenario(groups: readonly NodeGroup[], demands: readonly Demand[], situation: Situation): NodeScenario {
    const { lost, which } = situation;
    const nodes = groups.flatMap((group) => nodesOf(group, situation));
    const left = demands.map((demand) => ({ demand, share: shareOf(demand, lost) }));
    const pods = left.map(({ demand, share }) => podsOf(demand, share, situation));
    const placements = pack(nodes, pods);
    const unplaced = placements.filter((placement) => placement.unplaced > 0).map(unplacedOf);
    const requestsOf = new Map(demands.map(({ workload, requests }) => [workload, requests]));
    const available = nodes.map(({ zone, count, room }) => ({ zone, ...multiplied(room, room.pods, count) }));
    const used = placements.flatMap(({ workload, byZone }) =>
        [...byZone].map(([zone, count]) => ({ zone, ...multiplied(requestsOf.get(workload) ?? NONE, 1, count) })),
    );
    return {
        lostZone: lost,
        nodes: which,
        requested: total(pods.map(({ count, requests }) => multiplied(requests, 1, count))),
        available: total(available),
        zones: situation.zones
            .filter((zone) => zone !== lost)
            .map((zone) => ({
                zone,
                available: total(available.filter((some) => some.zone === zone)),
                used: total(used.filter((some) => some.zone === zone)),
            })),
        fits: unplaced.length === 0,
        unplaced: unplaced.sort((a, b) => b.count - a.count),
        lostWithZone: left
            .filter(({ share }) => share.lostAtMost > 0)
            .map(({ demand, share }) => ({ workload: demand.workload, count: share.lostAtMost, reason: BOUND })),
    };
}

const BOUND = "their volume or their identity is in the lost zone";

const NONE = { cpu: 0, memory: 0 };

function nodesOf({ shown, labels }: NodeGroup, { lost, which }: Situation): Nodes[] {
    const { zone, nodes, allocatable } = shown;
    return zone === lost || allocatable === null ? [] : [{ zone, labels, count: nodes[which], room: allocatable }];
}

/** What of like pods is to run once a zone is lost. */
interface Share {
    /** Pods that are to run. */
    readonly count: number;
    /** Pods that wait for the zone, at most; whether the zone had one more than others nobody knows. */
    readonly lostAtMost: number;
}

/** Bound to the zone are as few as can be when it comes to room elsewhere, and as many as can be when it comes to what is missing. */
function shareOf({ count, zones, zoneBound }: Demand, lost: string | null): Share {
    if (lost === null || !zones.includes(lost) || !zoneBound) {
        return { count, lostAtMost: 0 };
    }
    return { count: count - Math.floor(count / zones.length), lostAtMost: Math.ceil(count / zones.length) };
}

/**
 * The constraints as they are with the zones that are left. Where the lost zone goes on counting, with no pods, or where fewer zones
 * are left than must be, no zone may get more than `maxSkew`: those that run already stay, and the others wait. Pods that are bound to
 * a zone do not move to another one.
 */
function podsOf(demand: Demand, { count }: Share, { lost, zones: all }: Situation): Pods {
    const { workload, least, requests, zones, nodeSelector, spread, zoneBound } = demand;
    const left = zones.filter((zone) => zone !== lost && all.includes(zone));
    const ofEach = (pods: number) => pods / Math.max(zones.length, 1);
    const runningInZone = Math.floor(ofEach(least));
    const stuck =
        spread !== undefined &&
        (left.length < spread.minDomains || (lost !== null && zones.includes(lost) && spread.countsLostZones));
    return {
        workload,
        count,
        runningInZone,
        requests,
        zones: left,
        nodeSelector,
        ...(spread === undefined ? {} : { maxSkew: spread.maxSkew }),
        ...(stuck ? { mostInZone: Math.max(runningInZone, spread.maxSkew) } : {}),
        ...(zoneBound ? { mostInZone: Math.ceil(ofEach(demand.count)) } : {}),
    };
}

const HINDRANCES: Readonly<Record<NonNullable<Placement["hindrance"]>, string>> = {
    labels: "no node that is left has the labels that they ask for",
    room: "no node has room for them",
    spread: "where there is room are as many of them as their spread allows",
};

function unplacedOf({ workload, unplaced, hindrance = "room" }: Placement): PodCount {
    return { workload, count: unplaced, reason: HINDRANCES[hindrance] };
}

function multiplied({ cpu, memory }: ResourceRequests, pods: number, count: number): PodDemand {
    return { pods: pods * count, cpu: cpu * count, memory: memory * count };
}

/** Cores to the thousandth: binary fractions do not add up exactly. */
export function total(all: readonly PodDemand[]): PodDemand {
    return {
        pods: all.reduce((sum, { pods }) => sum + pods, 0),
        cpu: Math.round(all.reduce((sum, { cpu }) => sum + cpu, 0) * 1000) / 1000,
        memory: all.reduce((sum, { memory }) => sum + memory, 0),
    };
}
