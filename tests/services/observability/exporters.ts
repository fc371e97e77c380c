import * as fs from "node:fs";
import * as path from "node:path";
import { JOBS, type MonitoringTargets } from "../../../contracts/monitoring";
import { Daemon } from "../../../rehearsal/services/daemon";
import { freePort } from "../../../rehearsal/services/freePort";
import type { Member } from "../../../rehearsal/services/redis/member";
import type { PostgresServer } from "../../../rehearsal/services/postgres/server";
import { REDIS_PORT } from "../../../rehearsal/services/redis/operatorConfig";
import { findProgram } from "../../support/programs";
import { EXPORTER_ROLE, type Servers } from "./servers";

/** The exporters before the servers, under the labels that monitors give to what comes from them. */

/** What Prometheus is to ask. */
export interface ScrapeTarget {
    /** `host:port` */
    readonly address: string;
    readonly labels: Readonly<Record<string, string>> & { readonly job: string };
    readonly path?: string;
    readonly params?: Readonly<Record<string, readonly string[]>>;
}

interface Exporter {
    readonly program: string;
    readonly args: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
    /** What it is asked. */
    readonly asked: readonly Omit<ScrapeTarget, "address">[];
}

/** Starts all of them; they end with the test's process, or with `kill`. */
export async function startExporters(
    servers: Servers,
    targets: MonitoringTargets,
    folder: string,
): Promise<{ readonly daemons: readonly Daemon[]; readonly scraped: readonly ScrapeTarget[] }> {
    const zoneOf = (index: number) => targets.zones[index % targets.zones.length] ?? "";
    const exporters = [
        beforePostgres(servers.postgres.primary, "primary"),
        beforePostgres(servers.postgres.standby(0), "replica"),
        ...servers.redis.map((member, index) => beforeRedis(member, "redis", zoneOf(index))),
        ...servers.sharded.members.map((member, index) => beforeRedis(member, "redis-sharded", zoneOf(index))),
        beforeQueues(servers.redis[0], targets.queues),
        beforeSite(targets.url, folder),
    ];
    const started = await Promise.all(
        exporters.map(async ({ program, args, env, asked }, index) => {
            const address = `127.0.0.1:${await freePort()}`;
            const command = [findProgram(program) ?? program, `--web.listen-address=${address}`, ...args];
            const daemon = new Daemon(command, {}, path.join(folder, `${program}-${index}.log`), env);
            return { daemon, scraped: asked.map((question) => ({ address, ...question })) };
        }),
    );
    return { daemons: started.map(({ daemon }) => daemon), scraped: started.flatMap(({ scraped }) => scraped) };
}

function beforePostgres({ target }: PostgresServer, server: "primary" | "replica"): Exporter {
    const { name, password } = EXPORTER_ROLE;
    return {
        program: "prometheus-postgres-exporter",
        args: [],
        env: { DATA_SOURCE_NAME: `postgresql://${name}:${password}@${target}/postgres?sslmode=require` },
        asked: [{ labels: { job: JOBS.postgres, server } }],
    };
}

function beforeRedis({ host, target }: Member, store: string, zone: string): Exporter {
    return {
        ...redisExporter(target.password, host.address),
        asked: [{ labels: { job: JOBS.redis, store, namespace: "dify", pod: host.name, zone } }],
    };
}

/** Looks at queues that exist, and at those that do not: an empty list of Redis is no key. */
function beforeQueues({ host, target }: Member, queues: readonly string[]): Exporter {
    return {
        ...redisExporter(
            target.password,
            host.address,
            `-check-single-keys=${queues.map((queue) => `db1=${queue}`).join(",")}`,
        ),
        asked: [{ labels: { job: JOBS.queues } }],
    };
}

function redisExporter(password: string | undefined, address: string, ...args: string[]): Omit<Exporter, "asked"> {
    return {
        program: "prometheus-redis-exporter",
        args: [`-redis.addr=redis://${address}:${REDIS_PORT}`, ...args],
        env: { REDIS_PASSWORD: password },
    };
}

function beforeSite(url: string, folder: string): Exporter {
    const config = path.join(folder, "blackbox.yml");
    const http = { preferred_ip_protocol: "ip4", tls_config: { insecure_skip_verify: true } };
    fs.writeFileSync(config, JSON.stringify({ modules: { http_2xx: { prober: "http", http } } }));
    return {
        program: "prometheus-blackbox-exporter",
        args: [`--config.file=${config}`],
        asked: ["login", "api"].map((probe) => ({
            path: "/probe",
            params: { module: ["http_2xx"], target: [url] },
            labels: { job: JOBS.blackbox, probe, instance: url, namespace: "dify" },
        })),
    };
}
