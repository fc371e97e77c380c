import type * as pulumi from "@pulumi/pulumi";
import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import type { Cluster } from "@pulumi/aws/eks/cluster";
import { NodeGroup } from "@pulumi/aws/eks/nodeGroup";
import { POOL_LABEL, type NetworkHandle, type PolicyStatement } from "../../contracts";
import { createCapacitySchedule } from "../shared/capacitySchedule";
import { dependenciesOf } from "../shared/dependencies";
import { serviceTrust } from "../shared/trustPolicy";
import { MANAGED_POLICIES } from "./catalogue";
import { amiTypeOf, nodeGroupPlans, type NodeGroupPlan, type NodesArgs } from "./nodeGroups";
import { allow, createRole, type GrantedRole } from "./roles";

interface ClusterNodesArgs {
    readonly clusterName: string;
    readonly version: string;
    readonly network: NetworkHandle;
    readonly nodes: NodesArgs;
    readonly nodeStatements?: readonly PolicyStatement[];
    readonly tags: Readonly<Record<string, string>>;
}

/** Root device of Amazon Linux 2023. */
const ROOT_DEVICE = "/dev/xvda";

/**
 * The node groups of a cluster, one of each pool in each zone. EKS tags their Auto Scaling groups for the Cluster Autoscaler, which
 * asks EKS for the labels of a group without nodes (user guide, "Managed node groups").
 */
export function createNodes(
    name: string,
    args: ClusterNodesArgs,
    cluster: Cluster,
    opts: pulumi.CustomResourceOptions,
): NodeGroup[] {
    const { parent } = opts;
    // No policy for the network plugin: it has an identity of its own, so that other pods cannot borrow it from the node.
    const { role, attachments } = createRole(
        `${name}-node`,
        serviceTrust("ec2.amazonaws.com"),
        { worker: MANAGED_POLICIES.node, images: MANAGED_POLICIES.imagePull },
        { parent },
    );
    const further = allow(`${name}-node`, role, args.nodeStatements ?? [], { parent });
    const template = createLaunchTemplate(name, args, { parent });
    return nodeGroupPlans(args.network.zones, args.nodes).map((plan) =>
        createNodeGroup(
            name,
            plan,
            { cluster, version: args.version, role, template },
            {
                parent,
                dependsOn: [...dependenciesOf(opts), ...attachments, ...further],
                ignoreChanges: decidedElsewhere(plan),
            },
        ),
    );
}

/** What of a group's size the program says once, and others change after it. */
function decidedElsewhere({ autoscaled, idle }: NodeGroupPlan): string[] {
    return [
        ...(autoscaled ? ["scalingConfig.desiredSize"] : []),
        ...(idle === undefined ? [] : ["scalingConfig.minSize"]),
    ];
}

function createLaunchTemplate(
    name: string,
    { clusterName, nodes, tags }: ClusterNodesArgs,
    opts: pulumi.CustomResourceOptions,
): LaunchTemplate {
    return new LaunchTemplate(
        `${name}-node`,
        {
            updateDefaultVersion: true,
            // One hop: a pod cannot reach the node's credentials.
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            blockDeviceMappings: [
                {
                    deviceName: ROOT_DEVICE,
                    ebs: {
                        volumeType: "gp3",
                        volumeSize: nodes.volumeGiB,
                        encrypted: "true",
                        deleteOnTermination: "true",
                    },
                },
            ],
            tagSpecifications: ["instance", "volume"].map((resourceType) => ({
                resourceType,
                tags: { ...tags, Name: `${clusterName}-node` },
            })),
        },
        opts,
    );
}

function createNodeGroup(
    name: string,
    { pool, zone, instanceType, scaling, idle }: NodeGroupPlan,
    context: {
        readonly cluster: Cluster;
        readonly version: string;
        readonly role: GrantedRole["role"];
        readonly template: LaunchTemplate;
    },
    opts: pulumi.CustomResourceOptions,
): NodeGroup {
    const { cluster, version, role, template } = context;
    const groupName = `${name}-${pool}-${zone.name}`;
    const group = new NodeGroup(
        groupName,
        {
            clusterName: cluster.name,
            version,
            nodeRoleArn: role.arn,
            // A single subnet keeps the group in its zone.
            subnetIds: [zone.privateSubnetId],
            // EKS takes its latest image when the group is made or the minor changes, and keeps it in between.
            amiType: amiTypeOf(instanceType),
            instanceTypes: [instanceType],
            capacityType: "ON_DEMAND",
            scalingConfig: scaling,
            updateConfig: { maxUnavailable: 1 },
            labels: { [POOL_LABEL]: pool },
            launchTemplate: { id: template.id, version: template.latestVersion.apply((latest) => `${latest}`) },
        },
        opts,
    );
    if (idle !== undefined) {
        createCapacitySchedule(groupName, { name: autoscalingGroupOf(group), min: scaling.minSize }, idle, {
            parent: opts.parent,
        });
    }
    return group;
}

/** Name of the Auto Scaling group that EKS has made for a node group. */
function autoscalingGroupOf({ resources }: NodeGroup): pulumi.Output<string> {
    return resources.apply(([made]) => made?.autoscalingGroups[0]?.name ?? "");
}
