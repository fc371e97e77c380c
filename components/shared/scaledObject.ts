import type { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type * as pulumi from "@pulumi/pulumi";
import { beginning, cronOf, end, type NamespaceRef, type WorkingTime } from "../../contracts";
import { dependenciesOf } from "./dependencies";

/** What KEDA, which makes a HorizontalPodAutoscaler of it, scales a Deployment by. */

/** Asks for a number of members; of several, the largest number counts. */
export type Trigger =
    /** So many during working time, and none in particular outside of it. */
    | { readonly kind: "workingTime"; readonly workingTime: WorkingTime; readonly members: number }
    /** As many as it takes for them to use this much of their CPU requests on average, percent. Needs the metrics server. */
    | { readonly kind: "cpu"; readonly utilization: number };

/** How far a Deployment is scaled, and by what. */
export interface Scaling {
    /** Members at least. Never 0: KEDA would then have to notice the first request, and nothing tells it. */
    readonly fewest: number;
    readonly most: number;
    readonly triggers: readonly Trigger[];
}

/** A trigger as KEDA takes it: all of its metadata are texts. */
interface KedaTrigger {
    readonly type: string;
    readonly metricType?: "Utilization" | "AverageValue";
    readonly metadata: Readonly<Record<string, string>>;
}

const TRIGGERS: { readonly [K in Trigger["kind"]]: (trigger: Extract<Trigger, { kind: K }>) => KedaTrigger } = {
    // Never with `desiredReplicas: 0` (keda.sh, "Cron"): the least is said by `minReplicaCount` alone.
    workingTime: ({ workingTime, members }) => ({
        type: "cron",
        metadata: {
            timezone: workingTime.timeZone,
            start: cronOf(beginning(workingTime)),
            end: cronOf(end(workingTime)),
            desiredReplicas: String(members),
        },
    }),
    cpu: ({ utilization }) => ({
        type: "cpu",
        metricType: "Utilization",
        metadata: { value: String(utilization) },
    }),
};

function kedaTrigger<K extends Trigger["kind"]>(trigger: Extract<Trigger, { kind: K }>): KedaTrigger {
    return TRIGGERS[trigger.kind](trigger);
}

/** A member that goes takes what it has begun to its end: one at a time, and not because of a quiet minute. */
const SCALE_DOWN = {
    stabilizationWindowSeconds: 300,
    policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
};

/** A ScaledObject's `spec`, as plain data that a Workload can be read back from. */
export function scaledObjectSpec(deployment: string, { fewest, most, triggers }: Scaling) {
    return {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
        minReplicaCount: fewest,
        maxReplicaCount: most,
        advanced: {
            // Without it, a Deployment that is no longer scaled would stay as small as it last was.
            restoreToOriginalReplicaCount: true,
            horizontalPodAutoscalerConfig: { behavior: { scaleDown: SCALE_DOWN } },
        },
        triggers: triggers.map(kedaTrigger),
    };
}

export type ScaledObjectSpec = ReturnType<typeof scaledObjectSpec>;

export const KEDA_API = "keda.sh/v1alpha1";

/** Hands the number of a Deployment's members to KEDA. `opts` has the operator in `dependsOn`. */
export function createScaledObject(
    logicalName: string,
    args: { readonly name: string; readonly namespace: NamespaceRef; readonly spec: ScaledObjectSpec },
    deployment: Deployment,
    opts: pulumi.CustomResourceOptions,
): void {
    new CustomResource(
        logicalName,
        {
            apiVersion: KEDA_API,
            kind: "ScaledObject",
            metadata: { name: args.name, namespace: args.namespace.created },
            spec: args.spec,
        },
        { ...opts, dependsOn: [deployment, ...dependenciesOf(opts)] },
    );
}
