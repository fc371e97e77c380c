import { demandsOf } from "../capacity/demand";
import { nodeGroupsOf } from "../capacity/nodeGroups";
import { unknownType, type PodCount } from "../capacity";
import { scenariosOf } from "../capacity/zoneLoss";
import type { ResourceGraph } from "../graph";
import { placedWorkloads } from "./pods";
import { finding, type Finding, type Invariant } from "./types";

/** The rule about room on nodes: what serves has it also without one of the zones. */

/** Two zones hold what needs a majority neither way: `zones-three` says so. */
const LEAST_ZONES = 3;

function withoutRoom(graph: ResourceGraph): Finding[] {
    const groups = nodeGroupsOf(graph);
    if (new Set(groups.map(({ shown }) => shown.zone)).size < LEAST_ZONES) {
        return [];
    }
    const unknown = groups.filter(({ shown }) => shown.allocatable === null);
    if (unknown.length > 0) {
        const names = new Map(unknown.map(({ shown }) => [shown.name, shown.instanceType]));
        return graph.resources.flatMap((resource) => {
            const type = names.get(resource.name);
            return type === undefined || !resource.type.startsWith("aws:")
                ? []
                : [finding(resource, unknownType(type))];
        });
    }
    const demands = demandsOf(graph);
    const needed = new Set(demands.filter((demand) => demand.needed).map(({ workload }) => workload));
    const worst = new Map<string, PodCount>();
    scenariosOf(groups, demands)
        .filter(({ lostZone, nodes }) => lostZone !== null && nodes === "max")
        .flatMap(({ unplaced }) => unplaced)
        .filter(({ workload, count }) => needed.has(workload) && count > (worst.get(workload)?.count ?? 0))
        .forEach((pods) => worst.set(pods.workload, pods));
    return placedWorkloads(graph).flatMap(({ workload: { name }, component }) => {
        const pods = worst.get(name);
        return pods === undefined
            ? []
            : [finding({ ...component, name }, `pods are left when a zone is lost: ${pods.reason}`, pods.count)];
    });
}

export const ROOM: readonly Invariant[] = [
    {
        id: "zone-loss-room",
        severity: "mandatory",
        title: "In three zones or more, what serves finds a node also without one of them, everything at its most",
        reason: "The pods of the lost zone stay pending, and those that are left break down under its load, one after the other.",
        remedy: "Raise `cluster.nodes.general.maxPerZone` (a node that nobody needs is not made), take a larger `instanceType` for `general` or `data`, or lower requests.",
        check: withoutRoom,
    },
];
