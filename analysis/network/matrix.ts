import type { ResourceGraph } from "../graph";
import { describePorts } from "./ports";
import { policiesOf, type End } from "./policies";
import { ADDRESSES, NAME_SERVERS, namedRanges, podsOf, podsOfNamedNamespaces, reachablePorts, STRANGER } from "./reach";

/** Who reaches whom of the pods of a namespace: `from -> ports: to, to`, a line for each set of ports. */
export function reachMatrix(graph: ResourceGraph, namespace: string): string[] {
    const policies = policiesOf(graph);
    const pods = podsOf(graph);
    const inside = (end: End) => end.kind === "pods" && end.namespace === namespace;
    const elsewhere = [...podsOfNamedNamespaces(graph), STRANGER];
    const sources: End[] = [...pods, ...elsewhere];
    const targets: End[] = [...sources, NAME_SERVERS, ...Object.values(ADDRESSES), ...namedRanges(graph)];
    return sources.flatMap((from) => {
        const byPorts = new Map<string, string[]>();
        for (const to of targets.filter((end) => inside(from) || inside(end))) {
            const ports = describePorts(reachablePorts(policies, from, to));
            byPorts.set(ports, [...(byPorts.get(ports) ?? []), to.name]);
        }
        byPorts.delete("");
        return [...byPorts].map(([ports, names]) => `${from.name} -> ${ports}: ${names.join(", ")}`);
    });
}
