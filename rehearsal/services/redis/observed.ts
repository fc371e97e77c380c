import { setTimeout as sleep } from "node:timers/promises";
import { startPrometheus, type PrometheusSettings, type ScrapeTarget } from "../prometheus";
import { eventually } from "../wait";
import type { RedisGroup } from "./group";
import type { Hosts } from "../hosts";
import { Load } from "./load";
import type { Member } from "./member";

/** A group of Redis that exporters and a Prometheus look at while its primary is lost and comes back. */

export interface ObservedLoss {
    /** Address of the Prometheus, which runs until the hosts are removed. */
    readonly prometheus: string;
    /** Of what it has seen, seconds since 1970. */
    readonly from: number;
    readonly to: number;
}

/** Seconds of the three times: all is well, the primary is gone, it is back. */
export interface ObservedTimes {
    /** Until there are rates; not part of what is shown. */
    readonly settling: number;
    readonly before: number;
    readonly during: number;
    readonly after: number;
}

const EXPORTER_PORT = 9121;

/** Kills the primary under load, and starts it again. `labelsOf` are those that the monitors of a stack set. */
export async function observeLoss(
    hosts: Hosts,
    group: RedisGroup,
    settings: Omit<PrometheusSettings, "targets">,
    labelsOf: (member: number) => ScrapeTarget["labels"],
    times: ObservedTimes,
): Promise<ObservedLoss> {
    const targets = group.members.map((member, index) => ({ address: startExporter(member), labels: labelsOf(index) }));
    await Promise.all(targets.map(({ address }) => eventually("an exporter serves", () => serves(address))));
    const load = new Load(group.proxy.target);
    try {
        const prometheus = await startPrometheus(hosts.add("prometheus"), { ...settings, targets });
        await sleep(times.settling * 1000);
        const from = Date.now() / 1000;
        await sleep(times.before * 1000);
        await group.firstMaster.kill();
        await sleep(times.during * 1000);
        await group.firstMaster.start();
        await sleep(times.after * 1000);
        return { prometheus, from, to: Date.now() / 1000 };
    } finally {
        await load.stop();
    }
}

/** Starts redis_exporter beside a member; returns its address. */
function startExporter({ host, target }: Member): string {
    const address = `${host.address}:${EXPORTER_PORT}`;
    host.start(
        "prometheus-redis-exporter",
        ["-redis.addr", `redis://${target.host}:${target.port}`, "-web.listen-address", address],
        { REDIS_PASSWORD: target.password },
    );
    return address;
}

async function serves(address: string): Promise<boolean> {
    try {
        return (await fetch(`http://${address}/metrics`)).ok;
    } catch {
        return false;
    }
}
