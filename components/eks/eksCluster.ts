import * as pulumi from "@pulumi/pulumi";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { AccessEntry } from "@pulumi/aws/eks/accessEntry";
import { AccessPolicyAssociation } from "@pulumi/aws/eks/accessPolicyAssociation";
import { Addon } from "@pulumi/aws/eks/addon";
import { Cluster } from "@pulumi/aws/eks/cluster";
import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import type { IdentityProvider, NetworkHandle, PolicyStatement } from "../../contracts";
import { dependenciesOf } from "../shared/dependencies";
import { refuse } from "../shared/refuse";
import { podIdentityTrust, serviceTrust } from "../shared/trustPolicy";
import { ADDONS, addonsOf } from "./addons";
import { ADDON_VERSIONS, CLUSTER_ADMIN_POLICY, MANAGED_POLICIES, type AddonName } from "./catalogue";
import { kubeconfig, kubeconfigCommand } from "./kubeconfig";
import type { NodesArgs } from "./nodeGroups";
import { createNodes } from "./nodes";
import { eksClusterProblems } from "./problems";
import { createRole } from "./roles";

export interface EksClusterArgs {
    /** Name in AWS, known before anything is created: the subnets, the autoscaler and IAM policies name it. Cannot be changed. */
    readonly clusterName: string;
    /** Nodes and the control plane's interfaces go into its private subnets, pods take their addresses from there. */
    readonly network: NetworkHandle;
    /** Region of the network, such as `eu-central-1`. */
    readonly region: string;
    /** Kubernetes minor; must be in the catalogue, whose default is DEFAULT_KUBERNETES_VERSION. Upgrade one minor at a time. */
    readonly version: string;
    /**
     * `false`: the API server is reached from inside the VPC only, and so must the program. Otherwise also from these IPv4 ranges.
     */
    readonly publicEndpoint: false | { readonly cidrs: readonly string[] };
    /** ARNs of the IAM roles that are cluster administrators, beside the one that creates the cluster. */
    readonly admins: readonly string[];
    readonly nodes: NodesArgs;
    /** What the nodes may do in AWS beside what EKS asks for. Default: nothing. */
    readonly nodeStatements?: readonly PolicyStatement[];
    /** Days that the control plane's logs are kept; one of CloudWatch's steps (7, 14, 30, 90, 365, …). */
    readonly logRetentionDays: number;
    /** Tags of instances and their volumes, which a provider's default tags do not reach. */
    readonly tags: Readonly<Record<string, string>>;
}

/** All there are: the first three say who did what, the others why the cluster did it. */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** The longest that KMS offers to come back from a mistake, in days. */
const KEY_DELETION_DAYS = 30;

/**
 * An EKS cluster over the zones of a network, with a node group of each pool in each zone, so that a zone is a unit of failure and
 * of repair. Nodes are scaled by the Cluster Autoscaler, not by Karpenter: the same autoscaler works for the Auto Scaling groups
 * of a k3s cluster; the most nodes that a zone can have stay in the resource graph as bounds of a group, so that the capacity
 * without a zone can be computed before anything is deployed; and Karpenter does not balance zones by itself.
 */
export class EksCluster extends pulumi.ComponentResource {
    public readonly clusterName: string;
    /** For the Kubernetes provider; has no credential in it. */
    public readonly kubeconfig: pulumi.Output<string>;
    /** What a person runs to reach the cluster. */
    public readonly kubeconfigCommand: string;
    public readonly identity: IdentityProvider;
    /** Security group of nodes and pods: databases and caches let it in. */
    public readonly nodeSecurityGroupId: pulumi.Output<string>;
    /** Wait for these before deploying pods. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:EksCluster", name, args, opts);
        refuse(this, eksClusterProblems(args));

        const key = this.createKey(name);
        const cluster = this.createCluster(name, args, key, opts);
        this.createAdmins(name, args.admins, cluster);
        const oidcProvider = this.createOidcProvider(name, cluster);
        const network = addonsOf({ beforeNodes: true }).map((addon) => this.createAddon(name, addon, args, cluster));
        const nodes = createNodes(name, args, cluster, { parent: this, dependsOn: network });
        const services = addonsOf({ beforeNodes: false }).map((addon) =>
            this.createAddon(name, addon, args, cluster, nodes),
        );

        this.clusterName = args.clusterName;
        this.kubeconfig = pulumi.jsonStringify(
            pulumi
                .all([cluster.endpoint, cluster.certificateAuthority])
                .apply(([endpoint, { data }]) => kubeconfig({ ...args, endpoint, certificateAuthority: data })),
        );
        this.kubeconfigCommand = kubeconfigCommand(args.clusterName, args.region);
        this.identity = {
            kind: "eks",
            clusterName: cluster.name,
            oidcProviderArn: oidcProvider.arn,
            oidcIssuer: issuerOf(cluster).apply((url) => url.replace("https://", "")),
        };
        this.nodeSecurityGroupId = cluster.vpcConfig.apply(({ clusterSecurityGroupId }) => clusterSecurityGroupId);
        this.ready = [...network, ...nodes, ...services];
        this.registerOutputs({
            clusterName: this.clusterName,
            kubeconfig: this.kubeconfig,
            kubeconfigCommand: this.kubeconfigCommand,
            identity: this.identity,
            nodeSecurityGroupId: this.nodeSecurityGroupId,
        });
    }

    /** Without the key nobody reads the cluster's Secrets again. */
    private createKey(name: string): Key {
        const key = new Key(
            `${name}-secrets`,
            {
                description: "Encrypts the Secrets of an EKS cluster",
                enableKeyRotation: true,
                deletionWindowInDays: KEY_DELETION_DAYS,
            },
            { parent: this, protect: true },
        );
        new Alias(`${name}-secrets`, { targetKeyId: key.keyId }, { parent: this });
        return key;
    }

    private createCluster(
        name: string,
        args: EksClusterArgs,
        key: Key,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): Cluster {
        // EKS would make the group itself, and keep it for ever.
        const logs = new LogGroup(
            `${name}-logs`,
            { name: `/aws/eks/${args.clusterName}/cluster`, retentionInDays: args.logRetentionDays },
            { parent: this },
        );
        const { role, attachments } = createRole(
            `${name}-control-plane`,
            serviceTrust("eks.amazonaws.com"),
            { cluster: MANAGED_POLICIES.cluster },
            { parent: this },
        );
        return new Cluster(
            name,
            {
                name: args.clusterName,
                version: args.version,
                roleArn: role.arn,
                vpcConfig: {
                    subnetIds: args.network.zones.map(({ privateSubnetId }) => privateSubnetId),
                    endpointPrivateAccess: true,
                    endpointPublicAccess: args.publicEndpoint !== false,
                    publicAccessCidrs: args.publicEndpoint === false ? undefined : [...args.publicEndpoint.cidrs],
                },
                accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
                encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] },
                enabledClusterLogTypes: LOG_TYPES,
                zonalShiftConfig: { enabled: true },
                // Extended support costs six times as much; at its end the control plane is upgraded instead.
                upgradePolicy: { supportType: "STANDARD" },
                deletionProtection: true,
                // The program installs them, with versions and settings of its own.
                bootstrapSelfManagedAddons: false,
            },
            { parent: this, protect: true, dependsOn: [logs, ...attachments, ...dependenciesOf(opts)] },
        );
    }

    private createAdmins(name: string, admins: readonly string[], cluster: Cluster): void {
        for (const principalArn of admins) {
            const entryName = `${name}-admin-${principalName(principalArn)}`;
            const entry = new AccessEntry(entryName, { clusterName: cluster.name, principalArn }, { parent: this });
            new AccessPolicyAssociation(
                entryName,
                {
                    clusterName: cluster.name,
                    principalArn: entry.principalArn,
                    policyArn: CLUSTER_ADMIN_POLICY,
                    accessScope: { type: "cluster" },
                },
                { parent: this },
            );
        }
    }

    /** IAM checks EKS's issuer against public certificate authorities: no thumbprint is needed. */
    private createOidcProvider(name: string, cluster: Cluster): OpenIdConnectProvider {
        return new OpenIdConnectProvider(
            `${name}-oidc`,
            { url: issuerOf(cluster), clientIdLists: ["sts.amazonaws.com"] },
            { parent: this },
        );
    }

    private createAddon(
        name: string,
        addon: AddonName,
        args: EksClusterArgs,
        cluster: Cluster,
        nodes: readonly pulumi.Resource[] = [],
    ): Addon {
        const { identity, values } = ADDONS[addon];
        const configuration = values(args.network.zones.length);
        const granted =
            identity &&
            createRole(`${name}-${addon}`, podIdentityTrust(), { policy: identity.policyArn }, { parent: this });
        return new Addon(
            `${name}-${addon}`,
            {
                clusterName: cluster.name,
                addonName: addon,
                addonVersion: ADDON_VERSIONS[args.version]?.[addon],
                configurationValues: configuration && JSON.stringify(configuration),
                // What somebody set by hand, and the program does not, outlives an update.
                resolveConflictsOnCreate: "OVERWRITE",
                resolveConflictsOnUpdate: "PRESERVE",
                podIdentityAssociations: identity &&
                    granted && [{ serviceAccount: identity.serviceAccount, roleArn: granted.role.arn }],
            },
            { parent: this, dependsOn: [...(granted?.attachments ?? []), ...nodes] },
        );
    }
}

/** URL of the cluster's OpenID Connect issuer. */
function issuerOf(cluster: Cluster): pulumi.Output<string> {
    return cluster.identities.apply(([identity]) => identity?.oidcs[0]?.issuer ?? "");
}

/** Account and name of a role, for logical names: `111122223333-Admin`. */
function principalName(arn: string): string {
    const [, , , , account = "", role = ""] = arn.split(":");
    return `${account}-${role.replace("role/", "").replaceAll("/", "-")}`;
}
