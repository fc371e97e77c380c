import type { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type * as pulumi from "@pulumi/pulumi";
import { beginning, cronOf, end, type KubernetesSecretRef, type NamespaceRef } from "../../contracts";
import { behaviorOf, targetOf, type Scaling, type Trigger } from "./autoscaling";
import { dependenciesOf } from "./dependencies";

/** What KEDA, which makes a HorizontalPodAutoscaler of it, scales a Deployment by. */

/** A trigger as KEDA takes it: all of its metadata are texts. */
interface KedaTrigger {
    readonly type: string;
    readonly metricType?: "Utilization" | "AverageValue";
    readonly metadata: Readonly<Record<string, pulumi.Input<string>>>;
    readonly authenticationRef?: { readonly name: string };
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
    list: ({ list: { address, tls, database, name, authentication }, entries }) => ({
        type: "redis",
        metricType: "AverageValue",
        metadata: {
            address,
            // Certificates are checked: `unsafeSsl` is false unless said otherwise.
            enableTLS: String(tls),
            databaseIndex: String(database),
            listName: name,
            listLength: String(entries),
        },
        authenticationRef: { name: authentication },
    }),
};

function kedaTrigger<K extends Trigger["kind"]>(trigger: Extract<Trigger, { kind: K }>): KedaTrigger {
    return TRIGGERS[trigger.kind](trigger);
}

/**
 * A ScaledObject's `spec`. Without `pollingInterval`, `cooldownPeriod` and activation thresholds: they are for the way to and from 0, which
 * is not gone. In between the autoscaler asks for the figures, every 15 s.
 */
export function scaledObjectSpec(deployment: string, scaling: Scaling) {
    return {
        scaleTargetRef: targetOf(deployment),
        minReplicaCount: scaling.fewest,
        maxReplicaCount: scaling.most,
        advanced: {
            // Without it, a Deployment that is no longer scaled would stay as small as it last was.
            restoreToOriginalReplicaCount: true,
            horizontalPodAutoscalerConfig: { behavior: behaviorOf(scaling) },
        },
        triggers: scaling.triggers.map(kedaTrigger),
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

/** Lets triggers use the password of a Redis, which stays in its Secret. */
export function createRedisAuthentication(
    logicalName: string,
    args: { readonly name: string; readonly namespace: NamespaceRef; readonly password: KubernetesSecretRef },
    opts: pulumi.CustomResourceOptions,
): CustomResource {
    return new CustomResource(
        logicalName,
        {
            apiVersion: KEDA_API,
            kind: "TriggerAuthentication",
            metadata: { name: args.name, namespace: args.namespace.created },
            spec: redisAuthenticationSpec(args.password),
        },
        opts,
    );
}

export function redisAuthenticationSpec({ name, key }: KubernetesSecretRef) {
    return { secretTargetRef: [{ parameter: "password", name, key }] };
}
