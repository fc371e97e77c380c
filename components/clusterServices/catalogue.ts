import type { ChartImages } from "../shared/chartImages";

/** Charts of what a cluster on AWS needs inside, pinned: as in their repositories on 2026-08-22. */

export type ServiceName =
    "aws-load-balancer-controller" | "aws-ebs-csi-driver" | "cluster-autoscaler" | "external-secrets";

export interface ChartPin {
    readonly version: string;
    readonly repository: string;
    /** Its images, as in the values and templates of this version. */
    readonly images: ChartImages;
}

export const CHARTS: Readonly<Record<ServiceName, ChartPin>> = {
    "aws-load-balancer-controller": {
        version: "3.5.0",
        repository: "https://aws.github.io/eks-charts",
        images: { repositories: { "image.repository": "public.ecr.aws/eks/aws-load-balancer-controller" } },
    },
    "aws-ebs-csi-driver": {
        version: "2.64.0",
        repository: "https://kubernetes-sigs.github.io/aws-ebs-csi-driver",
        images: {
            repositories: {
                "image.repository": "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver",
                "sidecars.provisioner.image.repository": "public.ecr.aws/csi-components/csi-provisioner",
                "sidecars.attacher.image.repository": "public.ecr.aws/csi-components/csi-attacher",
                "sidecars.snapshotter.image.repository": "public.ecr.aws/csi-components/csi-snapshotter",
                "sidecars.livenessProbe.image.repository": "public.ecr.aws/csi-components/livenessprobe",
                "sidecars.resizer.image.repository": "public.ecr.aws/csi-components/csi-resizer",
                "sidecars.nodeDriverRegistrar.image.repository":
                    "public.ecr.aws/csi-components/csi-node-driver-registrar",
                "sidecars.volumemodifier.image.repository": "public.ecr.aws/ebs-csi-driver/volume-modifier-for-k8s",
            },
        },
    },
    // Its autoscaler is 1.35, which must be the Kubernetes minor of the cluster.
    "cluster-autoscaler": {
        version: "9.59.0",
        repository: "https://kubernetes.github.io/autoscaler",
        images: { repositories: { "image.repository": "registry.k8s.io/autoscaling/cluster-autoscaler" } },
    },
    "external-secrets": {
        version: "2.9.0",
        repository: "https://charts.external-secrets.io",
        images: {
            repositories: {
                "image.repository": "ghcr.io/external-secrets/external-secrets",
                "webhook.image.repository": "ghcr.io/external-secrets/external-secrets",
                "certController.image.repository": "ghcr.io/external-secrets/external-secrets",
            },
        },
    },
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
