/** Versions of EKS and its add-ons, pinned. As of 2026-11-25 unless a date is given. */

export type AddonName =
    "eks-pod-identity-agent" | "vpc-cni" | "kube-proxy" | "coredns" | "aws-ebs-csi-driver" | "metrics-server";

/** Kubernetes minor of new clusters: in standard support from 2026-01-28 to 2027-03-27 (endoflife.date/amazon-eks). */
export const DEFAULT_KUBERNETES_VERSION = "1.35";

/**
 * Add-on versions by Kubernetes minor: a minor that is not here cannot be asked for, since nothing is known to fit it.
 * From configurations of 1.35 clusters and EKS upgrade insights published between 2026-07 and 2026-08. UNCONFIRMED against an
 * account: `aws eks describe-addon-versions --kubernetes-version 1.35` lists what a region has.
 */
export const ADDON_VERSIONS: Readonly<Record<string, Readonly<Record<AddonName, string>>>> = {
    "1.35": {
        "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
        "vpc-cni": "v1.22.4-eksbuild.3",
        "kube-proxy": "v1.35.3-eksbuild.17",
        coredns: "v1.13.2-eksbuild.11",
        "aws-ebs-csi-driver": "v1.63.1-eksbuild.1",
        "metrics-server": "v0.8.1-eksbuild.4",
    },
};

/** Policies that AWS keeps, by what they are for (EKS user guide, 2024-12; the second version of the EBS policy: driver 1.64). */
export const MANAGED_POLICIES = {
    cluster: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
    node: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    imagePull: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
    cni: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
    ebs: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicyV2",
} as const;

/** Access policy that amounts to the ClusterRole `cluster-admin`. */
export const CLUSTER_ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
