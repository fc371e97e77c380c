import * as fs from "node:fs";
import * as path from "node:path";

import { cacheFolder } from "../cacheFolder";
import { errorMessage } from "../errorText";
import { plainFileError, withPlainFileErrors } from "../fileError";
import type { Progress, Step } from "../progress";
import { linkBinFolder } from "./binFolder";
import { buildBinary } from "./build";
import { BuildClock } from "./buildClock";
import { cachedFile, removeUnfinished, toolchainFolder } from "./cache";
import { BINARY_NAMES, COLD_BUILD_BYTES, type BinaryName, type BinarySpec } from "./catalogue";
import { missingDiskSpace } from "./diskSpace";
import { download, readOffers, type Refusal } from "./download";
import { toolchainFailure } from "./failure";
import { findGo, type GoInstallation } from "./go";
import { withLock } from "./lock";
import { takeStock, type ResolvedBinary, type Stock, type StockOptions } from "./stock";

/** Options of {@link resolveToolchain}. */
export interface ResolveOptions extends StockOptions {
    readonly progress: Progress;
    /**
     * Whether missing programs may be built from Go modules, which can take a quarter of an hour. Default
     * true.
     */
    readonly allowBuild?: boolean;
}

/** The programs of the embedded control plane, ready to run. */
export interface Toolchain {
    readonly binaries: { readonly [name in BinaryName]: ResolvedBinary };
    /** Folder with a link to every program under its plain name. */
    readonly binDir: string;
}

/**
 * Obtains the programs of the control plane, each in the first way that works: PATH, cache, official download
 * with a published checksum, build from pinned Go modules. Only one process at a time downloads or builds; a
 * second one waits and then finds the cache full.
 *
 * @throws UserError that names every way tried, why it failed and what can still be done.
 */
export async function resolveToolchain(options: ResolveOptions): Promise<Toolchain> {
    const cacheDir = options.cacheDir ?? cacheFolder();
    return withPlainFileErrors(cacheDir, async () => {
        const stock = await takeStock({ ...options, cacheDir });
        for (const { name, file, reason } of stock.skippedOnPath) {
            options.progress.note(`${name} on PATH is not used (${file}): ${reason}`);
        }
        for (const name of stock.damaged) {
            options.progress.note(`the cached ${name} was damaged and has been removed`);
        }
        const found = stock.missing.length === 0 ? stock.found : await obtain(stock, options);
        return toToolchain(cacheDir, found);
    });
}

/** Downloads and builds what is missing. */
async function obtain(stock: Stock, options: ResolveOptions): Promise<Stock["found"]> {
    const folder = toolchainFolder(stock.cacheDir);
    fs.mkdirSync(folder, { recursive: true });
    const step = options.progress.step("obtaining the control plane's programs", {
        expectedSeconds: coldSeconds(stock.missing),
    });
    try {
        const found = await withLock(
            path.join(folder, "lock"),
            (pid) => step.update(`waiting for another run that is obtaining them (pid ${pid})`),
            async () => {
                removeUnfinished(stock.cacheDir);
                return obtainLocked(await takeStock(options), step, options.allowBuild ?? true);
            },
        );
        step.done(`control plane programs ready: ${summary(found)}`);
        return found;
    } catch (error) {
        step.fail();
        throw error;
    }
}

/**
 * The part that only one process does at a time. The stock is fresh: whoever held the lock may have filled
 * it.
 */
async function obtainLocked(stock: Stock, step: Step, allowBuild: boolean): Promise<Stock["found"]> {
    const found = new Map(stock.found);
    const refusals = await downloadMissing(stock, step, found);
    const toBuild = stock.missing.filter(({ name }) => !found.has(name));
    if (toBuild.length > 0) {
        try {
            await buildMissing(stock, toBuild, step, found, allowBuild);
        } catch (error) {
            const missing = toBuild.filter(({ name }) => !found.has(name));
            throw toolchainFailure(stock, missing, { download: refusals, build: reasonOf(error) });
        }
    }
    return found;
}

/**
 * Downloads what is offered with a checksum and adds it to `found`. Returns why the rest was not downloaded.
 */
async function downloadMissing(
    stock: Stock,
    step: Step,
    found: Map<BinaryName, ResolvedBinary>,
): Promise<readonly Refusal[]> {
    if (stock.missing.length === 0) {
        return [];
    }
    step.update("asking for official downloads");
    const wanted = stock.missing.map(({ name, downloads }) => ({ name, download: downloads[stock.platform] }));
    const { offers, refused } = await readOffers(wanted);
    const refusals: Refusal[] = [...refused];
    for (const offer of offers) {
        const position = `${found.size + 1} of ${BINARY_NAMES.length}`;
        const file = fileOf(stock, offer.name);
        try {
            await download(offer, file, (received, total) =>
                step.update(`downloading ${offer.name} (${position}), ${megabytes(received, total)}`),
            );
            found.set(offer.name, toResolved(stock, offer.name, "download"));
        } catch (error) {
            refusals.push({ name: offer.name, reason: reasonOf(error) });
        }
    }
    return refusals;
}

/** Builds one program after the other, so that an interrupted run keeps those that were finished. */
async function buildMissing(
    stock: Stock,
    specs: readonly BinarySpec[],
    step: Step,
    found: Map<BinaryName, ResolvedBinary>,
    allowBuild: boolean,
): Promise<void> {
    if (!allowBuild) {
        throw new Error("not allowed for this run");
    }
    const go = await findGo(stock.searchPath);
    checkDiskSpace(stock, specs, go);
    const clock = new BuildClock(specs, found.size);
    for (const spec of specs) {
        clock.begin();
        step.update(clock.text(spec.name));
        const ticker = setInterval(() => step.update(clock.text(spec.name)), 1_000);
        try {
            await buildBinary(go, spec, fileOf(stock, spec.name));
        } finally {
            clearInterval(ticker);
        }
        clock.finish(spec);
        found.set(spec.name, toResolved(stock, spec.name, "go-build"));
    }
}

/** A build that runs out of disk after ten minutes is worse than one that does not begin. */
function checkDiskSpace(stock: Stock, specs: readonly BinarySpec[], go: GoInstallation): void {
    const all = BINARY_NAMES.map((name) => stock.catalogue[name]);
    const needed = COLD_BUILD_BYTES * (coldSeconds(specs) / coldSeconds(all));
    const problem = missingDiskSpace([
        { folder: go.buildCache, bytes: needed * 0.7 },
        { folder: go.moduleCache, bytes: needed * 0.2 },
        { folder: stock.cacheDir, bytes: needed * 0.1 },
    ]);
    if (problem !== undefined) {
        throw new Error(problem);
    }
}

function toToolchain(cacheDir: string, found: Stock["found"]): Toolchain {
    const entries = BINARY_NAMES.map((name) => {
        const binary = found.get(name);
        if (binary === undefined) {
            throw new Error(`the toolchain was resolved without ${name}`);
        }
        return [name, binary] as const;
    });
    return {
        binaries: Object.fromEntries(entries) as { [name in BinaryName]: ResolvedBinary },
        binDir: linkBinFolder(
            cacheDir,
            entries.map(([name, { file }]) => ({ name, file })),
        ),
    };
}

function toResolved(stock: Stock, name: BinaryName, source: "download" | "go-build"): ResolvedBinary {
    return { file: fileOf(stock, name), version: stock.catalogue[name].version, source };
}

function fileOf(stock: Stock, name: BinaryName): string {
    return cachedFile(stock.cacheDir, name, stock.catalogue[name].version, stock.platform);
}

function coldSeconds(specs: readonly BinarySpec[]): number {
    return specs.reduce((sum, { build }) => sum + build.coldSeconds, 0);
}

/** "5 from the cache, 2 downloaded" */
function summary(found: Stock["found"]): string {
    const words = { path: "from PATH", cache: "from the cache", download: "downloaded", "go-build": "built" };
    const sources = [...found.values()].map(({ source }) => source);
    return [...new Set(sources)]
        .map((source) => `${sources.filter((other) => other === source).length} ${words[source]}`)
        .join(", ");
}

function megabytes(received: number, total: number | undefined): string {
    const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);
    return total === undefined ? `${mb(received)} MB` : `${mb(received)} of ${mb(total)} MB`;
}

function reasonOf(error: unknown): string {
    return plainFileError(error) ?? errorMessage(error);
}
