import type { Workload } from "../../contracts";
import type { KubeApi } from "../kubernetes/kubeApi";
import { TimeoutError, waitFor } from "../kubernetes/wait";
import type { PodView } from "./observer";
import { isEven, placementOf, servingPods } from "./timeline";

export interface RestoreSpreadArgs {
    readonly api: KubeApi;
    readonly zones: readonly string[];
    readonly workloads: readonly Workload[];
    readonly podsOf: (workload: Workload) => PodView[];
}

const MOVE_TIMEOUT_SECONDS = 30;

/**
 * Kubernetes never moves a running pod. On a real cluster the descheduler's RemovePodsViolatingTopologySpreadConstraint does; here the
 * same is asked of the API server: evictions, which disruption budgets may refuse, from the fullest zone until no zone has two members
 * more than another. A workload whose budget allows no eviction in time stays as it is. Returns the number of pods moved.
 */
export async function restoreSpread(args: RestoreSpreadArgs): Promise<number> {
    const moved = await Promise.all(
        args.workloads.filter(({ spread }) => spread === "hard").map((workload) => restoreOne(args, workload)),
    );
    return moved.reduce((sum, count) => sum + count, 0);
}

async function restoreOne({ api, zones, podsOf }: RestoreSpreadArgs, workload: Workload): Promise<number> {
    const namespace = workload.pods?.namespace ?? "";
    let moved = 0;
    // Each move brings the zones closer; more moves than members would mean that they do not help.
    while (moved < workload.members.max) {
        const pods = servingPods(podsOf(workload), undefined);
        const placement = placementOf(pods, zones);
        if (isEven(placement)) {
            break;
        }
        const fullest = zones.reduce((a, b) => ((placement[b] ?? 0) > (placement[a] ?? 0) ? b : a));
        const pod = pods.find(({ zone }) => zone === fullest);
        if (pod === undefined) {
            break;
        }
        try {
            await waitFor(async () => ((await api.evict(namespace, pod.name)) ? true : undefined), {
                what: `the eviction of ${pod.name}`,
                timeoutSeconds: MOVE_TIMEOUT_SECONDS,
            });
            moved += 1;
            await waitFor(() => (isReplaced(pod, workload, podsOf) ? true : undefined), {
                what: `a replacement of ${pod.name}`,
                timeoutSeconds: MOVE_TIMEOUT_SECONDS,
                intervalMilliseconds: 50,
            });
        } catch (error) {
            if (!(error instanceof TimeoutError)) {
                throw error;
            }
            break;
        }
    }
    return moved;
}

function isReplaced(evicted: PodView, workload: Workload, podsOf: RestoreSpreadArgs["podsOf"]): boolean {
    const serving = servingPods(podsOf(workload), undefined);
    return serving.every(({ uid }) => uid !== evicted.uid) && serving.length >= workload.members.min;
}
