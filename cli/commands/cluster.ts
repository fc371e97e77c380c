import * as path from "node:path";

import { Command, InvalidArgumentError, Option } from "commander";

import { startEmbeddedCluster } from "../../rehearsal/cluster/embeddedCluster";
import { layoutOf } from "../../rehearsal/cluster/layout";
import { listClusters, type ClusterRecord } from "../../rehearsal/cluster/record";
import { stopAllClusters, stopClusterByName } from "../../rehearsal/cluster/stopCluster";
import { describeToolchain } from "../../rehearsal/toolchain/describe";
import { resolveToolchain } from "../../rehearsal/toolchain/resolve";
import { UserError } from "../../rehearsal/userError";
import { terminalProgress } from "../terminal";

const DEFAULT_NAME = "dify-ha";
const ZONE_LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** `cluster start|stop|status`: an embedded cluster for people who want to look around with kubectl. */
export function clusterCommand(): Command {
    const command = new Command("cluster").description(
        "embedded Kubernetes control plane with simulated zones, to look around in with kubectl",
    );
    command
        .command("start")
        .description("start one; it stays until it is stopped")
        .option("--name <name>", "its name", DEFAULT_NAME)
        .addOption(
            new Option("--zones <count>", "number of simulated zones, two nodes each")
                .argParser(zoneNames)
                .default(zoneNames("3"), "3"),
        )
        .action(start);
    command
        .command("stop")
        .description("end one and remove its data")
        .option("--name <name>", "which one; not needed when there is only one")
        .option("--all", "all that were started with `cluster start`, and what killed runs left behind")
        .action(stop);
    command
        .command("status")
        .description("list them, also those of rehearsals that are running")
        .option("--json", "as JSON")
        .action(status);
    return command;
}

async function start(options: { name: string; zones: readonly string[] }): Promise<void> {
    const progress = terminalProgress();
    const forecast = await describeToolchain();
    if (!forecast.ready) {
        progress.note(forecast.summary);
    }
    const toolchain = await resolveToolchain({ progress });
    const { name, dir, kubeconfig } = await startEmbeddedCluster({ toolchain, progress, ...options, detached: true });
    const kubectl = path.join(layoutOf(name, dir).binDir, "kubectl");
    print([
        "",
        `  export KUBECONFIG=${shellWord(kubeconfig)}`,
        `  ${shellWord(kubectl)} get nodes -L topology.kubernetes.io/zone`,
        "",
        `It stays until: npm run cluster -- stop --name ${name}`,
    ]);
}

function stop({ name, all }: { name?: string; all?: boolean }): void {
    if (all === true) {
        const stopped = stopAllClusters();
        print([stopped.length === 0 ? "There was nothing to stop." : `Stopped: ${stopped.join(", ")}.`]);
        return;
    }
    const target = name ?? theOnlyOne();
    stopClusterByName(target);
    print([`Stopped: ${target}.`]);
}

function theOnlyOne(): string {
    const staying = listClusters().filter(({ owner }) => owner === undefined);
    const [only] = staying;
    if (only === undefined) {
        throw new UserError("No cluster was started with `npm run cluster -- start`.");
    }
    if (staying.length > 1) {
        const names = staying.map(({ name }) => name).join(", ");
        throw new UserError(`Which one? Say --name with one of ${names}, or --all.`);
    }
    return only.name;
}

function status({ json }: { json?: boolean }): void {
    const clusters = listClusters();
    if (json === true) {
        print([JSON.stringify(clusters, null, 4)]);
    } else if (clusters.length === 0) {
        print(["No embedded cluster is running. Start one: npm run cluster -- start"]);
    } else {
        print(clusters.flatMap(describe));
    }
}

function describe({ name, state, zones, startedAt, kubeconfig, owner }: ClusterRecord): string[] {
    const until = owner === undefined ? "stays until it is stopped" : `belongs to pid ${owner.pid}`;
    return [
        `${name}: ${state}, ${zones.length} zones (${zones.join(", ")}), started ${startedAt}, ${until}`,
        `  export KUBECONFIG=${shellWord(kubeconfig)}`,
    ];
}

function zoneNames(text: string): readonly string[] {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > ZONE_LETTERS.length) {
        throw new InvalidArgumentError(`A whole number from 1 to ${ZONE_LETTERS.length}.`);
    }
    return [...ZONE_LETTERS.slice(0, count)].map((letter) => `zone-${letter}`);
}

/** Quotes a path for a POSIX shell when it needs that. */
function shellWord(text: string): string {
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function print(lines: readonly string[]): void {
    process.stdout.write(`${lines.join("\n")}\n`);
}
