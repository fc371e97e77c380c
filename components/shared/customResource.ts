import type * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type { ClusterHandle } from "../../contracts";

export interface CustomResourceArgs {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly spec: object;
    readonly annotations?: Record<string, pulumi.Input<string>>;
    /** Condition or JSONPath that Pulumi waits for; no operator sets it on a simulated cluster, so nothing waits there. */
    readonly waitFor?: string;
}

/** Registers an operator's custom resource in the cluster's namespace. */
export function createCustomResource(
    logicalName: string,
    cluster: Pick<ClusterHandle, "namespace" | "simulated">,
    { apiVersion, kind, name, spec, annotations, waitFor }: CustomResourceArgs,
    opts: pulumi.CustomResourceOptions,
): CustomResource {
    const waiting: Record<string, string> =
        waitFor === undefined || cluster.simulated ? {} : { "pulumi.com/waitFor": waitFor };
    return new CustomResource(
        logicalName,
        {
            apiVersion,
            kind,
            metadata: { name, namespace: cluster.namespace.created, annotations: { ...annotations, ...waiting } },
            spec,
        },
        opts,
    );
}
