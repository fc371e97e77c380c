import { idOf, ofType, type GraphResource, type ResourceGraph } from "../../graph";
import { finding, type Finding } from "../types";

/** What keeps data, and what leads to it, is in every zone that the stack spans. */

/** What is known of a stack's zones. */
export interface Zones {
    /** Names of those that the stack spans. */
    readonly spanned: readonly string[];
    /** Zone of each subnet by its id. */
    readonly ofSubnets: ReadonlyMap<string, string>;
}

/** Zones of the subnets that have these ids. */
function zonesOf({ ofSubnets: zones }: Zones, subnetIds: readonly string[]): string[] {
    return subnetIds.map((id) => zones.get(id) ?? `unknown subnet ${id}`);
}

function missing(resource: GraphResource, found: readonly string[], wanted: readonly string[]): Finding[] {
    return [
        ...wanted.filter((zone) => !found.includes(zone)).map((zone) => finding(resource, `not in ${zone}`)),
        ...found.filter((zone) => !wanted.includes(zone)).map((zone) => finding(resource, `in ${zone}`)),
    ];
}

/** Subnets of a resource, by type: each must be in every zone. */
const SUBNETS: Readonly<Record<string, (inputs: never) => readonly string[]>> = {
    "aws:eks/cluster:Cluster": ({ vpcConfig }: { readonly vpcConfig: { readonly subnetIds: string[] } }) =>
        vpcConfig.subnetIds,
    "aws:elasticache/subnetGroup:SubnetGroup": ({ subnetIds }: { readonly subnetIds: string[] }) => subnetIds,
    "aws:lb/loadBalancer:LoadBalancer": ({
        subnets,
        subnetMappings = [],
    }: {
        readonly subnets?: string[];
        readonly subnetMappings?: { readonly subnetId: string }[];
    }) => subnets ?? subnetMappings.map(({ subnetId }) => subnetId),
};

function subnetFindings(graph: ResourceGraph, zones: Zones): Finding[] {
    return Object.entries(SUBNETS).flatMap(([type, subnetsOf]) =>
        ofType(graph, type).flatMap((resource) =>
            missing(resource, zonesOf(zones, subnetsOf(resource.inputs as never)), zones.spanned),
        ),
    );
}

/** Groups of machines by type: each is in one zone, and every zone has one of each pool. */
const GROUPS: Readonly<Record<string, (inputs: never) => readonly string[]>> = {
    "aws:eks/nodeGroup:NodeGroup": ({ subnetIds }: { readonly subnetIds: string[] }) => subnetIds,
    "aws:autoscaling/group:Group": ({ vpcZoneIdentifiers }: { readonly vpcZoneIdentifiers: string[] }) =>
        vpcZoneIdentifiers,
};

interface PlacedGroup {
    readonly resource: GraphResource;
    readonly zones: readonly string[];
}

function groupFindings(graph: ResourceGraph, zones: Zones): Finding[] {
    return Object.entries(GROUPS).flatMap(([type, subnetsOf]) => {
        const groups = ofType(graph, type).map((resource): PlacedGroup => ({
            resource,
            zones: zonesOf(zones, subnetsOf(resource.inputs as never)),
        }));
        const poolOf = ({ resource: { name } }: PlacedGroup) =>
            zones.spanned.reduce((pool, zone) => pool.replace(`-${zone}`, ""), name);
        const pools = [...new Set(groups.map(poolOf))].map((pool) => groups.filter((group) => poolOf(group) === pool));
        return [
            ...groups
                .filter(({ resource, zones: found }) => found.length !== 1 || !resource.name.endsWith(`-${found[0]}`))
                .map(({ resource, zones: found }) => finding(resource, `in ${found.join(" and ")}`)),
            ...pools.flatMap(([first, ...others]) =>
                first === undefined
                    ? []
                    : missing(
                          first.resource,
                          [first, ...others].flatMap((group) => group.zones),
                          zones.spanned,
                      ),
            ),
        ];
    });
}

interface Instance {
    readonly multiAz?: boolean;
    readonly availabilityZone?: string;
    readonly dbSubnetGroupName: string;
}

/** Zones that servers of PostgreSQL can be in: primary and standby in those of their subnets, others where they are told. */
function databaseFindings(graph: ResourceGraph, zones: Zones): Finding[] {
    const groups = ofType(graph, "aws:rds/subnetGroup:SubnetGroup").map((resource) => ({
        resource,
        id: idOf(resource),
        zones: zonesOf(zones, resource.inputs["subnetIds"] as string[]),
    }));
    const instances = [
        ...ofType(graph, "aws:rds/instance:Instance"),
        ...ofType(graph, "aws:rds/clusterInstance:ClusterInstance"),
    ];
    const [first] = instances;
    if (first === undefined) {
        return [];
    }
    const places = instances.flatMap(({ inputs }) => {
        const { multiAz, availabilityZone, dbSubnetGroupName } = inputs as unknown as Instance;
        const standby = groups.find(({ id }) => id === dbSubnetGroupName)?.zones ?? [];
        return multiAz ? standby : availabilityZone === undefined ? [] : [availabilityZone];
    });
    const grouped = [...new Set(groups.flatMap((group) => group.zones))];
    return [
        ...groups
            .filter((group) => new Set(group.zones).size < 2)
            .map(({ resource }) => finding(resource, "in one zone only")),
        ...missing(groups[0]?.resource ?? first, grouped, zones.spanned),
        ...(new Set(places).size === places.length ? [] : [finding(first, "two servers in one zone", places)]),
        ...(places.length < Math.min(2, zones.spanned.length)
            ? [finding(first, "has no standby in another zone", places)]
            : []),
    ];
}

interface Cache {
    readonly numCacheClusters?: number;
    /** Of a sharded group, whose nodes AWS places: Multi-AZ keeps a shard's in different zones. */
    readonly replicasPerNodeGroup?: number;
    readonly preferredCacheClusterAzs?: readonly string[];
    readonly automaticFailoverEnabled?: boolean;
    readonly multiAzEnabled?: boolean;
}

function cacheFindings(graph: ResourceGraph, { spanned }: Zones): Finding[] {
    return ofType(graph, "aws:elasticache/replicationGroup:ReplicationGroup").flatMap((resource) => {
        const cache = resource.inputs as Cache;
        const standsBy = cache.automaticFailoverEnabled && cache.multiAzEnabled;
        const failover = standsBy ? [] : [finding(resource, "does not fail over")];
        if (cache.replicasPerNodeGroup !== undefined) {
            return [
                ...failover,
                ...(cache.replicasPerNodeGroup > 0 ? [] : [finding(resource, "has shards without a replica")]),
            ];
        }
        const places = cache.preferredCacheClusterAzs ?? [];
        const spread = Math.min(cache.numCacheClusters ?? 0, spanned.length);
        return [
            ...failover,
            ...(places.length === cache.numCacheClusters
                ? []
                : [finding(resource, `${places.length} zones for its nodes`)]),
            ...(new Set(places).size === spread ? [] : [finding(resource, `in ${places.join(", ")} only`)]),
            ...places.filter((zone) => !spanned.includes(zone)).map((zone) => finding(resource, `in ${zone}`)),
        ];
    });
}

/** Of a network that somebody else made, subnets are ids and no more: without a map of them, what is in them is not judged. */
export function zoneFindings(graph: ResourceGraph, zones: Zones): Finding[] {
    return [
        ...(zones.ofSubnets.size === 0
            ? []
            : [...subnetFindings(graph, zones), ...groupFindings(graph, zones), ...databaseFindings(graph, zones)]),
        ...cacheFindings(graph, zones),
    ];
}
