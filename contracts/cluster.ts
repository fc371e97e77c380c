import type * as pulumi from "@pulumi/pulumi";
import type { Zone } from "./zone";

/** A namespace that a stack deploys into. */
export interface NamespaceRef {
    /** Its name, known before anything is created: for DNS names and selectors. */
    readonly name: string;
    /** The same name, but resolved once the namespace exists: objects placed with it wait for it. */
    readonly created: pulumi.Input<string>;
}

/** What components need to know of the Kubernetes cluster that they deploy to; the provider travels in `opts`. */
export interface ClusterHandle {
    readonly namespace: NamespaceRef;
    readonly zones: readonly Zone[];
    /** StorageClass for volumes; the cluster's default when absent. */
    readonly storageClass?: string;
    /** `true` when no operator runs there (embedded control plane): custom resources then get no status to wait for. */
    readonly simulated: boolean;
}
