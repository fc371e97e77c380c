import type { GraphResource, ResourceGraph } from "../../../analysis/graph";
import { EXISTING } from "../variants";
import { ofType, type Rule } from "./rule";

/** What keeps data, and what leads to it, is in every zone that the stack spans. */

/** Zones of the subnets that have these ids: of the graph, or of the network that is adopted. */
function zonesOf(graph: ResourceGraph, subnetIds: readonly string[]): string[] {
    const zones = new Map([
        ...ofType(graph, "aws:ec2/subnet:Subnet").map(({ name, inputs }): [string, string] => [
            `${name}-id`,
            String(inputs["availabilityZone"]),
        ]),
        ...EXISTING.zones.flatMap(({ zone, ...subnets }) =>
            Object.values(subnets).map((id): [string, string] => [id, zone]),
        ),
    ]);
    return subnetIds.map((id) => zones.get(id) ?? `unknown subnet ${id}`);
}

function missing(name: string, found: readonly string[], wanted: readonly string[]): string[] {
    const strangers = found.filter((zone) => !wanted.includes(zone));
    return [
        ...wanted.filter((zone) => !found.includes(zone)).map((zone) => `${name}: not in ${zone}`),
        ...strangers.map((zone) => `${name}: in ${zone}`),
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

function subnetProblems(graph: ResourceGraph, zones: readonly string[]): string[] {
    return Object.entries(SUBNETS).flatMap(([type, subnetsOf]) =>
        ofType(graph, type).flatMap(({ name, inputs }) =>
            missing(name, zonesOf(graph, subnetsOf(inputs as never)), zones),
        ),
    );
}

/** Groups of machines by type: each is in one zone, and every zone has one of each pool. */
const GROUPS: Readonly<Record<string, (inputs: never) => readonly string[]>> = {
    "aws:eks/nodeGroup:NodeGroup": ({ subnetIds }: { readonly subnetIds: string[] }) => subnetIds,
    "aws:autoscaling/group:Group": ({ vpcZoneIdentifiers }: { readonly vpcZoneIdentifiers: string[] }) =>
        vpcZoneIdentifiers,
};

function groupProblems(graph: ResourceGraph, zones: readonly string[]): string[] {
    return Object.entries(GROUPS).flatMap(([type, subnetsOf]) => {
        const groups = ofType(graph, type).map((group) => ({
            ...group,
            zones: zonesOf(graph, subnetsOf(group.inputs as never)),
        }));
        const poolOf = ({ name }: GraphResource) => zones.reduce((pool, zone) => pool.replace(`-${zone}`, ""), name);
        const pools = [...new Set(groups.map(poolOf))];
        return [
            ...groups
                .filter((group) => group.zones.length !== 1 || !group.name.endsWith(`-${group.zones[0]}`))
                .map(({ name, zones: found }) => `${name}: in ${found.join(" and ")}`),
            ...pools.flatMap((pool) =>
                missing(
                    pool,
                    groups.filter((group) => poolOf(group) === pool).flatMap((group) => group.zones),
                    zones,
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
function databaseProblems(graph: ResourceGraph, zones: readonly string[]): string[] {
    const groups = new Map(
        ofType(graph, "aws:rds/subnetGroup:SubnetGroup").map(({ name, inputs }) => [
            `${name}-id`,
            zonesOf(graph, inputs["subnetIds"] as string[]),
        ]),
    );
    const instances = [
        ...ofType(graph, "aws:rds/instance:Instance"),
        ...ofType(graph, "aws:rds/clusterInstance:ClusterInstance"),
    ].map(({ name, inputs }) => ({ name, ...(inputs as unknown as Instance) }));
    if (instances.length === 0) {
        return [];
    }
    const places = instances.flatMap(({ multiAz, availabilityZone, dbSubnetGroupName }) =>
        multiAz ? (groups.get(dbSubnetGroupName) ?? []) : availabilityZone === undefined ? [] : [availabilityZone],
    );
    return [
        ...[...groups].flatMap(([name, found]) => (new Set(found).size < 2 ? [`${name}: in one zone only`] : [])),
        ...missing("subnet groups", [...new Set([...groups.values()].flat())], zones),
        ...(new Set(places).size === places.length ? [] : [`${instances[0]?.name}: two servers in one zone`]),
        ...(places.length < Math.min(2, zones.length)
            ? [`${instances[0]?.name}: in ${places.join(" and ")} only`]
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

function cacheProblems(graph: ResourceGraph, zones: readonly string[]): string[] {
    return ofType(graph, "aws:elasticache/replicationGroup:ReplicationGroup").flatMap(({ name, inputs }) => {
        const cache = inputs as Cache;
        const standsBy = cache.automaticFailoverEnabled && cache.multiAzEnabled ? [] : [`${name}: does not fail over`];
        if (cache.replicasPerNodeGroup !== undefined) {
            return [...standsBy, ...(cache.replicasPerNodeGroup > 0 ? [] : [`${name}: has shards without a replica`])];
        }
        const places = cache.preferredCacheClusterAzs ?? [];
        const spread = Math.min(cache.numCacheClusters ?? 0, zones.length);
        return [
            ...standsBy,
            ...(places.length === cache.numCacheClusters ? [] : [`${name}: ${places.length} zones for its nodes`]),
            ...(new Set(places).size === spread ? [] : [`${name}: in ${places.join(", ")} only`]),
            ...places.filter((zone) => !zones.includes(zone)).map((zone) => `${name}: in ${zone}`),
        ];
    });
}

export const zones: Rule = {
    title: "what keeps data, and what leads to it, is in every zone",
    problems: (graph, wanted) => [
        ...subnetProblems(graph, wanted),
        ...groupProblems(graph, wanted),
        ...databaseProblems(graph, wanted),
        ...cacheProblems(graph, wanted),
    ],
    breach: {
        variant: "prod",
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        name: "redis",
        inputs: { preferredCacheClusterAzs: ["eu-central-1a", "eu-central-1b", "eu-central-1b"] },
    },
};
