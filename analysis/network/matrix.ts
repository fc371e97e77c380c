import type { ResourceGraph } from "../graph";
import { describePorts } from "./ports";
import { policiesOf, type End } from "./policies";
import { ADDRESSES, NAME_SERVERS, namedRanges, podsOf, podsOfNamedNamespaces, reachablePorts, STRANGER } from "./reach";

/** Who reaches whom of the pods of a namespace: `from -> ports: to, to`, a line for each set of ports. */
export function reachMatrix(graph: ResourceGraph, namespace: string): string[] {
    const policies = policiesOf(graph);
    const pods = podsOf(graph);
    const elsewhere = podsOfNamedNamespaces(graph);
    const hosts = [...Object.values(ADDRESSES), ...namedRanges(graph)];
    const inside = (end: End) => end.kind === "pods" && end.namespace === namespace;
    return [...pods, ...elsewhere, STRANGER].flatMap((from) => {
        const portsTo = (to: End) =>
            inside(from) || inside(to) ? describePorts(reachablePorts(policies, from, to)) : "";
        // What is open of every pod elsewhere is said once.
        const special = elsewhere.filter((to) => portsTo(to) !== portsTo(STRANGER));
        const byPorts = new Map<string, string[]>();
        for (const to of [...pods, ...special, STRANGER, NAME_SERVERS, ...hosts]) {
            byPorts.set(portsTo(to), [...(byPorts.get(portsTo(to)) ?? []), to.name]);
        }
        byPorts.delete("");
        return [...byPorts].map(([ports, names]) => `${from.name} -> ${ports}: ${names.join(", ")}`);
    });
}
