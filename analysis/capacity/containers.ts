import { scaledRangeOf, type KubernetesObject, type PlannedObject } from "../graph";

/** Reads what containers are told from the objects themselves. */

export type Variables = Readonly<Record<string, string>>;

interface Container {
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
}

/** Objects that run pods, with the number of pods that can exist at once. */
export interface PodSet {
    readonly name: string;
    readonly kind: "Deployment" | "Job" | "CronJob";
    /** Pods in regular service, at an autoscaler's maximum where there is one. */
    readonly pods: number;
    /** Further pods while a rollout replaces them. */
    readonly surge: number;
    /** Plain variables of the first container; those from Secrets are left out. */
    readonly variables: Variables;
}

/** Every Deployment, Job and CronJob of a plan. */
export function podSets(plan: readonly PlannedObject[]): PodSet[] {
    const objects = plan.map(({ object }) => object);
    const maps = new Map(
        // The first of a name counts.
        objects
            .filter(({ kind }) => kind === "ConfigMap")
            .map((map): [string, KubernetesObject] => [map.metadata.name, map])
            .reverse(),
    );
    const autoscalers = objects.filter(({ spec }) => spec instanceof Object && "scaleTargetRef" in spec);
    return objects.flatMap((object): PodSet[] => {
        switch (object.kind) {
            case "Deployment":
                return [
                    { ...described(object, object.spec, maps), kind: "Deployment", ...membersOf(object, autoscalers) },
                ];
            case "Job":
                return [{ ...described(object, object.spec, maps), kind: "Job", pods: 1, surge: 0 }];
            case "CronJob": {
                const { jobTemplate } = object.spec as { jobTemplate: { spec: unknown } };
                return [{ ...described(object, jobTemplate.spec, maps), kind: "CronJob", pods: 1, surge: 0 }];
            }
            default:
                return [];
        }
    });
}

/** ConfigMaps by name. */
type Maps = ReadonlyMap<string, KubernetesObject>;

function described(object: KubernetesObject, spec: unknown, maps: Maps): Pick<PodSet, "name" | "variables"> {
    const { template } = spec as { template: { spec: { containers: readonly Container[] } } };
    const [container] = template.spec.containers;
    return { name: object.metadata.name, variables: container === undefined ? {} : variablesOf(container, maps) };
}

/** As Kubernetes resolves them: `env` wins over `envFrom`, a later `envFrom` over an earlier one. */
function variablesOf({ env = [], envFrom = [] }: Container, maps: Maps): Variables {
    const fromMaps = envFrom.map(({ configMapRef }) => (maps.get(configMapRef?.name ?? "")?.data ?? {}) as Variables);
    const own = Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
    return Object.assign({}, ...fromMaps, own) as Variables;
}

function membersOf(deployment: KubernetesObject, objects: readonly KubernetesObject[]): Pick<PodSet, "pods" | "surge"> {
    const { replicas = 1, strategy } = deployment.spec as {
        replicas?: number;
        strategy?: { type?: string; rollingUpdate?: { maxSurge?: number } };
    };
    return {
        pods: Math.max(replicas, scaledRangeOf(deployment.metadata, objects)?.max ?? 0),
        surge: strategy?.type === "Recreate" ? 0 : (strategy?.rollingUpdate?.maxSurge ?? 1),
    };
}
