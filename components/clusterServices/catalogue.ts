/** Charts of what a cluster on AWS needs inside, pinned: as in their repositories on 2026-08-22. */

export type ServiceName =
    "aws-load-balancer-controller" | "aws-ebs-csi-driver" | "cluster-autoscaler" | "external-secrets";

export interface ChartPin {
    readonly version: string;
    readonly repository: string;
}

export const CHARTS: Readonly<Record<ServiceName, ChartPin>> = {
    "aws-load-balancer-controller": { version: "3.5.0", repository: "https://aws.github.io/eks-charts" },
    "aws-ebs-csi-driver": {
        version: "2.64.0",
        repository: "https://kubernetes-sigs.github.io/aws-ebs-csi-driver",
    },
    // Its autoscaler is 1.35, which must be the Kubernetes minor of the cluster.
    "cluster-autoscaler": { version: "9.59.0", repository: "https://kubernetes.github.io/autoscaler" },
    "external-secrets": { version: "2.9.0", repository: "https://charts.external-secrets.io" },
};

/** Where all of them run: it is there from the start, so that their identities can be made before them. */
export const SERVICES_NAMESPACE = "kube-system";

/** Service account of the pods that call AWS. */
export const SERVICE_ACCOUNTS: Readonly<Record<ServiceName, string>> = {
    "aws-load-balancer-controller": "aws-load-balancer-controller",
    "aws-ebs-csi-driver": "ebs-csi-controller-sa",
    "cluster-autoscaler": "cluster-autoscaler",
    "external-secrets": "external-secrets",
};
