import * as fs from "node:fs";
import * as path from "node:path";
import type { Host } from "./hosts";
import { eventually } from "./wait";

/** An exporter and the labels that a monitor gives its series. */
export interface ScrapeTarget {
    readonly address: string;
    readonly labels: Readonly<Record<string, string>>;
}

export interface PrometheusSettings {
    readonly targets: readonly ScrapeTarget[];
    /** Groups of rules, as a PrometheusRule has them. */
    readonly ruleGroups: readonly object[];
    /** Seconds between two scrapes, and between two evaluations. */
    readonly interval: number;
}

const PORT = 9090;

/** Starts a Prometheus (2.42 or later) on a host; returns its address when it serves. */
export async function startPrometheus(
    host: Host,
    { targets, ruleGroups, interval }: PrometheusSettings,
): Promise<string> {
    const folder = host.folderOf("prometheus");
    const write = (name: string, content: object) => {
        const file = path.join(folder, `${name}.yaml`);
        // JSON is YAML.
        fs.writeFileSync(file, JSON.stringify(content));
        return file;
    };
    const config = write("config", {
        global: {
            scrape_interval: `${interval}s`,
            scrape_timeout: `${interval}s`,
            evaluation_interval: `${interval}s`,
        },
        rule_files: [write("rules", { groups: ruleGroups })],
        scrape_configs: [
            {
                job_name: "rehearsal",
                static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })),
            },
        ],
    });
    host.start("prometheus", [
        `--config.file=${config}`,
        `--storage.tsdb.path=${path.join(folder, "data")}`,
        `--web.listen-address=${host.address}:${PORT}`,
    ]);
    const url = `http://${host.address}:${PORT}`;
    await eventually("Prometheus serves", () => isReady(url));
    return url;
}

async function isReady(url: string): Promise<boolean> {
    try {
        return (await fetch(`${url}/-/ready`)).ok;
    } catch {
        return false;
    }
}
