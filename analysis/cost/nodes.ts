import { dependencyOf, ofType, workloadsOf, type GraphResource, type ResourceGraph } from "../graph";
import type { Line } from "./pricers";
import { times } from "./range";
import { scheduledCapacity, scheduledMembers, workingTimeShare } from "./schedules";

/** Machines of groups that grow and shrink. Pods decide how many run: what they request is in the graph. */

/** A group of like machines. */
interface NodeGroup {
    readonly fewest: number;
    /** The least outside of working time, and what share of the week is working time. */
    readonly idle: { readonly fewest: number; readonly workingShare: number };
    readonly most: number;
    /** Such as `m7i.large`. */
    readonly type: string;
    readonly template: GraphResource | undefined;
}

type GroupOf = (resource: GraphResource, template: GraphResource | undefined) => Omit<NodeGroup, "idle">;

const GROUPS: Readonly<Record<string, GroupOf>> = {
    "aws:eks/nodeGroup:NodeGroup": ({ inputs }, template) => {
        const { scalingConfig, instanceTypes } = inputs as unknown as {
            scalingConfig: { minSize: number; maxSize: number };
            instanceTypes: readonly [string];
        };
        return { fewest: scalingConfig.minSize, most: scalingConfig.maxSize, type: instanceTypes[0], template };
    },
    "aws:autoscaling/group:Group": ({ inputs }, template) => {
        const { minSize, maxSize } = inputs as unknown as { minSize: number; maxSize: number };
        return { fewest: minSize, most: maxSize, type: String(template?.inputs["instanceType"]), template };
    },
};

/** Types of resources that machines run in. */
export const NODE_GROUP_TYPES: readonly string[] = Object.keys(GROUPS);

/** How many machines of which type a resource has, with the template that they are launched from; undefined where none run in it. */
export function nodeGroup(
    resource: GraphResource,
    template: GraphResource | undefined,
): Pick<NodeGroup, "fewest" | "most" | "type"> | undefined {
    return GROUPS[resource.type]?.(resource, template);
}

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

function groupOf(resource: GraphResource, graph: ResourceGraph): NodeGroup | undefined {
    const template = dependencyOf(graph, resource, LAUNCH_TEMPLATE);
    const group = GROUPS[resource.type]?.(resource, template);
    const { fewest = 0 } = group ?? {};
    return (
        group && {
            ...group,
            idle: scheduledCapacity(resource, graph) ?? { fewest, workingShare: workingTimeShare(graph) },
        }
    );
}

interface Disk {
    readonly ebs: { readonly volumeSize: number; readonly volumeType: string };
}

/** Machines of a group, and the disks that they start from. */
export function machines(resource: GraphResource, graph: ResourceGraph): Line[] {
    const group = groupOf(resource, graph);
    if (group === undefined) {
        return [];
    }
    const { fewest, idle, most, type, template } = group;
    const mixed = (working: number, otherwise: number) =>
        idle.workingShare * working + (1 - idle.workingShare) * otherwise;
    const quantity = {
        low: mixed(fewest, idle.fewest),
        likely: mixed(
            fewest + runningShare(graph, "working") * (most - fewest),
            idle.fewest + runningShare(graph, "idle") * (most - idle.fewest),
        ),
        // Load decides, and may come at any time.
        high: most,
    };
    const assumption = fewest === most ? {} : { assumption: idle.workingShare < 1 ? SCHEDULED : AUTOSCALED };
    const disks = (template?.inputs["blockDeviceMappings"] ?? []) as readonly Disk[];
    return [
        { what: `machines ${type}`, price: `ec2:${type}`, quantity, ...assumption },
        ...disks.map(({ ebs: { volumeSize, volumeType } }) => ({
            what: `disks of ${volumeSize} GB`,
            price: `ebs:${volumeType}`,
            quantity: times(quantity, volumeSize),
            ...assumption,
        })),
    ];
}

/** Share of the vCPUs that requests of the stack's own pods can fill; agents of nodes and of operators have the rest. */
const FILLED = 0.9;

const AUTOSCALED =
    `nodes: the fewest, the most, and likely as many as pods half way between their fewest and most fill to ${FILLED * 100} % of the ` +
    "vCPUs";

const SCHEDULED = `${AUTOSCALED}; outside of working time the fewest pods`;

/** Whether people work: a stack without a schedule is always as if they did. */
export type Phase = "working" | "idle";

/** Share of the nodes between the fewest and the most that the requests of pods need; all of them where a size is unknown. */
export function runningShare(graph: ResourceGraph, phase: Phase = "working"): number {
    const groups = NODE_GROUP_TYPES.flatMap((type) => ofType(graph, type))
        .map((resource) => groupOf(resource, graph))
        .filter((group) => group !== undefined);
    const vcpus = (count: (group: NodeGroup) => number) =>
        groups.reduce((all, group) => all + count(group) * vcpusOf(group.type), 0);
    const fewest = vcpus((group) => (phase === "idle" ? group.idle.fewest : group.fewest));
    const most = vcpus((group) => group.most);
    const scheduled = new Map(scheduledMembers(graph).map((one) => [one.name, one[phase]]));
    const requested = workloadsOf(graph)
        .filter(({ pods }) => pods !== undefined)
        .reduce(
            (all, { name, members, requests }) =>
                all +
                (scheduled.get(name) ?? (phase === "idle" ? members.min : (members.min + members.max) / 2)) *
                    requests.cpu,
            0,
        );
    const share = (requested / FILLED - fewest) / (most - fewest);
    return Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 1;
}

/** AWS's sizes: `large` has 2, `xlarge` 4, `2xlarge` 8, and so on. Others do not have the same in all families. */
function vcpusOf(type: string): number {
    const [, large, factor] = /\.(?:(large)|(\d*)xlarge)$/.exec(type) ?? [];
    if (large !== undefined) {
        return 2;
    }
    return factor === undefined ? NaN : 4 * Number(factor === "" ? 1 : factor);
}
