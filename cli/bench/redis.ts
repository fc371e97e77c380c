import { execFileSync } from "node:child_process";
import { followMasterConfig, redisClusterConfig, redisConfig } from "../../components/redis/config";
import { redisReplicationSpec } from "../../components/redis/replicationSpec";
import { measureCutOff, measureFailover } from "../../rehearsal/services/redis/failover";
import { RedisGroup, type GroupSettings } from "../../rehearsal/services/redis/group";
import { Hosts } from "../../rehearsal/services/hosts";
import { measureShardLoss, ShardedRedis, type ShardedSettings } from "../../rehearsal/services/redis/sharded";
import { median } from "./statistics";

/** What the loss of a Redis master costs, on real servers: medians, in seconds from the loss. */
export interface RedisBench {
    readonly runs: number;
    /** Versions of the servers. */
    readonly redisVersion: string;
    readonly haproxyVersion: string;
    /** Master killed: the next write through the followed address is acknowledged. */
    readonly killSeconds: number;
    /** Its whole zone dark, packets dropped: the same. */
    readonly darkSeconds: number;
    /** Its whole zone dark: a worker that waits for a task notices. */
    readonly darkNoticeSeconds: number;
    /** Writes that were acknowledged at the followed address, and how many of them were lost: sums over all runs. */
    readonly acknowledgedWrites: number;
    readonly lostWrites: number;
    /**
     * Its whole zone dark: it goes on taking writes of clients in its own zone for so long, which are lost when it comes back. The setting
     * that ends it is `min-replicas-max-lag`.
     */
    readonly strayWriteSeconds: number;
    /** Redis Cluster, primary killed: its slots are served again. */
    readonly clusterSeconds: number;
}

/** Longer than a master that is cut off may take writes. */
const DARK_SECONDS = 8;

const MEMBERS = 3;
const SENTINELS = 3;
const SHARDS = 3;
const RESOURCES = { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } };

/** The primary/replica group as the component renders it for three members. */
export function renderedGroup(): GroupSettings {
    const { sentinel } = redisReplicationSpec({
        name: "redis",
        members: MEMBERS,
        sentinels: SENTINELS,
        resources: RESOURCES,
        storage: "1Gi",
        zones: [],
        passwordSecret: { name: "redis-auth", key: "password" },
        configMap: "redis-config",
    });
    return {
        members: MEMBERS,
        redisConf: redisConfig(MEMBERS, RESOURCES.limits.memory),
        sentinel: {
            size: sentinel.size,
            downAfterMilliseconds: String(sentinel["downAfterMilliseconds"]),
            failoverTimeout: String(sentinel["failoverTimeout"]),
            parallelSyncs: String(sentinel["parallelSyncs"]),
        },
        proxyConf: followMasterConfig,
    };
}

/** The Redis Cluster as the component renders it for three primaries. */
export function renderedSharded(): ShardedSettings {
    return { shards: SHARDS, redisConf: redisClusterConfig(RESOURCES.limits.memory) };
}

/** Loses masters on fresh servers, one after the other. Needs root, and the programs that the tests of Redis need. */
export async function benchRedis(runs: number): Promise<RedisBench> {
    const repeat = async <T>(measure: (hosts: Hosts) => Promise<T>): Promise<T[]> => {
        const results: T[] = [];
        for (let run = 0; run < runs; run += 1) {
            results.push(await onFreshHosts(measure));
        }
        return results;
    };
    const kills = await repeat(async (hosts) => {
        const group = await RedisGroup.start(hosts, renderedGroup());
        const version = await group.firstMaster.info("server", "redis_version");
        return { version, ...(await measureFailover(group, () => group.firstMaster.kill())) };
    });
    const darks = await repeat(async (hosts) =>
        measureCutOff(hosts, await RedisGroup.start(hosts, renderedGroup()), DARK_SECONDS),
    );
    const shards = await repeat(async (hosts) => measureShardLoss(await ShardedRedis.start(hosts, renderedSharded())));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
        runs,
        redisVersion: kills[0]?.version ?? "",
        haproxyVersion: haproxyVersion(),
        killSeconds: median(kills.map(({ writeSeconds }) => writeSeconds)),
        darkSeconds: median(darks.map(({ writeSeconds }) => writeSeconds)),
        darkNoticeSeconds: median(darks.map(({ noticeSeconds }) => noticeSeconds)),
        acknowledgedWrites: sum([...kills, ...darks].map(({ acknowledgedWrites }) => acknowledgedWrites)),
        lostWrites: sum([...kills, ...darks].map(({ lostWrites }) => lostWrites)),
        strayWriteSeconds: median(darks.map(({ tookWritesSeconds }) => tookWritesSeconds)),
        clusterSeconds: median(shards.map(({ servedSeconds }) => servedSeconds)),
    };
}

function haproxyVersion(): string {
    return /version ([\d.]+)/.exec(execFileSync("haproxy", ["-v"], { encoding: "utf8" }))?.[1] ?? "";
}

async function onFreshHosts<T>(use: (hosts: Hosts) => Promise<T>): Promise<T> {
    const hosts = await Hosts.create();
    try {
        return await use(hosts);
    } finally {
        await hosts.remove();
    }
}
