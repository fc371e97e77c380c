import { compare, idOf, ofType, type GraphResource, type ResourceGraph } from "../../analysis/graph";
import type { Thing } from "./model";
import { fieldsOf, listOf, sourceName } from "./sources";

/** Machines that pods run on: a group of each pool in each zone, as node groups of EKS or as Auto Scaling groups. */

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const SCALING_GROUP = "aws:autoscaling/group:Group";
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** The machines of a pool in a zone. */
interface Group {
    readonly pool: string;
    readonly zone: string;
    readonly min: number;
    readonly max: number;
    readonly type: string | undefined;
    readonly resource: GraphResource;
}

/** A thing for each pool of machines; none for a cluster that is there already. */
export function machinesOf(graph: ResourceGraph, zones: readonly string[]): Thing[] {
    const groups = [...ofType(graph, NODE_GROUP), ...ofType(graph, SCALING_GROUP)].flatMap((resource) =>
        groupOf(graph, resource, zones),
    );
    const pools = [...new Set(groups.map(({ pool }) => pool))].sort(compare);
    return pools.map((pool) => {
        const own = groups.filter((group) => group.pool === pool);
        const types = [...new Set(own.flatMap(({ type }) => type ?? []))];
        return {
            id: `nodes-${pool}`,
            label: `${pool} nodes`,
            ...(types.length === 0 ? {} : { detail: types.join(", ") }),
            layer: "machines",
            shape: "machine",
            members: { min: sum(own.map(({ min }) => min)), max: sum(own.map(({ max }) => max)) },
            seats: zones
                .filter((zone) => own.some((group) => group.zone === zone))
                .map((zone) => ({
                    zone,
                    members: sum(own.filter((group) => group.zone === zone).map(({ min }) => min)),
                })),
            anywhere: 0,
            staysInZone: true,
            sources: own.map(({ resource }) => sourceName(resource)),
        };
    });
}

interface Sizes {
    readonly minSize: number;
    readonly maxSize: number;
}

/** Groups are named `<cluster>-<pool>-<zone>`; a group of another name is none of these. */
function groupOf(graph: ResourceGraph, resource: GraphResource, zones: readonly string[]): Group[] {
    const { name, inputs, parent } = resource;
    const zone = zones.find((one) => name.endsWith(`-${one}`));
    const cluster = parent?.split("::").at(-1) ?? "";
    if (zone === undefined || !name.startsWith(`${cluster}-`)) {
        return [];
    }
    const { minSize = 0, maxSize = minSize } = fieldsOf<Sizes>(inputs["scalingConfig"] ?? inputs);
    const pool = name.slice(cluster.length + 1, name.length - zone.length - 1);
    return [{ pool, zone, min: minSize, max: maxSize, type: instanceType(graph, inputs), resource }];
}

function instanceType(graph: ResourceGraph, inputs: GraphResource["inputs"]): string | undefined {
    const [first] = listOf<string>(inputs["instanceTypes"]);
    const { id } = fieldsOf<{ readonly id: string }>(inputs["launchTemplate"]);
    const template = ofType(graph, LAUNCH_TEMPLATE).find((one) => idOf(one) === id);
    return first ?? (template?.inputs["instanceType"] as string | undefined);
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}
