import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { MonitoringTargets } from "../../../contracts/monitoring";
import { alertmanagerConfig } from "../../../components/observability/alerting/routing";
import { ruleGroups } from "../../../components/observability/rules";
import { SCRAPE_SECONDS } from "../../../components/observability/stackValues";
import { AT_ONCE_JOBS, AT_ONCE_SECONDS } from "../../../components/observability/timing";
import { onProcessEnd } from "../../../rehearsal/process/end";
import { POSTGRES_FOLDER } from "../../../rehearsal/services/backup/installation";
import { Daemon } from "../../../rehearsal/services/daemon";
import { freePort } from "../../../rehearsal/services/freePort";
import { until } from "../../../rehearsal/services/redis/waiting";
import { installCommand } from "../../setup/systemPackages";
import { findProgram } from "../../support/programs";
import { withoutNewerFields } from "./amtool";
import { startExporters, type ScrapeTarget } from "./exporters";
import { Inbox } from "./inbox";
import { Servers } from "./servers";
import { Site } from "./site";
import { SLO, VARIANTS } from "./variants";

/** The whole way of an alert, in real programs: servers, exporters, Prometheus with the rules, Alertmanager with the routes. */

const PROGRAMS = [
    path.join(POSTGRES_FOLDER, "initdb"),
    "ip",
    "openssl",
    "prometheus",
    "prometheus-alertmanager",
    "prometheus-blackbox-exporter",
    "prometheus-postgres-exporter",
    "prometheus-redis-exporter",
    "ps",
    "redis-cli",
    "redis-server",
    "setpriv",
];

/** What is missing to run it. */
export const STAGE_PROBLEMS: readonly string[] = [
    ...PROGRAMS.filter((program) => (path.isAbsolute(program) ? !fs.existsSync(program) : !findProgram(program))).map(
        (program) => `${program} is not installed; install it: ${installCommand(program)}`,
    ),
    ...(process.getuid?.() === 0 ? [] : ["network namespaces need root"]),
];

/** A sample of a series. */
export interface Sample {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
}

export class MonitoringStage {
    private constructor(
        /** What there is to watch. */
        readonly targets: MonitoringTargets,
        readonly servers: Servers,
        readonly inbox: Inbox,
        private readonly prometheus: string,
        private readonly close: () => Promise<void>,
    ) {}

    /**
     * Starts everything; when it returns, what somebody is to be called for at once is looked at.
     *
     * @param everySeconds between two samples and two evaluations of everything. Default: as in a stack.
     */
    static async start(everySeconds?: number): Promise<MonitoringStage> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-monitoring-"));
        const forget = onProcessEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
        const running: (() => unknown)[] = [];
        const close = async () => {
            await Promise.all(running.map((end) => end()));
            fs.rmSync(folder, { recursive: true, force: true });
            forget();
        };
        const runs = (...daemons: readonly Daemon[]) => running.push(...daemons.map((daemon) => () => daemon.kill()));
        try {
            const inbox = await Inbox.open();
            running.push(() => inbox.close());
            const site = await Site.open(folder);
            running.push(() => site.close());
            const servers = await Servers.start();
            running.push(() => servers.remove());
            const targets = watched(site.url);
            const exporters = await startExporters(servers, targets, folder);
            runs(...exporters.daemons);
            const alertmanager = await startAlertmanager(folder, inbox);
            runs(alertmanager.daemon);
            const intervals = { usual: everySeconds ?? SCRAPE_SECONDS, atOnce: everySeconds ?? AT_ONCE_SECONDS };
            const prometheus = await startPrometheus(
                folder,
                targets,
                alertmanager.address,
                exporters.scraped,
                intervals,
            );
            runs(prometheus.daemon);
            const stage = new MonitoringStage(targets, servers, inbox, prometheus.address, close);
            await stage.ready(intervals.atOnce);
            return stage;
        } catch (error) {
            await close();
            throw error;
        }
    }

    /** What Prometheus answers. */
    async query(expr: string): Promise<Sample[]> {
        const { result } = await this.ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
            `query?query=${encodeURIComponent(expr)}`,
        );
        return result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    }

    async remove(): Promise<void> {
        await this.close();
    }

    /** Waits until all that is looked at every so many seconds, or more often, is there, and rules have been evaluated as often. */
    private async ready(seconds: number): Promise<void> {
        const often = ({ interval }: { interval: number }) => interval <= seconds;
        await this.all("targets are up", async () => {
            const { activeTargets } = await this.ask<{
                activeTargets: { health: string; scrapeInterval: string }[];
            }>("targets?state=active");
            return activeTargets
                .map(({ health, scrapeInterval }) => ({
                    interval: Number.parseInt(scrapeInterval),
                    ok: health === "up",
                }))
                .filter(often);
        });
        await this.all("rules are evaluated", async () => {
            const { groups } = await this.ask<{ groups: { interval: number; rules: { health: string }[] }[] }>("rules");
            return groups
                .map(({ interval, rules }) => ({ interval, ok: rules.every(({ health }) => health === "ok") }))
                .filter(often);
        });
    }

    private async all(what: string, states: () => Promise<readonly { ok: boolean }[]>): Promise<void> {
        await until(
            what,
            async () => {
                const found = await states();
                return found.length > 0 && found.every(({ ok }) => ok);
            },
            { seconds: 90, everyMs: 500 },
        );
    }

    private async ask<T>(question: string): Promise<T> {
        const response = await fetch(`http://${this.prometheus}/api/v1/${question}`);
        return ((await response.json()) as { data: T }).data;
    }
}

/** The stack of production with its RDS, and both kinds of Redis in the cluster. */
function watched(url: string): MonitoringTargets {
    return {
        ...VARIANTS.prod,
        url,
        redis: [
            { store: "redis", kind: "primary", managedBy: "operator", members: 2 },
            { store: "redis-sharded", kind: "cluster", managedBy: "operator", members: 6 },
        ],
    };
}

/** Seconds between two samples. */
interface Intervals {
    readonly usual: number;
    /** Of what somebody is to be called for within a minute. */
    readonly atOnce: number;
}

interface Started {
    readonly daemon: Daemon;
    readonly address: string;
}

async function startAlertmanager(folder: string, inbox: Inbox): Promise<Started> {
    const key = (name: string) => {
        fs.writeFileSync(path.join(folder, name), inbox.urlOf(name));
        return name;
    };
    const config = alertmanagerConfig(
        {
            critical: [{ kind: "webhook", key: key("on-call") }],
            warning: [{ kind: "webhook", key: key("mailbox") }],
        },
        { secretFolder: folder, bridgeUrl: "http://127.0.0.1:1" },
    );
    const file = path.join(folder, "alertmanager.json");
    fs.writeFileSync(file, JSON.stringify(withoutNewerFields(config, (name) => fs.readFileSync(name, "utf8"))));
    return start("prometheus-alertmanager", folder, [
        `--config.file=${file}`,
        `--storage.path=${path.join(folder, "alertmanager")}`,
        "--cluster.listen-address=",
    ]);
}

async function startPrometheus(
    folder: string,
    targets: MonitoringTargets,
    alertmanager: string,
    scraped: readonly ScrapeTarget[],
    intervals: Intervals,
): Promise<Started> {
    const rules = path.join(folder, "rules.json");
    fs.writeFileSync(rules, JSON.stringify({ groups: ruleGroups(targets, SLO) }));
    const address = `127.0.0.1:${await freePort()}`;
    const all: readonly ScrapeTarget[] = [
        ...scraped,
        { address, labels: { job: "prometheus" } },
        { address: alertmanager, labels: { job: "alertmanager" } },
    ];
    const config = {
        global: { scrape_interval: `${intervals.usual}s`, evaluation_interval: `${intervals.usual}s` },
        rule_files: [rules],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
        scrape_configs: all.map((target, index) => scrapeConfig(target, index, intervals)),
    };
    const file = path.join(folder, "prometheus.json");
    fs.writeFileSync(file, JSON.stringify(config));
    return start(
        "prometheus",
        folder,
        [`--config.file=${file}`, `--storage.tsdb.path=${path.join(folder, "prometheus")}`],
        address,
    );
}

function scrapeConfig(
    { address, labels, path: metricsPath, params }: ScrapeTarget,
    index: number,
    { atOnce }: Intervals,
): object {
    return {
        job_name: `source-${index}`,
        ...(AT_ONCE_JOBS.includes(labels.job) ? { scrape_interval: `${atOnce}s` } : {}),
        ...(metricsPath === undefined ? {} : { metrics_path: metricsPath }),
        ...(params === undefined ? {} : { params }),
        static_configs: [{ targets: [address], labels }],
    };
}

async function start(program: string, folder: string, args: readonly string[], listen?: string): Promise<Started> {
    const address = listen ?? `127.0.0.1:${await freePort()}`;
    const command = [findProgram(program) ?? program, `--web.listen-address=${address}`, ...args];
    const daemon = new Daemon(command, {}, path.join(folder, `${program}.log`));
    await until(
        `${program} is ready`,
        async () => {
            if (!daemon.running) {
                throw new Error(fs.readFileSync(path.join(folder, `${program}.log`), "utf8").slice(-2000));
            }
            return (await fetch(`http://${address}/-/ready`)).ok;
        },
        { seconds: 30, everyMs: 200 },
    );
    return { daemon, address };
}
