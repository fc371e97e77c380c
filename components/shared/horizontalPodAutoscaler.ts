import type { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import type * as pulumi from "@pulumi/pulumi";
import type { NamespaceRef } from "../../contracts";
import { behaviorOf, targetOf, type Scaling } from "./autoscaling";

/** Kubernetes' own autoscaler, for what is scaled by its CPU alone: it needs no operator. */

/** Its `spec`. Triggers of another kind than `cpu` are KEDA's. */
export function horizontalPodAutoscalerSpec(deployment: string, scaling: Scaling) {
    return {
        scaleTargetRef: targetOf(deployment),
        minReplicas: scaling.fewest,
        maxReplicas: scaling.most,
        metrics: scaling.triggers.flatMap((trigger) =>
            trigger.kind === "cpu"
                ? [
                      {
                          type: "Resource",
                          resource: {
                              name: "cpu",
                              target: { type: "Utilization", averageUtilization: trigger.utilization },
                          },
                      },
                  ]
                : [],
        ),
        behavior: behaviorOf(scaling),
    };
}

export type HorizontalPodAutoscalerSpec = ReturnType<typeof horizontalPodAutoscalerSpec>;

/**
 * KEDA refuses a Deployment that another autoscaler has, unless that says so. When KEDA takes over, both are there for a moment, in which
 * neither of them acts (`AmbiguousSelector`).
 */
const MAY_BE_SUCCEEDED = { "validations.keda.sh/hpa-ownership": "false" };

/** Hands the number of a Deployment's members to Kubernetes' autoscaler. */
export function createHorizontalPodAutoscaler(
    logicalName: string,
    args: { readonly name: string; readonly namespace: NamespaceRef; readonly spec: HorizontalPodAutoscalerSpec },
    deployment: Deployment,
    opts: pulumi.CustomResourceOptions,
): void {
    new HorizontalPodAutoscaler(
        logicalName,
        {
            metadata: { name: args.name, namespace: args.namespace.created, annotations: MAY_BE_SUCCEEDED },
            spec: args.spec,
        },
        { ...opts, dependsOn: deployment },
    );
}
