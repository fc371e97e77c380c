import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Hosts } from "../hosts";
import { Member } from "./member";
import { clusterMemberConfig, REDIS_PORT } from "./operatorConfig";
import { ask } from "./resp";
import type { Reply } from "./respParser";
import { secondsSince } from "../wait";
import { until } from "./waiting";

const PASSWORD = "rehearsal";

/** What the components render for the Redis Cluster. */
export interface ShardedSettings {
    /** redis.conf additions. */
    readonly redisConf: string;
    /** Primaries, each with one replica. */
    readonly shards: number;
}

/** Primaries with a replica each, which share 16384 slots. */
export class ShardedRedis {
    private constructor(readonly members: readonly Member[]) {}

    /** Starts the servers and forms the cluster, as the operator does: `redis-cli --cluster create`. */
    static async start(hosts: Hosts, settings: ShardedSettings): Promise<ShardedRedis> {
        const members = Array.from(
            { length: 2 * settings.shards },
            (_, index) =>
                new Member(hosts.add(`shard-${index}`), {
                    password: PASSWORD,
                    additions: settings.redisConf,
                    config: clusterMemberConfig,
                    manageFrom: hosts.witness,
                }),
        );
        await Promise.all(members.map((member) => member.start()));
        const addresses = members.map(({ host }) => `${host.address}:${REDIS_PORT}`);
        execFileSync("redis-cli", ["--cluster", "create", ...addresses, "--cluster-replicas", "1", "--cluster-yes"], {
            stdio: ["ignore", "ignore", "pipe"],
            env: { ...process.env, REDISCLI_AUTH: PASSWORD },
        });
        const cluster = new ShardedRedis(members);
        await until("the cluster is complete", () => cluster.complete(settings.shards), { seconds: 30 });
        return cluster;
    }

    /** Sends a command to a member that serves the slot of `key`, as a client does that follows redirects. */
    async send(key: string, ...words: readonly (string | number)[]): Promise<Reply> {
        const slot = Number(await this.askAny("CLUSTER", "KEYSLOT", key));
        const address = await this.primaryOf(slot);
        return ask({ host: address, port: REDIS_PORT, password: PASSWORD, timeoutMs: 1000 }, ...words);
    }

    /** The member that serves the slot of `key`. */
    async memberOf(key: string): Promise<Member> {
        const address = await this.primaryOf(Number(await this.askAny("CLUSTER", "KEYSLOT", key)));
        return this.members.find(({ host }) => host.address === address) as Member;
    }

    /** Asks the first member that answers. */
    private async askAny(...words: readonly (string | number)[]): Promise<Reply> {
        let last: unknown;
        for (const member of this.members) {
            try {
                return await member.ask(...words);
            } catch (error) {
                last = error;
            }
        }
        throw last;
    }

    /** Address of the primary of a slot: `CLUSTER SLOTS` lists from, to, the primary, its replicas. */
    private async primaryOf(slot: number): Promise<string> {
        const ranges = (await this.askAny("CLUSTER", "SLOTS")) as [number, number, [string, number]][];
        const range = ranges.find(([from, to]) => from <= slot && slot <= to);
        if (range === undefined) {
            throw new Error(`no member serves slot ${slot}`);
        }
        return range[2][0];
    }

    /** Whether all members agree that every slot is served, and each primary has its replica in step. */
    private async complete(shards: number): Promise<boolean> {
        const states = await Promise.all(this.members.map(({ host }) => this.stateOf(host.address)));
        const synced = states.filter((state) => /master_link_status:up/.test(state)).length;
        return synced === shards && states.every((state) => /cluster_slots_ok:16384/.test(state));
    }

    private async stateOf(address: string): Promise<string> {
        const target = { host: address, port: REDIS_PORT, password: PASSWORD };
        return `${String(await ask(target, "CLUSTER", "INFO"))}${String(await ask(target, "INFO", "replication"))}`;
    }
}

/** What became of the slots of a lost primary. */
export interface ShardLoss {
    /** Its slots were served again so many seconds after the loss. */
    readonly servedSeconds: number;
    /** Writes to the slots of the other primaries that failed in that time. */
    readonly failuresElsewhere: number;
    /** Whether a value written before the loss was there afterwards. */
    readonly keptValue: boolean;
}

/** Kills the primary of a key and waits until the key can be written again. */
export async function measureShardLoss(cluster: ShardedRedis): Promise<ShardLoss> {
    const [lost, elsewhere] = await keysOfTwoMembers(cluster);
    await cluster.send(lost, "SET", lost, "before");
    const primary = await cluster.memberOf(lost);
    await primary.ask("WAIT", 1, 1000);
    await sleep(100);
    const start = performance.now();
    await primary.kill();
    let failuresElsewhere = 0;
    const kept = await until(
        "the slots are served again",
        async () => {
            await cluster.send(elsewhere, "INCR", elsewhere).catch(() => (failuresElsewhere += 1));
            const value = await cluster.send(lost, "GET", lost);
            await cluster.send(lost, "SET", lost, "after");
            return { value };
        },
        { seconds: 60 },
    );
    return { servedSeconds: secondsSince(start), failuresElsewhere, keptValue: kept.value === "before" };
}

async function keysOfTwoMembers(cluster: ShardedRedis): Promise<[string, string]> {
    const first = await cluster.memberOf("key-0");
    for (let index = 1; ; index += 1) {
        const key = `key-${index}`;
        if ((await cluster.memberOf(key)) !== first) {
            return ["key-0", key];
        }
    }
}
