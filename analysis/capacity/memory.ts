import { parseBytes } from "../../contracts";
import { loadedBytes, vectorsThatFit } from "../../contracts/vectorMemory";
import type { Range } from "../cost/range";
import { times } from "../cost/range";
import { ofType, workloadsOf, type GraphResource, type ResourceGraph } from "../graph";
import type { MemoryUse } from "./types";
import { KEPT } from "./usage";

/** Memory of what keeps its data in memory, against what is to be kept there. */
export function memoryOf(graph: ResourceGraph): MemoryUse[] {
    const beside = besideOf(graph);
    return graph.resources.flatMap((resource) => STORES[resource.type]?.(resource, beside) ?? []);
}

/** What else says something of a store. */
interface Beside {
    /** By URN. */
    readonly parameterGroups: ReadonlyMap<string, GraphResource>;
    /** By namespace and name. */
    readonly configMaps: ReadonlyMap<string, GraphResource>;
    /** By name: bytes that a member has. */
    readonly memory: ReadonlyMap<string, number>;
}

function besideOf(graph: ResourceGraph): Beside {
    return {
        parameterGroups: new Map(
            ofType(graph, "aws:elasticache/parameterGroup:ParameterGroup").map((group) => [group.urn, group]),
        ),
        configMaps: new Map(
            ofType(graph, "kubernetes:core/v1:ConfigMap").map((map) => {
                const { namespace, name } = (map.inputs["metadata"] ?? {}) as Partial<RedisInputs["metadata"]>;
                return [`${namespace}/${name}`, map];
            }),
        ),
        memory: new Map(workloadsOf(graph).map(({ name, requests }) => [name, requests.memory])),
    };
}

type StoreOf = (resource: GraphResource, beside: Beside) => readonly MemoryUse[];

const STORES: Readonly<Record<string, StoreOf>> = {
    "aws:elasticache/replicationGroup:ReplicationGroup": (resource, beside) => {
        const { numNodeGroups = 1 } = resource.inputs as { numNodeGroups?: number };
        const reserved = reservedPercent(resource, beside);
        const memory = beside.memory.get(resource.name) ?? 0;
        return [
            redis(
                resource.name,
                memory * (1 - reserved / 100) * numNodeGroups,
                `memory of ${String(resource.inputs["nodeType"])}, of which reserved-memory-percent ${reserved} is not for data`,
            ),
        ];
    },
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication": (resource, beside) =>
        operated(resource, beside, 1),
    // Each leader has a part of the data.
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster": (resource, beside) =>
        operated(resource, beside, (resource.inputs as { spec: { clusterSize: number } }).spec.clusterSize),
    "kubernetes:milvus.io/v1beta1:Milvus": ({ inputs }) => {
        const { metadata, spec } = inputs as unknown as Milvus;
        const { replicas, resources } = spec.components.queryNode;
        return DIMENSIONS.map((dimensions) => vectors(`${metadata.name}-querynode`, replicas, resources, dimensions));
    },
};

function used(store: string, what: string, dataLimit: number, needed: Range, source: string): MemoryUse {
    const share = times(needed, 1 / dataLimit);
    const rounded = (value: number) => Math.round(value * 1000) / 1000;
    return {
        store,
        what,
        dataLimit: Math.floor(dataLimit),
        needed,
        share: { low: rounded(share.low), likely: rounded(share.likely), high: rounded(share.high) },
        holds: null,
        source,
    };
}

function redis(store: string, dataLimit: number, limitSource: string): MemoryUse {
    return used(
        store,
        "queues, events, caches",
        dataLimit,
        KEPT.redis.value,
        `${limitSource}; assumed: ${KEPT.redis.text}`,
    );
}

/** AWS's default. */
const RESERVED_PERCENT = 25;

/** `reserved-memory-percent` of the parameter group that a replication group is made with. */
function reservedPercent({ dependencies }: GraphResource, { parameterGroups }: Beside): number {
    const [group] = dependencies.flatMap((urn) => parameterGroups.get(urn) ?? []);
    const parameters = (group?.inputs["parameters"] ?? []) as readonly { name: string; value: string }[];
    return Number(parameters.find(({ name }) => name === "reserved-memory-percent")?.value ?? RESERVED_PERCENT);
}

interface RedisInputs {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly spec: { readonly redisConfig?: { readonly additionalRedisConfig?: string } };
}

/** `maxmemory` of the configuration that a Redis on Kubernetes is given. */
function operated({ inputs }: GraphResource, { configMaps }: Beside, parts: number): MemoryUse[] {
    const { metadata, spec } = inputs as unknown as RedisInputs;
    const map = configMaps.get(`${metadata.namespace}/${spec.redisConfig?.additionalRedisConfig ?? ""}`);
    const text = Object.values((map?.inputs["data"] ?? {}) as Record<string, string>).join("\n");
    const [, maxmemory] = /^maxmemory (\d+)$/m.exec(text) ?? [];
    return maxmemory === undefined
        ? []
        : [redis(metadata.name, Number(maxmemory) * parts, `maxmemory of ConfigMap ${String(map?.name)}`)];
}

interface Milvus {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly components: {
            readonly queryNode: { readonly replicas: number; readonly resources: QueryNodeResources };
        };
    };
}

interface QueryNodeResources {
    readonly limits: { readonly memory: string };
}

/** What embedding models give: 768 as BGE and E5 do, 1536 as OpenAI's text-embedding-3-small does. */
const DIMENSIONS = [768, 1536];

/** Knowledge bases of KEPT.vectors. */
const COLLECTIONS = 100;

/** With one query node lost, whose vectors the others load. */
function vectors(store: string, nodes: number, { limits }: QueryNodeResources, dimensions: number): MemoryUse {
    const count = vectorsThatFit(parseBytes(limits.memory), nodes, { dimensions, collections: COLLECTIONS });
    const bytesOf = (some: number) => loadedBytes({ vectors: some, dimensions, collections: COLLECTIONS });
    const { low, likely, high } = KEPT.vectors.value;
    const needed = { low: bytesOf(low), likely: bytesOf(likely), high: bytesOf(high) };
    return {
        ...used(
            store,
            `vectors of ${dimensions} dims`,
            bytesOf(count),
            needed,
            "HNSW with M = 8, as Dify builds it, 80 % of the limit of every query node but one (contracts/vectorMemory.ts); assumed: " +
                KEPT.vectors.text,
        ),
        holds: { count, of: "vectors" },
    };
}
