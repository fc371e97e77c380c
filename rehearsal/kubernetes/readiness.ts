import type { LiveObject } from "./kubeApi";

/** Whether an object does its work: by kind; anything without a notion of readiness is ready once it exists. */
export function isReady({ kind, metadata, spec, status = {} }: LiveObject): boolean {
    const seen = Number(status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
    const { replicas = 1 } = (spec ?? {}) as { replicas?: number };
    switch (kind) {
        case "Deployment":
            return seen && status.updatedReplicas === replicas && status.readyReplicas === replicas;
        case "StatefulSet":
            return seen && (status.readyReplicas ?? 0) === replicas;
        case "Job":
            return hasCondition(status, "Complete");
        case "Pod":
            return hasCondition(status, "Ready");
        case "Node":
            return hasCondition(status, "Ready");
        default:
            return true;
    }
}

/** Whether a condition of an object's status is true. */
export function hasCondition(status: Readonly<Record<string, unknown>>, type: string): boolean {
    const conditions = (status.conditions ?? []) as readonly { type: string; status: string }[];
    return conditions.some((condition) => condition.type === type && condition.status === "True");
}
