import type { LiveObject } from "./kubeApi";

/** Why a pod has no node, in the scheduler's words; undefined when all have one. */
export function whyPending(pods: readonly LiveObject[]): string | undefined {
    const conditions = pods.flatMap(({ status = {} }) => (status.conditions ?? []) as readonly Condition[]);
    return conditions.find(({ type, status }) => type === "PodScheduled" && status === "False")?.message;
}

interface Condition {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
}
