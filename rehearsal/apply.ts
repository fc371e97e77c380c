import type { KubernetesObject, PlannedObject } from "../analysis/graph";
import { standInsFor } from "./standIns/makers";
import { standInVolumes } from "./standIns/volumes";
import type { KubeApi, LiveObject } from "./kubernetes/kubeApi";
import { whyPending } from "./kubernetes/pending";
import { hasCondition, isReady } from "./kubernetes/readiness";
import { TimeoutError, waitFor } from "./kubernetes/wait";
import { UserError } from "./userError";

export interface ApplyResult {
    /** Objects of the plan. */
    readonly applied: number;
    /** Objects that stand in for what operators would create. */
    readonly standIns: number;
}

export interface ApplyOptions {
    /** Called after each object. */
    readonly onApplied?: (done: number, total: number) => void;
    /** `false`: no stand-ins, and nothing is waited for. Default `true`. */
    readonly wait?: boolean;
}

/** Seconds that an object which others wait for may take to become ready. */
const READY_TIMEOUT_SECONDS = 60;

/**
 * Server-side apply of a plan in order of creation, as Pulumi's engine would: what others depend on is waited for (Jobs until they are
 * complete, custom resources until the stand-ins of their operator's pods are ready).
 */
export async function applyPlan(
    api: KubeApi,
    plan: readonly PlannedObject[],
    { onApplied, wait = true }: ApplyOptions = {},
): Promise<ApplyResult> {
    const waves = inWaves(plan);
    let done = 0;
    let standIns = 0;
    for (const [index, objects] of waves.entries()) {
        await Promise.all(
            objects.map(async (object) => {
                await api.apply(object);
                await applyVolumes(api, [object]);
                onApplied?.(++done, plan.length);
            }),
        );
        if (!wait) {
            continue;
        }
        const pods = await applyStandIns(api, objects);
        standIns += pods.length;
        if (index < waves.length - 1) {
            await awaitReady(api, [...objects.filter(({ kind }) => kind === "Job"), ...pods]);
        }
    }
    return { applied: plan.length, standIns };
}

function inWaves(plan: readonly PlannedObject[]): KubernetesObject[][] {
    const waves = new Map<number, KubernetesObject[]>();
    for (const { wave, object } of plan) {
        waves.set(wave, [...(waves.get(wave) ?? []), object]);
    }
    return [...waves].sort(([a], [b]) => a - b).map(([, objects]) => objects);
}

/** Applies the volumes that objects claim. */
export async function applyVolumes(api: KubeApi, objects: readonly KubernetesObject[]): Promise<void> {
    await Promise.all(objects.flatMap(standInVolumes).map((volume) => api.apply(volume)));
}

/** Applies what stands in for the operators' work on some objects, and returns it. */
export async function applyStandIns(api: KubeApi, objects: readonly KubernetesObject[]): Promise<KubernetesObject[]> {
    const standIns = objects.flatMap(standInsFor);
    await Promise.all(standIns.map((object) => api.apply(object)));
    return standIns;
}

/** Resolves when every object is ready; rejects with a UserError that names the first that is not, and why its pods have no node. */
export async function awaitReady(
    api: KubeApi,
    objects: readonly KubernetesObject[],
    timeoutSeconds = READY_TIMEOUT_SECONDS,
): Promise<void> {
    await Promise.all(objects.map((object) => awaitObject(api, object, timeoutSeconds)));
}

async function awaitObject(api: KubeApi, object: KubernetesObject, timeoutSeconds: number): Promise<void> {
    const what = `${object.kind} ${object.metadata.name}`;
    try {
        await waitFor(
            async (): Promise<LiveObject | undefined> => {
                const live = await api.get(object);
                if (live !== undefined && hasCondition(live.status ?? {}, "Failed")) {
                    throw new UserError(`${what} failed.`);
                }
                return live !== undefined && isReady(live) ? live : undefined;
            },
            { what, timeoutSeconds },
        );
    } catch (error) {
        if (!(error instanceof TimeoutError)) {
            throw error;
        }
        const reason = whyPending(await podsOf(api, object));
        const because = reason === undefined ? "." : `; the scheduler says: ${reason}`;
        throw new UserError(`${what} did not become ready within ${timeoutSeconds} s${because}`, { cause: error });
    }
}

/** Pods that an object's template is for. */
async function podsOf(api: KubeApi, { spec, metadata }: KubernetesObject): Promise<LiveObject[]> {
    const { template } = (spec ?? {}) as { template?: { metadata?: { labels?: Record<string, string> } } };
    const labels = Object.entries(template?.metadata?.labels ?? {});
    const pods = await api.list("v1", "Pod", metadata.namespace);
    return pods.filter((pod) => labels.every(([key, value]) => pod.metadata.labels?.[key] === value));
}
