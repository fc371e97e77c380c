import { UserError } from "../userError";
import { toolchainFolder } from "./cache";
import { COLD_BUILD_BYTES, type BinaryName, type BinarySpec } from "./catalogue";
import type { Refusal } from "./download";
import { GO_VERSION } from "./go";
import type { Stock } from "./stock";

/** Why each way of obtaining the missing programs did not work; empty when a way was not reached. */
export interface Attempts {
    readonly download: readonly Refusal[];
    readonly build: string;
}

/**
 * The error for programs that could be obtained in no way: what was tried, why it failed, what can still be
 * done.
 */
export function toolchainFailure(stock: Stock, missing: readonly BinarySpec[], attempts: Attempts): UserError {
    const names = missing.map(({ name }) => name);
    const lines = [
        `The embedded control plane needs ${pluralPrograms(names.length)} that could not be obtained: ${names.join(", ")}.`,
        "",
        "Tried:",
        `  PATH      ${onPath(stock, names)}`,
        `  cache     not in ${toolchainFolder(stock.cacheDir)}`,
        ...downloadLines(attempts, names),
        `  go build  ${attempts.build}`,
        "",
        "What can be done:",
        "  - npm run plan works without a cluster: the plan and its checks.",
        `  - Install Go ${GO_VERSION.replace(/\.0$/, "")} or newer, then run the command again; it builds them once` +
            ` (${(COLD_BUILD_BYTES / 1e9).toFixed(0)} GB of disk, a Go module proxy).`,
        "      macOS: brew install go        Linux: https://go.dev/dl, or your package manager",
        "  - Or put them on PATH yourself (they are used from there when the version fits):",
        ...installLines(stock, missing),
    ];
    return new UserError(lines.join("\n"));
}

function pluralPrograms(count: number): string {
    return count === 1 ? "a program" : `${count} programs`;
}

function onPath(stock: Stock, names: readonly BinaryName[]): string {
    const skipped = stock.skippedOnPath.filter(({ name }) => names.includes(name));
    const absent = names.filter((name) => !skipped.some((finding) => finding.name === name));
    return [
        ...skipped.map(({ file, reason }) => `${file}: ${reason}`),
        ...(absent.length === 0 ? [] : [`not found: ${absent.join(", ")}`]),
    ].join("; ");
}

function downloadLines({ download }: Attempts, names: readonly BinaryName[]): string[] {
    const byReason = new Map<string, BinaryName[]>();
    for (const { name, reason } of download.filter((attempt) => names.includes(attempt.name))) {
        byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
    }
    return [...byReason].map(([reason, refused]) => `  download  ${refused.join(", ")}: ${reason}`);
}

function installLines(stock: Stock, missing: readonly BinarySpec[]): string[] {
    return missing.map(({ name, version, accepted, downloads }) => {
        const url = downloads[stock.platform]?.url;
        const from = url === undefined ? "no official download for this system" : url;
        return `      ${name} ${version} (${accepted}): ${from}`;
    });
}
