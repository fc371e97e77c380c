import type { SizedConfig, StackConfig } from "./schema";

/** Pools of workers with all that they take over from `dify.worker`: pure. */

export type PoolName = "latency" | "heavy" | "rest";

export const POOL_NAMES: readonly PoolName[] = ["latency", "heavy", "rest"];

export interface PoolConfig extends Pick<SizedConfig, "requests" | "limits"> {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly concurrency: number;
    readonly waitingPerPod: number;
}

/** A pool as it will be. */
export function poolConfig({ dify: { worker, workerPools } }: StackConfig, name: PoolName): PoolConfig {
    const { minReplicas, maxReplicas, concurrency = worker.concurrency, ...own } = workerPools[name];
    return {
        minReplicas,
        maxReplicas: maxReplicas ?? Math.max(minReplicas, worker.replicas),
        concurrency,
        waitingPerPod: own.waitingPerPod ?? concurrency,
        requests: over(worker.requests, own.requests),
        limits: over(worker.limits, own.limits),
    };
}

function over(base: SizedConfig["requests"], { cpu, memory }: Partial<SizedConfig["requests"]>) {
    return { cpu: cpu ?? base.cpu, memory: memory ?? base.memory };
}
