import type { AutoscaledService, Autoscaling } from "../components/dify/scaling";
import { pooledQueues, type WorkerPool, type WorkerPools } from "../components/dify/workerPools";
import type { OperatorName } from "../components/operators/catalogue";
import { POOL_NAMES, poolConfig, type PoolName, type StackConfig } from "../config";
import { releaseOfStack } from "./dify";

/** What of a stack has members by the load. */

/** Operators that scale by the clock or by queues; Kubernetes itself does it by CPU. */
export function scalingOperators({ offHours, dify: { workerPools } }: StackConfig): readonly OperatorName[] {
    return offHours === undefined && !workerPools.enabled ? [] : ["keda"];
}

/** The pools of workers; undefined where all workers serve all queues. */
export function workerPoolsOf(config: StackConfig): WorkerPools | undefined {
    const pool = (name: PoolName): WorkerPool => {
        const { minReplicas, maxReplicas, concurrency, waitingPerPod, requests, limits } = poolConfig(config, name);
        return {
            fewest: minReplicas,
            most: maxReplicas,
            concurrency,
            waitingPerPod,
            resources: { requests, limits },
        };
    };
    return config.dify.workerPools.enabled
        ? (Object.fromEntries(POOL_NAMES.map((name) => [name, pool(name)])) as Record<PoolName, WorkerPool>)
        : undefined;
}

/** Queues that have consumers. */
export function servedQueues(config: StackConfig): readonly string[] {
    const release = releaseOfStack(config);
    return config.dify.workerPools.enabled ? pooledQueues(release) : release.queues;
}

/** Services whose members follow their CPU. */
export function autoscalingOf({
    dify: { api, web, sandbox },
}: StackConfig): Partial<Record<AutoscaledService, Autoscaling>> {
    return Object.fromEntries(
        Object.entries({ api, web, sandbox }).flatMap(
            ([
                service,
                {
                    autoscaling: { maxReplicas, cpuPercent },
                },
            ]) => (maxReplicas === undefined ? [] : [[service, { most: maxReplicas, cpuPercent }]]),
        ),
    );
}
