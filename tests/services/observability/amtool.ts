import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findProgram } from "../../support/programs";
import { installCommand } from "../../setup/systemPackages";

/** Alertmanager's own tool: whether a configuration is one, and whom it tells of an alert. */

export const AMTOOL_PROBLEMS =
    findProgram("amtool") === undefined ? [`amtool is not on PATH; install it: ${installCommand("amtool")}`] : [];

/**
 * Debian's release (0.25) does not know all of the fields that name files with keys: these become the fields that hold the key, as they
 * are called without `_file`.
 */
const NEWER_FIELDS: Readonly<Record<string, { readonly field: string; readonly value: string }>> = {
    routing_key_file: { field: "routing_key", value: "key" },
    url_file: { field: "url", value: "http://127.0.0.1:1/" },
};

/** A configuration in the words of Debian's Alertmanager. `read` says what is in a file; by default files are not there yet. */
export function withoutNewerFields<T>(config: T, read?: (file: string) => string): T {
    return JSON.parse(JSON.stringify(config), (_, value: unknown) => {
        if (typeof value !== "object" || value === null || Array.isArray(value)) {
            return value;
        }
        return Object.fromEntries(
            Object.entries(value).map(([key, entry]) => {
                const newer = NEWER_FIELDS[key];
                return newer === undefined ? [key, entry] : [newer.field, read?.(String(entry)) ?? newer.value];
            }),
        );
    }) as T;
}

/** A configuration in a file, for questions. */
export class RoutingBench {
    private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-routing-"));
    private readonly file = path.join(this.folder, "alertmanager.yaml");

    constructor(config: object) {
        fs.writeFileSync(this.file, JSON.stringify(withoutNewerFields(config)));
    }

    /** What is wrong with it; nothing when Alertmanager would load it. */
    check(): string {
        const { status, stdout, stderr } = this.run("check-config", this.file);
        return status === 0 ? "" : `${stdout}${stderr}`;
    }

    /** Name of the receiver of an alert. */
    receiverOf(labels: Readonly<Record<string, string>>): string {
        const given = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
        // Debian's release warns on stderr of an address that nobody gave.
        return this.run("config", "routes", "test", `--config.file=${this.file}`, ...given).stdout.trim();
    }

    remove(): void {
        fs.rmSync(this.folder, { recursive: true });
    }

    private run(...args: string[]): SpawnSyncReturns<string> {
        return spawnSync(findProgram("amtool") ?? "amtool", args, { encoding: "utf8" });
    }
}
