import type * as pulumi from "@pulumi/pulumi";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import type { NamespaceRef } from "../../contracts";

/** Lets maintenance take one pod at a time. A pod that is not ready anyway must not block the drain of its node. */
export function createDisruptionBudget(
    logicalName: string,
    args: {
        readonly name: string;
        readonly namespace: NamespaceRef;
        /** Labels of the pods that it is for. */
        readonly matchLabels: Readonly<Record<string, string>>;
    },
    opts: pulumi.CustomResourceOptions,
): void {
    new PodDisruptionBudget(
        logicalName,
        {
            metadata: { name: args.name, namespace: args.namespace.created },
            spec: {
                maxUnavailable: 1,
                selector: { matchLabels: { ...args.matchLabels } },
                unhealthyPodEvictionPolicy: "AlwaysAllow",
            },
        },
        opts,
    );
}
