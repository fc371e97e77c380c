import type { PrimaryEndpoint } from "../../contracts";
import type { Pace, Trigger } from "../shared/autoscaling";
import type { DifyRelease } from "./catalogue";
import { brokerAddress, type Queues } from "./env";
import type { Resources } from "../shared/replicatedService";
import type { ServiceName } from "./services";

/** Celery's workers, divided by the families of queues that they serve, so that one family never waits behind another: pure. */

/**
 * `latency`: runs that somebody waits for; `heavy`: documents on their way into a knowledge base, which take minutes and memory; `rest`:
 * everything else, so that no queue of any release is without a consumer.
 */
export type PoolName = "latency" | "heavy" | "rest";

export interface WorkerPool {
    /** Pods at least and at most. */
    readonly fewest: number;
    readonly most: number;
    /** Tasks that a pod runs at once. */
    readonly concurrency: number;
    /** Waiting tasks of one queue for which there is another pod. */
    readonly waitingPerPod: number;
    /** What one pod is guaranteed, and may use at most. */
    readonly resources: Resources;
}

export type WorkerPools = Readonly<Record<PoolName, WorkerPool>>;

/** The services that are pools. The rest has the name of the only workers that there are without pools: it takes over from them. */
export const POOL_SERVICES = {
    latency: "latencyWorker",
    heavy: "heavyWorker",
    rest: "worker",
} as const satisfies Record<PoolName, ServiceName>;

export const POOL_NAMES = Object.keys(POOL_SERVICES) as PoolName[];

/** The pool that a service is. */
export function poolOf(service: ServiceName): PoolName | undefined {
    return POOL_NAMES.find((pool) => POOL_SERVICES[pool] === service);
}

/** Chats and workflows, since Dify 1.13. */
const RUNS = "workflow_based_app_execution";

const DOCUMENTS = /(^|_)(dataset|pipeline)(_|$)/;

/**
 * Queues that tasks use, and that are not in the list of any release's entrypoint (api/tasks, api/schedule at 1.16.1). Who names queues
 * himself has to name them, too; one that nothing uses stays empty.
 */
export const UNLISTED_QUEUES = ["monitor", "workflow_draft_var", "workflow_archive"] as const;

function familyOf(queue: string): PoolName {
    if (queue === RUNS) {
        return "latency";
    }
    return DOCUMENTS.test(queue) ? "heavy" : "rest";
}

/** Whether a release has runs in a queue of their own; before Dify 1.13 the API itself makes them. */
export function canHavePools({ queues }: Pick<DifyRelease, "queues">): boolean {
    return queues.includes(RUNS);
}

/** All queues that the pools of a release serve. */
export function pooledQueues({ queues }: Pick<DifyRelease, "queues">): string[] {
    return [...new Set([...queues, ...UNLISTED_QUEUES])];
}

/** The queues of one pool. */
export function queuesOfPool(pool: PoolName, release: Pick<DifyRelease, "queues">): string[] {
    return pooledQueues(release).filter((queue) => familyOf(queue) === pool);
}

/**
 * Since 1.16.0 a worker that is told to end aborts the workflows that it runs, earlier ones have as long as the drain (langgenius/dify#38220).
 * Nobody can tell which pod is idle, so that pods go late and seldom: after this the runs that there was a queue for are over
 * (WORKFLOW_MAX_EXECUTION_TIME, 20 min), then one pod in five minutes.
 */
export const POOL_DOWN: Pace = { windowSeconds: 1800, members: 1, periodSeconds: 300 };

/** Percent of the CPU requests: what keeps pods whose tasks are under way, since a task that was taken is in no list. */
const CPU_UTILIZATION = 70;

/**
 * One trigger for each queue, of which the most demanding counts: a pool has as many pods as its longest queue asks for, not the sum, since
 * each pod serves all of its queues. A list holds the tasks that no worker has taken: each takes as many as it runs, and as many again.
 */
export function poolTriggers(
    pool: PoolName,
    args: {
        readonly release: Pick<DifyRelease, "queues">;
        readonly waitingPerPod: number;
        readonly broker: PrimaryEndpoint;
        readonly queues: Queues;
        /** TriggerAuthentication with the broker's password. */
        readonly authentication: string;
    },
): Trigger[] {
    const server = { ...brokerAddress(args.broker, args.queues), authentication: args.authentication };
    return [
        ...queuesOfPool(pool, args.release).map((name): Trigger => ({
            kind: "list",
            list: { ...server, name },
            entries: args.waitingPerPod,
        })),
        { kind: "cpu", utilization: CPU_UTILIZATION },
    ];
}
