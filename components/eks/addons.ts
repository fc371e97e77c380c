import { spreadConstraints } from "../shared/placement";
import { MANAGED_POLICIES, type AddonName } from "./catalogue";

/** What the add-ons of a cluster are given: pure. */

export interface AddonSpec {
    /**
     * `true`: installed before the first node, which then comes up with the network as it is meant to be; a DaemonSet without nodes
     * counts as ready. `false`: its pods need nodes to become ready.
     */
    readonly beforeNodes: boolean;
    /** Service account in kube-system that gets the policy by Pod Identity; absent when the add-on calls nothing in AWS. */
    readonly identity?: { readonly serviceAccount: string; readonly policyArn: string };
    /** Values that differ from the add-on's defaults. */
    readonly values: (zones: number) => object | undefined;
}

const asItIs = () => undefined;

/** In the order in which they are installed. */
export const ADDONS: Readonly<Record<AddonName, AddonSpec>> = {
    "eks-pod-identity-agent": { beforeNodes: true, values: asItIs },
    "vpc-cni": {
        beforeNodes: true,
        identity: { serviceAccount: "aws-node", policyArn: MANAGED_POLICIES.cni },
        values: () => ({
            // Without it a NetworkPolicy is accepted and does nothing.
            enableNetworkPolicy: "true",
            // Addresses in blocks of 16: a node then takes 110 pods rather than 29 to 58, and starts them without a call for each.
            // It costs each node up to 31 idle addresses of its subnet.
            env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" },
        }),
    },
    "kube-proxy": { beforeNodes: true, values: asItIs },
    coredns: {
        beforeNodes: false,
        values: (zones) => {
            // During a zonal shift every zone must answer its own pods.
            const replicaCount = Math.max(2, zones);
            return {
                replicaCount,
                topologySpreadConstraints: spreadConstraints({
                    replicas: replicaCount,
                    matchLabels: { "k8s-app": "kube-dns" },
                    revisionLabels: ["pod-template-hash"],
                }),
                podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            };
        },
    },
    "aws-ebs-csi-driver": {
        beforeNodes: false,
        identity: { serviceAccount: "ebs-csi-controller-sa", policyArn: MANAGED_POLICIES.ebs },
        values: () => ({ controller: { replicaCount: 2 } }),
    },
    // What a HorizontalPodAutoscaler reads CPU from.
    "metrics-server": { beforeNodes: false, values: () => ({ replicas: 2 }) },
};

/** The add-ons of one of the two steps, in order. */
export function addonsOf(step: { readonly beforeNodes: boolean }): AddonName[] {
    return (Object.keys(ADDONS) as AddonName[]).filter((name) => ADDONS[name].beforeNodes === step.beforeNodes);
}
