import { nodeTypeOf } from "./nodeTypes";

/** Parameters of the engine. Pure. */

export interface Parameter {
    readonly name: string;
    readonly value: string;
}

/** Common to both groups; the same as on Kubernetes where ElastiCache leaves it to its users. */
const COMMON: Readonly<Record<string, string>> = {
    // An evicted key of the broker is a lost task.
    "maxmemory-policy": "noeviction",
    // Workers wait for tasks on idle connections, for as long as there is nothing to do.
    timeout: "0",
    // Seconds: a client whose zone went dark must not hold its connection for ever.
    "tcp-keepalive": "15",
};

/** What a parameter group sets for nodes of a type. */
export function parametersOf(nodeType: string, clusterMode: boolean): Parameter[] {
    const all: Record<string, string> = {
        ...COMMON,
        "reserved-memory-percent": String(nodeTypeOf(nodeType).reservedPercent),
        ...(clusterMode ? { "cluster-enabled": "yes" } : {}),
    };
    return Object.entries(all).map(([name, value]) => ({ name, value }));
}
