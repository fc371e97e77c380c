import type { Flow } from "../../contracts";
import type { ResourceGraph } from "../graph";
import { describePorts, EVERY_PORT } from "./ports";

/** Connections that the components of a stack say they need: what its NetworkPolicies are made of. */

/** Type of the component that makes the policies, and says of what. */
const POLICIES = "dify-ha:index:NetworkPolicies";

export function flowsOf(graph: ResourceGraph): Flow[] {
    return graph.resources
        .filter(({ type }) => type === POLICIES)
        .flatMap(({ outputs }) => (outputs?.["flows"] ?? []) as Flow[]);
}

/** Flows as rows of a table: those from several places to one, for one reason, are one row. */
export function flowRows(flows: readonly Flow[]): { from: string[]; to: string; ports: string; reason: string }[] {
    const rows = new Map<string, { from: string[]; to: string; ports: string; reason: string }>();
    for (const { from, to, ports, reason } of flows) {
        const row = { from: [], to, ports: describeFlow(ports), reason };
        const key = JSON.stringify(row);
        const known = rows.get(key) ?? row;
        rows.set(key, { ...known, from: [...new Set([...known.from, from])] });
    }
    return [...rows.values()];
}

function describeFlow(ports: Flow["ports"]): string {
    return describePorts(
        ports?.map(({ protocol = "TCP", port, endPort = port }) => ({ protocol, first: port, last: endPort })) ??
            EVERY_PORT,
    );
}
