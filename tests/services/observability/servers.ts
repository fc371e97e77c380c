import { renderedSharded } from "../../../cli/bench/redis";
import { redisConfig } from "../../../components/redis/config";
import { PostgresGroup } from "../../../rehearsal/services/postgres/group";
import { Hosts } from "../../../rehearsal/services/hosts";
import { Member } from "../../../rehearsal/services/redis/member";
import { memberConfig, REDIS_PORT } from "../../../rehearsal/services/redis/operatorConfig";
import { RespClient } from "../../../rehearsal/services/redis/resp";
import { ShardedRedis } from "../../../rehearsal/services/redis/sharded";
import { until } from "../../../rehearsal/services/redis/waiting";
import { renderedLocally } from "../support/postgres";

/** Real servers for exporters to look at: PostgreSQL with a replica, a Redis, and a Redis Cluster of three primaries and replicas. */

/** Small, so that it is soon full; `maxmemory` is three quarters of it. */
const REDIS_MEMORY = "32Mi";

/** Role of the exporters: without `pg_monitor` they would not see what state a replica is in. */
export const EXPORTER_ROLE = { name: "exporter", password: "rehearsal-only" };

/** A busy machine does not answer at once. */
const PATIENCE = { seconds: 20 };

export class Servers {
    private constructor(
        private readonly hosts: readonly Hosts[],
        readonly postgres: PostgresGroup,
        /** A primary and its replica. */
        readonly redis: readonly [Member, Member],
        readonly sharded: ShardedRedis,
        /** A primary of the cluster, and its replica. */
        readonly shard: readonly Member[],
    ) {}

    static async start(): Promise<Servers> {
        const hosts = [await Hosts.create(), await Hosts.create()] as const;
        const starting = startPostgres();
        try {
            const [postgres, redis, sharded] = await Promise.all([
                starting,
                startRedis(hosts[0]),
                ShardedRedis.start(hosts[1], renderedSharded()),
            ]);
            return new Servers(hosts, postgres, redis, sharded, await shardOf(sharded));
        } catch (error) {
            await Promise.all([
                starting.then(
                    (group) => group.remove(),
                    () => undefined,
                ),
                ...hosts.map((network) => network.remove()),
            ]);
            throw error;
        }
    }

    /** Writes until it is refused, which is when `maxmemory` is reached. */
    async fillRedis(): Promise<void> {
        const client = await RespClient.connect(this.redis[0].target);
        const value = "x".repeat(1024 * 1024);
        try {
            for (let index = 0; ; index += 1) {
                await client.command("SET", `filler-${index}`, value);
            }
        } catch (error) {
            if (!(error instanceof Error && error.message.includes("maxmemory"))) {
                throw error;
            }
        } finally {
            client.close();
        }
    }

    async emptyRedis(): Promise<void> {
        await until("an empty Redis", () => this.redis[0].ask("FLUSHALL"), PATIENCE);
    }

    async remove(): Promise<void> {
        await Promise.all([this.postgres.remove(), ...this.hosts.map((hosts) => hosts.remove())]);
    }
}

async function startPostgres(): Promise<PostgresGroup> {
    const group = await PostgresGroup.start(
        await renderedLocally({
            instances: 2,
            synchronous: { method: "any", number: 1, dataDurability: "preferred" },
        }),
    );
    const { name, password } = EXPORTER_ROLE;
    await group.primary.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}' IN ROLE pg_monitor`);
    return group;
}

async function startRedis(hosts: Hosts): Promise<readonly [Member, Member]> {
    const member = (name: string) =>
        new Member(hosts.add(name), {
            password: "rehearsal",
            additions: redisConfig(2, REDIS_MEMORY),
            config: memberConfig,
            manageFrom: hosts.witness,
        });
    const [primary, replica] = [member("redis-0"), member("redis-1")];
    await Promise.all([primary.start(), replica.start()]);
    await until("a replica", () => replica.ask("REPLICAOF", primary.host.address, REDIS_PORT), PATIENCE);
    await until(
        "replication",
        async () => (await replica.info("replication", "master_link_status")) === "up",
        PATIENCE,
    );
    // What was never called is not counted.
    await until("a task", () => primary.ask("LPUSH", "celery", "a task"), PATIENCE);
    await until("no task", () => primary.ask("RPOP", "celery"), PATIENCE);
    return [primary, replica];
}

/** The first member of a cluster, and the one that has the same slots. */
async function shardOf({ members }: ShardedRedis): Promise<readonly Member[]> {
    const lines = await until(
        "the cluster's nodes",
        async () =>
            String(await members[0]?.ask("CLUSTER", "NODES"))
                .trim()
                .split("\n"),
        PATIENCE,
    );
    const nodes = lines.map((line) => {
        const [id = "", address = "", flags = "", primary = ""] = line.split(" ");
        return { shard: primary === "-" ? id : primary, address: address.split(":")[0] ?? "", flags };
    });
    const shard = nodes.find(({ flags }) => flags.includes("myself"))?.shard;
    const addresses = nodes.filter((node) => node.shard === shard).map(({ address }) => address);
    return members.filter(({ host }) => addresses.includes(host.address));
}
