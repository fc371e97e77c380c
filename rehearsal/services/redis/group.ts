import * as fs from "node:fs";
import * as path from "node:path";
import type { Host, Hosts } from "../hosts";
import { Member } from "./member";
import {
    MASTER_GROUP,
    memberConfig,
    REDIS_PORT,
    SENTINEL_PORT,
    sentinelConfig,
    type SentinelSettings,
} from "./operatorConfig";
import { ask, type Target } from "./resp";
import { until } from "./waiting";

/** What the components render for the primary/replica group. */
export interface GroupSettings {
    /** redis.conf additions. */
    readonly redisConf: string;
    /** `spec.sentinel` of the RedisReplication. */
    readonly sentinel: SentinelSettings;
    /** haproxy.cfg for members at these host names. */
    readonly proxyConf: (hosts: readonly string[]) => string;
    /** Members; Sentinels and proxies stand beside the first ones. Default 3. */
    readonly members?: number;
}

const PASSWORD = "rehearsal";

/** A proxy and the host it runs on. */
export interface Proxy {
    readonly host: Host;
    readonly target: Target;
}

/**
 * A master with its replicas, Sentinels and proxies. A member and a Sentinel share a host, a proxy has one of its own: member and
 * proxy number n stand in zone n.
 */
export class RedisGroup {
    private constructor(
        private readonly hosts: Hosts,
        readonly members: readonly Member[],
        readonly proxies: readonly Proxy[],
        private readonly sentinels: readonly Host[],
    ) {}

    /** Starts everything; returns when replication runs, the Sentinels know each other and the proxies serve. */
    static async start(hosts: Hosts, settings: GroupSettings): Promise<RedisGroup> {
        const members = Array.from(
            { length: settings.members ?? 3 },
            (_, index) =>
                new Member(hosts.add(`redis-${index}`), {
                    password: PASSWORD,
                    additions: settings.redisConf,
                    config: memberConfig,
                    manageFrom: hosts.witness,
                }),
        );
        await Promise.all(members.map((member) => member.start()));
        await replicate(members);
        const sentinels = members.slice(0, settings.sentinel.size).map(({ host }) => host);
        sentinels.forEach((host) => startSentinel(host, settings.sentinel, members[0]?.host.address ?? ""));
        const text = settings.proxyConf(members.map(({ host }) => host.name));
        const proxies = members.slice(0, 2).map((_, index) => startProxy(hosts.add(`proxy-${index}`), text));
        const group = new RedisGroup(hosts, members, proxies, sentinels);
        await Promise.all([
            ...sentinels.map((host) => knowsAll(host, members.length, sentinels.length)),
            group.serves(),
        ]);
        return group;
    }

    /** The member that was made master first. */
    get firstMaster(): Member {
        return this.members[0] as Member;
    }

    /** The proxy outside the first master's zone, which clients use. */
    get proxy(): Proxy {
        return this.proxies[1] as Proxy;
    }

    /** What stands in the first master's zone: that member, its Sentinel, and a proxy. */
    get firstZone(): readonly Host[] {
        return [this.firstMaster.host, ...this.proxies.slice(0, 1).map(({ host }) => host)];
    }

    /** The proxy in the first master's zone, as a client of that zone reaches it, whatever is cut off. */
    get proxyOfFirstZone(): Target {
        return { ...(this.proxies[0] as Proxy).target, localAddress: this.hosts.witness };
    }

    /** How often the Sentinels have made another member master. */
    async failovers(): Promise<number> {
        const epochs = await Promise.all(
            this.sentinels.map(async ({ address }) => {
                const answer = await ask({ host: address, port: SENTINEL_PORT }, "SENTINEL", "MASTER", MASTER_GROUP);
                const fields = Array.isArray(answer) ? answer.map(String) : [];
                return Number(fields[fields.indexOf("config-epoch") + 1]);
            }),
        );
        return Math.max(...epochs);
    }

    private serves(): Promise<unknown> {
        return Promise.all(
            this.proxies.map(({ host, target }) =>
                until(`proxy on ${host.name}`, () => alwaysMaster(target), { seconds: 10 }),
            ),
        );
    }
}

/** Whether several connections in a row reach a master: an HAProxy before 3.1 sends some to replicas when it starts. */
async function alwaysMaster(target: Target): Promise<boolean> {
    const roles = await Promise.all(Array.from({ length: 6 }, () => ask(target, "ROLE")));
    return roles.every((role) => Array.isArray(role) && role[0] === "master");
}

/** As the operator forms the group: the first member is the master of all others. */
async function replicate([master, ...replicas]: readonly Member[]): Promise<void> {
    for (const replica of replicas) {
        await replica.ask("REPLICAOF", master?.host.address ?? "", REDIS_PORT);
    }
    for (const replica of replicas) {
        await until(
            `replication to ${replica.host.name}`,
            async () => (await replica.info("replication", "master_link_status")) === "up",
            { seconds: 20 },
        );
    }
}

function startSentinel(host: Host, settings: SentinelSettings, master: string): void {
    const folder = host.folderOf("sentinel");
    const file = path.join(folder, "sentinel.conf");
    fs.writeFileSync(file, sentinelConfig(settings, master, PASSWORD, folder));
    host.start("redis-sentinel", [file]);
}

/** Whether a Sentinel has found the replicas and its peers, both of which the master tells. */
async function knowsAll(host: Host, members: number, sentinels: number): Promise<void> {
    const complete = new RegExp(`slaves=${members - 1},sentinels=${sentinels}\\b`);
    await until(
        `Sentinel on ${host.name}`,
        async () => complete.test(String(await ask({ host: host.address, port: SENTINEL_PORT }, "INFO", "sentinel"))),
        { seconds: 20 },
    );
}

function startProxy(host: Host, text: string): Proxy {
    const file = path.join(host.folderOf("haproxy"), "haproxy.cfg");
    fs.writeFileSync(file, text);
    host.start("haproxy", ["-db", "-f", file], { REDIS_PASSWORD: PASSWORD });
    return { host, target: { host: host.address, port: REDIS_PORT, password: PASSWORD } };
}
