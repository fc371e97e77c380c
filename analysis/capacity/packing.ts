import type { ResourceRequests } from "../../contracts";
import { NodeRow, type Room } from "./nodeRow";

/**
 * Puts pods on nodes, the largest first, each on the first node with room ("first fit decreasing"): pure. The scheduler may do better
 * or worse in the last few per cent, since it knows only the pods of the moment; it has the same rules about zones. Nobody moves a pod
 * that runs, so that those come first.
 */

/** Like nodes in one zone. */
export interface Nodes {
    readonly zone: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly count: number;
    /** What one has for pods. */
    readonly room: Room;
}

/** Like pods. */
export interface Pods {
    readonly workload: string;
    readonly count: number;
    /** How many of them run in each zone before the others come. Default: none. */
    readonly runningInZone?: number;
    readonly requests: ResourceRequests;
    /** Zones that they may be in. */
    readonly zones: readonly string[];
    /** Labels that their nodes must have. */
    readonly nodeSelector: Readonly<Record<string, string>>;
    /** How uneven they may be over the zones; as uneven as they come where absent. */
    readonly maxSkew?: number;
    /** Most of them in each zone. Default: no bound. */
    readonly mostInZone?: number;
}

export interface Placement {
    readonly workload: string;
    /** Pods that found a node, by zone. */
    readonly byZone: ReadonlyMap<string, number>;
    readonly unplaced: number;
    /** Why: no node has the labels, none has room, or those that have may take no more of them. */
    readonly hindrance?: "labels" | "room" | "spread";
}

/** Nodes of a zone that have the same labels. */
interface Pool {
    readonly zone: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly row: NodeRow;
}

/** Where every pod goes. */
export function pack(nodes: readonly Nodes[], pods: readonly Pods[]): Placement[] {
    const pools = poolsOf(nodes);
    const running = largestFirst(nodes, pods).map((some) => {
        const suitable = pools.filter((pool) => isSuitable(pool, some));
        return { some, suitable, byZone: keep(suitable, some) };
    });
    return running.map(({ some, suitable, byZone }) => place(suitable, some, byZone));
}

function isSuitable({ zone, labels }: Pool, { zones, nodeSelector }: Pods): boolean {
    return zones.includes(zone) && Object.entries(nodeSelector).every(([key, value]) => labels[key] === value);
}

function poolsOf(nodes: readonly Nodes[]): Pool[] {
    const alike = new Map<string, Nodes[]>();
    for (const group of nodes) {
        const key = JSON.stringify([group.zone, Object.entries(group.labels).sort()]);
        const known = alike.get(key);
        if (known === undefined) {
            alike.set(key, [group]);
        } else {
            known.push(group);
        }
    }
    return [...alike.values()].flatMap((groups) => {
        const [first] = groups;
        const rooms = groups.flatMap(({ count, room }) => Array.from({ length: count }, () => room));
        return first === undefined || rooms.length === 0
            ? []
            : [{ zone: first.zone, labels: first.labels, row: new NodeRow(rooms) }];
    });
}

/** Those that only some nodes will do for come first; then by the share of the largest node that they take. */
function largestFirst(nodes: readonly Nodes[], pods: readonly Pods[]): Pods[] {
    const most = {
        cpu: nodes.reduce((largest, { room }) => Math.max(largest, room.cpu), 0),
        memory: nodes.reduce((largest, { room }) => Math.max(largest, room.memory), 0),
    };
    const size = ({ requests }: Pods) => Math.max(requests.cpu / most.cpu, requests.memory / most.memory);
    const confined = ({ nodeSelector }: Pods) => Number(Object.keys(nodeSelector).length > 0);
    return [...pods].sort((a, b) => confined(b) - confined(a) || size(b) - size(a));
}

/** Those that run, by zone; a pod for which there is no room does not run. */
function keep(suitable: readonly Pool[], { count, runningInZone = 0, requests }: Pods): Map<string, number> {
    const byZone = new Map(suitable.map(({ zone }) => [zone, 0]));
    let left = count;
    for (const zone of byZone.keys()) {
        const pools = mostRoomFirst(suitable.filter((pool) => pool.zone === zone));
        let kept = 0;
        while (kept < Math.min(runningInZone, left) && pools.some(({ row }) => row.put(requests))) {
            kept += 1;
        }
        byZone.set(zone, kept);
        left -= kept;
    }
    return byZone;
}

/** One after the other, each into the zone that has the fewest of them; of those alike, into the one with the most room. */
function place(
    suitable: readonly Pool[],
    { workload, count, requests, maxSkew = Infinity, mostInZone = Infinity }: Pods,
    byZone: Map<string, number>,
): Placement {
    const there = ({ zone }: Pool) => byZone.get(zone) ?? 0;
    const running = [...byZone.values()].reduce((sum, some) => sum + some, 0);
    for (let placed = running; placed < count; placed += 1) {
        const fewest = Math.min(...byZone.values());
        const allowed = suitable.filter((pool) => there(pool) < mostInZone && there(pool) + 1 - fewest <= maxSkew);
        const found = mostRoomFirst(allowed)
            .sort((a, b) => there(a) - there(b))
            .find(({ row }) => row.put(requests));
        if (found === undefined) {
            // The next ones are like this one.
            const elsewhere = suitable.some((pool) => !allowed.includes(pool) && pool.row.has(requests));
            const hindrance = suitable.length === 0 ? "labels" : elsewhere ? "spread" : "room";
            return { workload, byZone, unplaced: count - placed, hindrance };
        }
        byZone.set(found.zone, there(found) + 1);
    }
    return { workload, byZone, unplaced: 0 };
}

function mostRoomFirst(pools: readonly Pool[]): Pool[] {
    return [...pools].sort((a, b) => b.row.freeCpu - a.row.freeCpu);
}
