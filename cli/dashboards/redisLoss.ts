import { spawnSync } from "node:child_process";
import { JOBS, type MonitoringTargets } from "../../contracts/monitoring";
import { dashboards, type DashboardFile } from "../../components/observability/dashboards";
import { ruleGroups, type Slo } from "../../components/observability/rules";
import { RedisGroup } from "../../rehearsal/services/redis/group";
import { Hosts } from "../../rehearsal/services/hosts";
import { observeLoss, type ObservedLoss, type ObservedTimes } from "../../rehearsal/services/redis/observed";
import { UserError } from "../../rehearsal/userError";
import { renderedGroup } from "../bench/redis";

/** The Redis page of a stack that runs one group of three, from a real one that loses its primary. */

const STORE = "redis";
const ZONES = ["zone-a", "zone-b", "zone-c"] as const;

/** Seconds between two scrapes. */
const INTERVAL = 2;

/** Rates are of a minute. */
const TIMES: ObservedTimes = { settling: 60, before: 60, during: 60, after: 60 };

export const STORY = "the primary is killed at 1:00 and started again at 2:00";

const TARGETS: MonitoringTargets = {
    namespace: "dify",
    zones: ZONES,
    release: "dify",
    url: "http://dify.localhost",
    postgres: { kind: "cloudnativepg", cluster: "postgres", instances: 1, maxConnections: 500 },
    redis: [{ store: STORE, kind: "primary", managedBy: "operator", members: ZONES.length }],
    milvus: "milvus",
    plugins: true,
    queues: [],
    backups: false,
    cloudWatch: false,
    certificates: false,
};

const SLO: Slo = { target: 0.999, latencyMilliseconds: 500 };

/** Programs that run, and the Debian packages that bring them. */
const PROGRAMS: Readonly<Record<string, string>> = {
    haproxy: "haproxy",
    ip: "iproute2",
    nft: "nftables",
    prometheus: "prometheus",
    "prometheus-redis-exporter": "prometheus-redis-exporter",
    "redis-sentinel": "redis-sentinel",
    "redis-server": "redis-server",
};

/** Throws a UserError that names what is missing and how to get it. */
export function assertProgramsArePresent(): void {
    const missing = Object.keys(PROGRAMS).filter(
        (name) => spawnSync("sh", ["-c", 'command -v "$1"', "sh", name]).status !== 0,
    );
    if (missing.length > 0) {
        const packages = missing.map((name) => PROGRAMS[name]).join(" ");
        throw new UserError(
            `a real Redis is looked at for this picture, and ${missing.join(", ")} is not on PATH; on Debian: apt-get install ${packages}`,
        );
    }
    if (process.getuid?.() !== 0) {
        throw new UserError("a real Redis is looked at for this picture, in network namespaces, which need root");
    }
}

/** Loses the primary of a real group, and gives what a Prometheus saw of it to `use`. Needs root. */
export async function observeRedisLoss<T>(
    use: (page: DashboardFile, loss: ObservedLoss) => Promise<T>,
    times: ObservedTimes = TIMES,
): Promise<T> {
    const [page] = dashboards(TARGETS, SLO).filter(({ name }) => name === "dify-ha-redis");
    if (page === undefined) {
        throw new Error("there is no page for Redis");
    }
    const groups = ruleGroups(TARGETS, SLO).filter(({ name }) => name === "dify-redis");
    const hosts = await Hosts.create();
    try {
        const group = await RedisGroup.start(hosts, renderedGroup());
        const labelsOf = (member: number) => ({
            job: JOBS.redis,
            store: STORE,
            namespace: TARGETS.namespace,
            pod: `${STORE}-${member}`,
            zone: ZONES[member] ?? "",
        });
        return await use(
            page,
            await observeLoss(hosts, group, { ruleGroups: groups, interval: INTERVAL }, labelsOf, times),
        );
    } finally {
        await hosts.remove();
    }
}
