import { setTimeout as sleep } from "node:timers/promises";
import type { RedisGroup } from "./group";
import type { Hosts } from "../hosts";
import { JOURNAL, Load, LONER, Loner } from "./load";
import type { Member } from "./member";
import { ask } from "./resp";
import { secondsSince } from "../wait";
import { until } from "./waiting";

/** What clients of the followed address saw of a lost master. All times count from the loss, in seconds. */
export interface Failover {
    /** The first write that was acknowledged after the interruption. */
    readonly writeSeconds: number;
    /** The first task that a worker got after the interruption. */
    readonly takeSeconds: number;
    /** The first message that a subscriber heard after the interruption. */
    readonly messageSeconds: number;
    /** A worker that waits for a task noticed that its connection is gone. */
    readonly noticeSeconds: number;
    readonly acknowledgedWrites: number;
    readonly lostWrites: number;
    /** Codes of errors that clients got in place of a broken connection. */
    readonly refusals: readonly string[];
}

/** How long the load runs before the loss, milliseconds. */
const WARM_UP_MS = 1000;

/** Puts the load on the followed address, causes a loss, and waits until everything goes on. */
export async function measureFailover(group: RedisGroup, lose: () => Promise<void> | void): Promise<Failover> {
    const { target } = group.proxy;
    const load = new Load(target);
    try {
        await sleep(WARM_UP_MS);
        const start = performance.now();
        await lose();
        const recovery = await until("everything goes on", () => load.recovery(start), { seconds: 30 });
        const { producer, worker, subscriber } = load;
        await load.stop();
        return {
            writeSeconds: recovery.write,
            takeSeconds: recovery.take,
            messageSeconds: recovery.message,
            noticeSeconds: recovery.notice,
            acknowledgedWrites: producer.acknowledged.length,
            lostWrites: await producer.countLost(target),
            refusals: [...producer.refusals, ...worker.refusals, ...subscriber.refusals],
        };
    } finally {
        await load.stop();
    }
}

/** What a master did that was cut off with a proxy and a client beside it. */
export interface CutOff extends Failover {
    /** It took writes of that client for so long, seconds. */
    readonly tookWritesSeconds: number;
    /** The proxy beside it let that client write for so long, seconds. */
    readonly proxyTookWritesSeconds: number;
    /** Writes that it took, all of which are lost when it comes back. */
    readonly strayWrites: number;
    /** It became a replica so many seconds after it came back. */
    readonly demotedSeconds: number;
    /** Whether all members had the same data in the end. */
    readonly sameData: boolean;
}

/** Cuts the first zone off for a while, and reconnects it. */
export async function measureCutOff(hosts: Hosts, group: RedisGroup, darkSeconds: number): Promise<CutOff> {
    const { firstMaster, firstZone } = group;
    const loner = new Loner({ ...firstMaster.target, localAddress: hosts.witness, timeoutMs: 1000 });
    const behindProxy = new Loner({ ...group.proxyOfFirstZone, timeoutMs: 1000 });
    try {
        let start = 0;
        const failover = await measureFailover(group, () => {
            start = performance.now();
            hosts.cutOff(firstZone);
        });
        await sleep(Math.max(0, darkSeconds - secondsSince(start)) * 1000);
        const strayWrites = Number(await firstMaster.ask("GET", LONER));
        const reconnected = performance.now();
        const took = {
            tookWritesSeconds: loner.worked.lastAfter(start),
            proxyTookWritesSeconds: behindProxy.worked.lastAfter(start),
        };
        await Promise.all([loner.stop(), behindProxy.stop()]);
        hosts.reconnect(firstZone);
        await until("the old master is a replica", () => isReplica(firstMaster), { seconds: 30 });
        const demotedSeconds = secondsSince(reconnected);
        return { ...failover, ...took, strayWrites, demotedSeconds, sameData: await sameData(group.members) };
    } finally {
        await Promise.all([loner.stop(), behindProxy.stop()]);
    }
}

/** What happened when a killed master came back after another had taken its place. */
export interface Return {
    /** It became a replica so many seconds after its start. */
    readonly demotedSeconds: number;
    /** Connections to the followed address that it got in that time, although another was master. */
    readonly strayConnections: number;
}

/** Starts the first master again, as its container does: as a master, since that is what it was configured as. */
export async function measureReturn(group: RedisGroup): Promise<Return> {
    const { firstMaster } = group;
    let strayConnections = 0;
    const start = performance.now();
    await firstMaster.start();
    const runId = await firstMaster.info("server", "run_id");
    await until(
        "the old master is a replica",
        async () => {
            const reached = /^run_id:(\w+)/m.exec(String(await ask(group.proxy.target, "INFO", "server")))?.[1];
            strayConnections += reached === runId ? 1 : 0;
            return isReplica(firstMaster);
        },
        { seconds: 40 },
    );
    return { demotedSeconds: secondsSince(start), strayConnections };
}

async function isReplica(member: Member): Promise<boolean> {
    return (await member.info("replication", "master_link_status")) === "up";
}

async function sameData(members: readonly Member[]): Promise<boolean> {
    const contents = await Promise.all(members.map((member) => contentOf(member)));
    return new Set(contents).size === 1;
}

async function contentOf(member: Member): Promise<string> {
    return String([await member.ask("LRANGE", JOURNAL, 0, -1), await member.ask("GET", LONER)]);
}
