import type { ClusterHandle } from "../../contracts";

/** A cluster with three zones, real (`simulated: false`) unless told otherwise. */
export function clusterHandle(change: Partial<ClusterHandle> = {}): ClusterHandle {
    return {
        namespace: { name: "dify", created: "dify" },
        zones: [{ name: "a" }, { name: "b" }, { name: "c" }],
        secrets: { kind: "kubernetes" },
        simulated: false,
        ...change,
    };
}

/** Requests and limits that no default has. */
export const RESOURCES = { requests: { cpu: "300m", memory: "768Mi" }, limits: { cpu: "3", memory: "3Gi" } };
