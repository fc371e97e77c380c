/** Sizing profiles: the default size of every service. Users choose one and override single values. */

import { queryNodeMemory, type VectorLoad } from "../contracts/vectorMemory";

/** Names of the profiles, smallest first. */
export const PROFILES = ["local", "small", "medium", "large"] as const;

export type Profile = (typeof PROFILES)[number];

interface Size {
    replicas: number;
    requests: { cpu: string; memory: string };
    limits: { cpu: string; memory: string };
}

/** Replicas, requests and limits of one service. */
function size(replicas: number, cpu: string, memory: string, cpuLimit: string, memoryLimit: string): Size {
    return { replicas, requests: { cpu, memory }, limits: { cpu: cpuLimit, memory: memoryLimit } };
}

/** What the query nodes hold, and their size: the memory follows from the load, one node lost. */
function queryNodes(
    replicas: number,
    cpu: string,
    cpuLimit: string,
    load: VectorLoad,
): { queryNode: Size; load: VectorLoad } {
    const memory = queryNodeMemory(load, replicas);
    return { queryNode: size(replicas, cpu, memory, cpuLimit, memory), load };
}

/** So many gateways in each zone, at least and at most, and the size of one: it passes bytes on, and its streams need memory. */
function gateways(replicasPerZone: number, maxPerZone: number, ...sizes: [string, string, string, string]) {
    const { requests, limits } = size(replicasPerZone, ...sizes);
    return { replicasPerZone, maxPerZone, requests, limits };
}

/** Nodes in each zone of an AWS cluster: so many for data, at least and at most so many for the rest. */
function nodesOfZone(
    data: { type: string; count: number },
    general: { type: string; min: number; max: number },
    volumeGiB: number,
) {
    return {
        data: { instanceType: data.type, perZone: data.count },
        general: { instanceType: general.type, minPerZone: general.min, maxPerZone: general.max },
        volumeGiB,
    };
}

/**
 * The values of each profile, in the shape of the configuration. Sources of the sizes: Dify's own Helm users and the
 * article's 1 CPU/2 GiB API tier for `medium`; `local` is the same topology with the smallest requests that fit a laptop.
 */
export const PROFILE_DEFAULTS: Readonly<Record<Profile, object>> = {
    local: {
        cluster: { nodes: nodesOfZone({ type: "t3.large", count: 1 }, { type: "t3.xlarge", min: 1, max: 2 }, 50) },
        gateway: gateways(2, 4, "50m", "128Mi", "500m", "512Mi"),
        dify: {
            database: { poolSize: 20, maxOverflow: 10 },
            api: { ...size(3, "250m", "512Mi", "1", "2Gi"), processes: 1, connectionsPerProcess: 100 },
            worker: { ...size(3, "250m", "512Mi", "1", "2Gi"), concurrency: 4 },
            beat: size(1, "50m", "256Mi", "500m", "512Mi"),
            web: size(3, "100m", "256Mi", "500m", "512Mi"),
            websocket: size(2, "100m", "256Mi", "500m", "1Gi"),
            sandbox: size(2, "100m", "128Mi", "1", "512Mi"),
            ssrfProxy: size(2, "50m", "64Mi", "250m", "256Mi"),
            pluginDaemon: size(2, "250m", "512Mi", "1", "2Gi"),
        },
        postgres: {
            instanceClass: "db.t4g.medium",
            maxStorage: "20Gi",
            ...size(3, "250m", "512Mi", "1", "1Gi"),
            storage: "5Gi",
            walStorage: "2Gi",
            maxConnections: 500,
        },
        redis: { nodeType: "cache.t4g.small", ...size(3, "100m", "256Mi", "500m", "512Mi"), storage: "1Gi" },
        milvus: {
            proxy: size(2, "100m", "256Mi", "1", "1Gi"),
            mixCoord: size(2, "100m", "256Mi", "1", "1Gi"),
            ...queryNodes(2, "250m", "1", { vectors: 100_000, dimensions: 768, collections: 20 }),
            dataNode: size(2, "100m", "256Mi", "1", "2Gi"),
            streamingNode: size(2, "100m", "256Mi", "1", "2Gi"),
            etcd: { ...size(3, "100m", "256Mi", "500m", "512Mi"), storage: "2Gi" },
        },
        observability: {
            prometheus: { ...size(2, "100m", "512Mi", "1", "1Gi"), storage: "20Gi" },
            alertmanager: size(3, "20m", "64Mi", "200m", "128Mi"),
        },
    },
    small: {
        cluster: { nodes: nodesOfZone({ type: "m7i.large", count: 1 }, { type: "m7i.xlarge", min: 2, max: 3 }, 50) },
        gateway: gateways(2, 4, "150m", "512Mi", "1", "1Gi"),
        dify: {
            database: { poolSize: 20, maxOverflow: 10 },
            api: { ...size(3, "500m", "1Gi", "2", "2Gi"), processes: 1, connectionsPerProcess: 200 },
            worker: { ...size(3, "500m", "1Gi", "2", "2Gi"), concurrency: 8 },
            beat: size(1, "50m", "256Mi", "500m", "512Mi"),
            web: size(3, "100m", "256Mi", "1", "512Mi"),
            websocket: size(2, "100m", "512Mi", "1", "1Gi"),
            sandbox: size(3, "250m", "256Mi", "1", "1Gi"),
            ssrfProxy: size(2, "50m", "64Mi", "500m", "256Mi"),
            pluginDaemon: size(2, "500m", "1Gi", "2", "4Gi"),
        },
        postgres: {
            instanceClass: "db.t4g.large",
            maxStorage: "200Gi",
            ...size(3, "1", "2Gi", "2", "4Gi"),
            storage: "50Gi",
            walStorage: "10Gi",
            maxConnections: 500,
        },
        redis: { nodeType: "cache.t4g.medium", ...size(3, "250m", "1Gi", "1", "2Gi"), storage: "5Gi" },
        milvus: {
            proxy: size(2, "250m", "512Mi", "1", "1Gi"),
            mixCoord: size(2, "250m", "512Mi", "1", "2Gi"),
            ...queryNodes(2, "1", "2", { vectors: 1_000_000, dimensions: 768, collections: 100 }),
            dataNode: size(2, "500m", "2Gi", "2", "4Gi"),
            streamingNode: size(2, "500m", "2Gi", "2", "4Gi"),
            etcd: { ...size(3, "250m", "512Mi", "1", "1Gi"), storage: "10Gi" },
        },
        observability: {
            prometheus: { ...size(2, "150m", "1Gi", "1", "3Gi"), storage: "30Gi" },
            alertmanager: size(3, "20m", "64Mi", "200m", "128Mi"),
        },
    },
    medium: {
        cluster: { nodes: nodesOfZone({ type: "m7i.xlarge", count: 1 }, { type: "m7i.2xlarge", min: 2, max: 6 }, 100) },
        gateway: gateways(2, 4, "500m", "512Mi", "2", "2Gi"),
        dify: {
            database: { poolSize: 30, maxOverflow: 10 },
            api: { ...size(6, "1", "2Gi", "2", "4Gi"), processes: 1, connectionsPerProcess: 300 },
            worker: { ...size(6, "1", "2Gi", "2", "4Gi"), concurrency: 16 },
            beat: size(1, "100m", "512Mi", "500m", "1Gi"),
            web: size(3, "250m", "512Mi", "1", "1Gi"),
            websocket: size(3, "250m", "512Mi", "1", "1Gi"),
            sandbox: size(3, "500m", "512Mi", "2", "2Gi"),
            ssrfProxy: size(3, "100m", "128Mi", "500m", "256Mi"),
            pluginDaemon: size(3, "1", "2Gi", "4", "8Gi"),
        },
        postgres: {
            instanceClass: "db.r7g.xlarge",
            maxStorage: "1000Gi",
            ...size(3, "4", "16Gi", "8", "16Gi"),
            storage: "200Gi",
            walStorage: "40Gi",
            maxConnections: 1000,
        },
        redis: { nodeType: "cache.r7g.large", ...size(3, "1", "4Gi", "2", "6Gi"), storage: "20Gi" },
        milvus: {
            proxy: size(2, "1", "1Gi", "2", "2Gi"),
            mixCoord: size(2, "500m", "2Gi", "2", "4Gi"),
            ...queryNodes(3, "4", "8", { vectors: 5_000_000, dimensions: 768, collections: 200 }),
            dataNode: size(2, "1", "4Gi", "4", "8Gi"),
            streamingNode: size(3, "1", "4Gi", "4", "8Gi"),
            etcd: { ...size(3, "500m", "1Gi", "2", "2Gi"), storage: "20Gi" },
        },
        observability: {
            prometheus: { ...size(2, "500m", "2Gi", "2", "4Gi"), storage: "50Gi" },
            alertmanager: size(3, "50m", "64Mi", "500m", "256Mi"),
        },
    },
    large: {
        cluster: {
            nodes: nodesOfZone({ type: "m7i.2xlarge", count: 2 }, { type: "m7i.4xlarge", min: 4, max: 12 }, 100),
        },
        gateway: gateways(3, 9, "1", "1Gi", "4", "4Gi"),
        dify: {
            database: { poolSize: 30, maxOverflow: 10 },
            api: { ...size(12, "2", "4Gi", "4", "8Gi"), processes: 1, connectionsPerProcess: 400 },
            worker: { ...size(12, "2", "4Gi", "4", "8Gi"), concurrency: 24 },
            beat: size(1, "100m", "512Mi", "500m", "1Gi"),
            web: size(6, "500m", "1Gi", "2", "2Gi"),
            websocket: size(6, "500m", "1Gi", "2", "2Gi"),
            sandbox: size(6, "1", "1Gi", "2", "2Gi"),
            ssrfProxy: size(3, "250m", "256Mi", "1", "512Mi"),
            pluginDaemon: size(6, "2", "4Gi", "4", "8Gi"),
        },
        postgres: {
            instanceClass: "db.r7g.4xlarge",
            maxStorage: "4000Gi",
            ...size(3, "16", "64Gi", "16", "64Gi"),
            storage: "1000Gi",
            walStorage: "100Gi",
            maxConnections: 2000,
        },
        redis: { nodeType: "cache.r7g.xlarge", ...size(3, "2", "13Gi", "4", "16Gi"), storage: "64Gi" },
        milvus: {
            proxy: size(3, "2", "4Gi", "4", "4Gi"),
            mixCoord: size(2, "1", "4Gi", "4", "8Gi"),
            ...queryNodes(6, "8", "8", { vectors: 30_000_000, dimensions: 768, collections: 1000 }),
            dataNode: size(3, "4", "16Gi", "8", "16Gi"),
            streamingNode: size(3, "2", "8Gi", "4", "16Gi"),
            etcd: { ...size(3, "1", "4Gi", "4", "4Gi"), storage: "50Gi" },
        },
        observability: {
            prometheus: { ...size(2, "1", "6Gi", "4", "8Gi"), storage: "100Gi" },
            alertmanager: size(3, "50m", "128Mi", "500m", "256Mi"),
        },
    },
};
