import * as pulumi from "@pulumi/pulumi";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { Flow, NamespaceRef, NetworkPlaces } from "../../contracts";
import { networkPolicies } from "./policies";

export interface NetworkPoliciesArgs {
    /** What is closed: of all its pods, and of all that ever come, nothing is open but the flows. */
    readonly namespace: NamespaceRef;
    /** Where the places are that flows name. */
    readonly places: NetworkPlaces;
    /** All connections that there are to be. */
    readonly flows: readonly Flow[];
}

/**
 * The network of a namespace, closed but for the flows: standard NetworkPolicies, which the CNI enforces (EKS' VPC CNI, k3s, Calico,
 * Cilium). They wait for nothing but the namespace, so that they are there before the pods.
 *
 * Probes of the kubelet need no flow: what comes from a pod's own node is always let in
 * (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
export class NetworkPolicies extends pulumi.ComponentResource {
    /** Throws a RangeError for a flow with a place that is nowhere, or with no end in the namespace. */
    constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:NetworkPolicies", name, args, opts);
        const { namespace, places, flows } = args;
        networkPolicies(namespace.name, places, flows).forEach(
            (policy) =>
                new NetworkPolicy(
                    `${name}-${policy.name}`,
                    { metadata: { name: policy.name, namespace: namespace.created }, spec: policy.spec },
                    { parent: this },
                ),
        );
        this.registerOutputs({ flows });
    }
}
