import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/aws/provider";
import { DEFAULT_KUBERNETES_VERSION } from "../components/eks/catalogue";
import { EksCluster } from "../components/eks/eksCluster";
import type { Exposure } from "../components/gateway/exposure";
import { HEALTH_PORT, HTTP_PORT, HTTPS_PORT } from "../components/gateway/catalogue";
import { K3sCluster } from "../components/k3s/k3sCluster";
import { GATEWAY_PORTS } from "../components/k3s/ports";
import type { PublicLoadBalancer, PublicLoadBalancerArgs } from "../components/network/publicLoadBalancer";
import { TargetAccess } from "../components/network/targetAccess";
import type { StackConfig } from "../config";
import type { IdentityProvider, NetworkHandle, PolicyStatement } from "../contracts";
import { scheduledNodes } from "./offHours";

/** The two kinds of cluster that an AWS stack can have, and how requests come to the gateway in each. */

export interface ClusterArgs {
    readonly config: StackConfig;
    readonly region: string;
    readonly clusterName: string;
    readonly network: NetworkHandle;
    readonly loadBalancer: PublicLoadBalancer;
    /** Bucket for the snapshots of a cluster that keeps its own etcd. */
    readonly backups: {
        readonly bucket: pulumi.Input<string>;
        readonly arn: pulumi.Output<string>;
        readonly kmsKeyArn: pulumi.Output<string>;
    };
    /** Key of secrets that the cluster keeps in Secrets Manager. */
    readonly kmsKeyArn: pulumi.Output<string>;
    /** What the nodes of an EKS cluster may do beside what EKS asks for. */
    readonly nodeStatements: readonly PolicyStatement[];
    /** Tags of what a provider's default tags do not reach. */
    readonly tags: Readonly<Record<string, string>>;
    readonly opts: { readonly provider: Provider };
}

/** What both kinds offer. */
export interface AwsCluster {
    readonly kubeconfig: pulumi.Output<string>;
    readonly kubeconfigCommand: string;
    readonly identity: IdentityProvider;
    readonly nodeSecurityGroupId: pulumi.Output<string>;
    readonly ready: readonly pulumi.Resource[];
}

export interface ClusterVariant {
    /** What the load balancer sends to. */
    readonly targets: PublicLoadBalancerArgs["targets"];
    readonly healthPort: number;
    readonly create: (args: ClusterArgs) => AwsCluster;
    /** How the gateway is reached from the load balancer. */
    readonly exposure: (loadBalancer: PublicLoadBalancer) => Exposure;
}

export const AWS_CLUSTERS: Readonly<Record<"eks" | "k3s", ClusterVariant>> = {
    eks: {
        targets: { kind: "ip", ports: { http: HTTP_PORT, https: HTTPS_PORT } },
        healthPort: HEALTH_PORT,
        create: createEks,
        exposure: ({ targetGroups, securityGroupId }) => ({
            kind: "targetGroups",
            ...targetGroups,
            loadBalancerSecurityGroupId: securityGroupId,
        }),
    },
    k3s: {
        targets: { kind: "instances", ports: { http: GATEWAY_PORTS.http, https: GATEWAY_PORTS.https } },
        healthPort: GATEWAY_PORTS.health,
        create: createK3s,
        exposure: () => ({ kind: "nodePorts", ...GATEWAY_PORTS }),
    },
};

const LOG_DAYS = 90;

function createEks({ config, opts, ...args }: ClusterArgs): AwsCluster {
    const { admins, privateEndpointCidrs, publicEndpointCidrs } = config.cluster;
    const cluster = new EksCluster(
        "cluster",
        {
            clusterName: args.clusterName,
            network: args.network,
            region: args.region,
            version: DEFAULT_KUBERNETES_VERSION,
            privateEndpointCidrs: [args.network.cidr, ...privateEndpointCidrs],
            publicEndpoint: publicEndpointCidrs.length === 0 ? false : { cidrs: publicEndpointCidrs },
            admins,
            nodes: scheduledNodes(config),
            nodeStatements: args.nodeStatements,
            logRetentionDays: LOG_DAYS,
            tags: args.tags,
        },
        opts,
    );
    new TargetAccess(
        "public-targets",
        {
            securityGroupId: cluster.nodeSecurityGroupId,
            loadBalancerSecurityGroupId: args.loadBalancer.securityGroupId,
            ports: { http: HTTP_PORT, https: HTTPS_PORT, health: HEALTH_PORT },
        },
        opts,
    );
    return cluster;
}

/** Machines for the API and etcd: fast disks matter more than cores. */
const SERVER_TYPE = "m7i.large";

const SNAPSHOTS_KEPT = 7;

function createK3s({ config, opts, ...args }: ClusterArgs): AwsCluster {
    const { privateEndpointCidrs, publicEndpointCidrs } = config.cluster;
    return new K3sCluster(
        "cluster",
        {
            clusterName: args.clusterName,
            network: args.network,
            region: args.region,
            servers: { instanceType: SERVER_TYPE },
            ...scheduledNodes(config),
            snapshots: {
                bucket: args.backups.bucket,
                bucketArn: args.backups.arn,
                kmsKeyArn: args.backups.kmsKeyArn,
                schedule: "0 2 * * *",
                retention: SNAPSHOTS_KEPT,
            },
            kmsKeyArn: args.kmsKeyArn,
            loadBalancerTargets: {
                ...args.loadBalancer.targetGroups,
                securityGroupId: args.loadBalancer.securityGroupId,
            },
            tags: args.tags,
            adminCidrs: [args.network.cidr, ...privateEndpointCidrs],
            publicApi: publicEndpointCidrs.length === 0 ? undefined : { cidrs: publicEndpointCidrs },
        },
        opts,
    );
}
