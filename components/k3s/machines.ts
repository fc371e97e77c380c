import type * as pulumi from "@pulumi/pulumi";
import { Group } from "@pulumi/aws/autoscaling/group";
import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import type { NetworkZone } from "../../contracts";
import { canIdle, createCapacitySchedule, type IdleCapacity } from "../shared/capacitySchedule";
import { architectureOf, MACHINE_IMAGES } from "./catalogue";

export interface TemplateArgs {
    readonly instanceType: string;
    /** Root volume, GiB. */
    readonly volumeGiB: number;
    readonly profileName: pulumi.Input<string>;
    readonly securityGroupIds: readonly pulumi.Input<string>[];
    /** Text of the user data. */
    readonly userData: pulumi.Output<string>;
    /** Tags of the machines, their volumes and network interfaces, which no default tags of the provider reach. */
    readonly tags: Readonly<Record<string, string>>;
}

/** What EC2 tags at launch. */
const TAGGED_RESOURCES = ["instance", "volume", "network-interface"] as const;

/** Creates the template that all machines of one kind are launched from. */
export function createTemplate(name: string, args: TemplateArgs, parent: pulumi.Resource): LaunchTemplate {
    const tags = { Name: name, ...args.tags };
    return new LaunchTemplate(
        `${name}-template`,
        {
            imageId: MACHINE_IMAGES[architectureOf(args.instanceType)],
            instanceType: args.instanceType,
            iamInstanceProfile: { name: args.profileName },
            vpcSecurityGroupIds: [...args.securityGroupIds],
            // One hop: pods, which are a hop away, get neither the machine's role nor its user data.
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            blockDeviceMappings: [
                {
                    // Root device of Amazon Linux. Encrypted with the account's key for EBS: a key of ours would have to admit the
                    // service-linked role of Auto Scaling, or every launch would fail.
                    deviceName: "/dev/xvda",
                    ebs: {
                        volumeSize: args.volumeGiB,
                        volumeType: "gp3",
                        encrypted: "true",
                        deleteOnTermination: "true",
                    },
                },
            ],
            ebsOptimized: "true",
            userData: args.userData.apply((text) => Buffer.from(text).toString("base64")),
            updateDefaultVersion: true,
            tagSpecifications: TAGGED_RESOURCES.map((resourceType) => ({ resourceType, tags })),
            tags: { Name: name },
        },
        { parent },
    );
}

export interface GroupArgs {
    readonly template: LaunchTemplate;
    readonly zone: NetworkZone;
    readonly min: number;
    readonly max: number;
    /** Fewer machines at least at times; then a schedule, not the program, decides on the minimum. Default: always `min`. */
    readonly idle?: IdleCapacity;
    readonly targetGroupArns: readonly pulumi.Input<string>[];
    /** Tags of the group itself. */
    readonly tags: Readonly<Record<string, string>>;
    /** Whether the group is complete only when a load balancer has found its machines healthy. */
    readonly waitForHealth: boolean;
    /** What the machines need at their first boot. */
    readonly dependsOn: readonly pulumi.Resource[];
}

/** Creates the Auto Scaling group of one kind of machine in one zone. */
export function createGroup(name: string, args: GroupArgs, parent: pulumi.Resource): Group {
    const groupName = `${name}-${args.zone.name}`;
    const idle = canIdle(args.min, args.idle) ? args.idle : undefined;
    const group = new Group(
        groupName,
        {
            minSize: args.min,
            maxSize: args.max,
            vpcZoneIdentifiers: [args.zone.privateSubnetId],
            // The latest version at every launch. Machines that run are replaced by hand, one at a time: replacing them here would drop
            // etcd's majority and drain no pod.
            launchTemplate: { id: args.template.id, version: "$Latest" },
            targetGroupArns: [...args.targetGroupArns],
            // Only what EC2 itself sees: a health check of the load balancer would also fail while etcd has no majority, and the groups
            // would then destroy the very disks that it must come back from.
            healthCheckType: "EC2",
            waitForElbCapacity: args.waitForHealth ? args.min : undefined,
            waitForCapacityTimeout: "20m",
            tags: Object.entries({ Name: groupName, ...args.tags }).map(([key, value]) => ({
                key,
                value,
                // The launch template tags the machines, and their volumes too.
                propagateAtLaunch: false,
            })),
        },
        { parent, dependsOn: [...args.dependsOn], ignoreChanges: idle === undefined ? [] : ["minSize"] },
    );
    if (idle !== undefined) {
        createCapacitySchedule(groupName, { name: group.name, min: args.min }, idle, { parent });
    }
    return group;
}
