import type * as pulumi from "@pulumi/pulumi";
import type { NetworkHandle } from "../../contracts";
import type { IdleCapacity } from "../shared/capacitySchedule";

/** When etcd is saved, and how long that is kept. */
export interface SnapshotSchedule {
    /** Cron with five fields, UTC, such as `0 2 * * *`. */
    readonly schedule: string;
    /** Snapshots kept of each server, in the bucket and on its disk. */
    readonly retention: number;
}

/** Where the snapshots of etcd go. */
export interface SnapshotArgs extends SnapshotSchedule {
    /** Name and ARN of an existing bucket; the cluster keeps to the folder `clusterName` in it. */
    readonly bucket: pulumi.Input<string>;
    readonly bucketArn: pulumi.Input<string>;
    /** KMS key of the bucket. Default: it has none of its own. */
    readonly kmsKeyArn?: pulumi.Input<string>;
}

/** What a public load balancer needs to send to the gateway on the agents. */
export interface LoadBalancerTargets {
    /** ARN of the target group for NodePort 30080. */
    readonly http: pulumi.Input<string>;
    /** ARN of the target group for NodePort 30443. */
    readonly https: pulumi.Input<string>;
    /** The load balancer's security group, the only one that the NodePorts are open to. */
    readonly securityGroupId: pulumi.Input<string>;
}

export interface K3sClusterArgs {
    /** Names the cluster in tags, in the bucket and in the kubeconfig; unique in the account and region, at most 40 characters. */
    readonly clusterName: string;
    /** At least three zones. Servers and agents run in the private subnets. */
    readonly network: NetworkHandle;
    /** Region of the network. */
    readonly region: string;
    /** Machines that run the API and etcd: three, in the first three zones. */
    readonly servers: { readonly instanceType: string };
    /** Machines for pods with volumes: a fixed number in every zone, because a volume cannot leave its zone. */
    readonly data: { readonly instanceType: string; readonly perZone: number };
    /** Machines for everything else; the Cluster Autoscaler finds their groups by tag. */
    readonly general: {
        readonly instanceType: string;
        readonly minPerZone: number;
        readonly maxPerZone: number;
        /** Fewer machines at least outside of working time. Default: always `minPerZone`. */
        readonly idle?: IdleCapacity;
    };
    /** Root volume of every machine, GiB. */
    readonly volumeGiB: number;
    readonly snapshots: SnapshotArgs;
    /** KMS key of the bootstrap secrets. Default: the account's key for Secrets Manager. */
    readonly kmsKeyArn?: pulumi.Input<string>;
    /** Public load balancer that the agents are attached to. Default: none. */
    readonly loadBalancerTargets?: LoadBalancerTargets;
    /** Tags of everything that Auto Scaling launches, which the provider's default tags do not reach. */
    readonly tags: Readonly<Record<string, string>>;
    /**
     * IPv4 ranges that reach the API at its address inside the VPC: the VPC's own and, for example, that of a VPN. Pulumi itself must run
     * in one of them, unless `publicApi` lets it in.
     */
    readonly adminCidrs: readonly string[];
    /** Puts the API on the internet as well, for these IPv4 ranges; the kubeconfig then uses that address. Default: not on the internet. */
    readonly publicApi?: { readonly cidrs: readonly string[] };
}
