import type { PlannedResource } from "../diff/resources";

/** What the containers of a plan's workloads run, and what they are told. Pure. */

export interface RunningWorkload {
    readonly urn: string;
    readonly name: string;
    /** `Deployment`, `Job` and so on. */
    readonly kind: string;
    /** Images of its containers. */
    readonly images: readonly string[];
    /** Variables of its containers as text; one of a Secret is told by where it stands. */
    readonly variables: Readonly<Record<string, string>>;
}

interface Container {
    readonly image?: string;
    readonly env?: readonly {
        readonly name: string;
        readonly value?: unknown;
        readonly valueFrom?: { readonly secretKeyRef?: { readonly name?: string; readonly key?: string } };
    }[];
    readonly envFrom?: readonly { readonly configMapRef?: { readonly name?: string } }[];
}

interface PodOwner {
    readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } };
    readonly jobTemplate?: { readonly spec?: PodOwner };
}

type ConfigMaps = ReadonlyMap<unknown, Readonly<Record<string, unknown>>>;

const KINDS = /^kubernetes:(?:apps|batch)\/v1:(Deployment|StatefulSet|DaemonSet|Job|CronJob)$/;

/** Workloads of a plan by URN. */
export function runningWorkloads(resources: readonly PlannedResource[]): Map<string, RunningWorkload> {
    const configMaps: ConfigMaps = new Map(
        resources
            .filter(({ type }) => type === "kubernetes:core/v1:ConfigMap")
            .map(({ inputs }) => [nameOf(inputs), (inputs.data ?? {}) as Record<string, unknown>]),
    );
    return new Map(
        resources.flatMap(({ urn, type, name, inputs }) => {
            const kind = KINDS.exec(type)?.[1];
            if (kind === undefined) {
                return [];
            }
            const containers = containersOf(inputs.spec ?? {});
            const variables = Object.fromEntries(containers.flatMap((container) => variablesOf(container, configMaps)));
            const images = containers.flatMap(({ image }) => image ?? []);
            return [[urn, { urn, name, kind, images, variables }] as const];
        }),
    );
}

function nameOf(inputs: PlannedResource["inputs"]): unknown {
    return (inputs.metadata as { name?: unknown } | undefined)?.name;
}

function containersOf({ template, jobTemplate }: PodOwner): readonly Container[] {
    return template?.spec?.containers ?? (jobTemplate?.spec === undefined ? [] : containersOf(jobTemplate.spec));
}

/** What stands in the container wins over what it takes from elsewhere, as in Kubernetes. */
function variablesOf({ env = [], envFrom = [] }: Container, configMaps: ConfigMaps): [string, string][] {
    return [
        ...envFrom.flatMap(({ configMapRef }) => Object.entries(configMaps.get(configMapRef?.name) ?? {})),
        ...env.map(({ name, value, valueFrom }): [string, unknown] => {
            const secret = valueFrom?.secretKeyRef;
            return [name, secret === undefined ? value : `${secret.key} of Secret ${secret.name}`];
        }),
    ].map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value ?? "")]);
}
