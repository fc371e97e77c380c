import { cacheFolder } from "../cacheFolder";
import { UserError } from "../userError";
import { cachedFile, lookInCache } from "./cache";
import { BINARY_NAMES, CATALOGUE, type BinaryName, type BinarySpec, type Catalogue } from "./catalogue";
import { decidePath, lookOnPath, type PathDecision } from "./pathBinaries";
import { currentPlatform, type Platform } from "./platform";

/** Where to look for programs. */
export interface StockOptions {
    /** Folder that holds the cache, default {@link cacheFolder}. */
    readonly cacheDir?: string;
    /** Folders to search, as in `$PATH`, which is the default. */
    readonly path?: string;
    /** The pinned programs; another table is for tests. */
    readonly catalogue?: Catalogue;
}

/** A program that can be run right now. */
export interface ResolvedBinary {
    readonly file: string;
    /** Without a leading "v". */
    readonly version: string;
    /** How it was obtained by this run; what an earlier run downloaded or built comes from the cache. */
    readonly source: "path" | "cache" | "download" | "go-build";
}

/** What is at hand without network and without building. */
export interface Stock {
    readonly cacheDir: string;
    readonly searchPath: string;
    readonly platform: Platform;
    readonly catalogue: Catalogue;
    readonly found: ReadonlyMap<BinaryName, ResolvedBinary>;
    /** Programs still to be obtained, in the order to build them. */
    readonly missing: readonly BinarySpec[];
    readonly skippedOnPath: PathDecision["skipped"];
    /** Cached programs that were not what had been stored. They have been removed. */
    readonly damaged: readonly BinaryName[];
}

/**
 * Looks on PATH and in the cache. Throws a `UserError` on a system that no control plane runs on.
 */
export async function takeStock(options: StockOptions): Promise<Stock> {
    const cacheDir = options.cacheDir ?? cacheFolder();
    const searchPath = options.path ?? process.env.PATH ?? "";
    const catalogue = options.catalogue ?? CATALOGUE;
    const platform = currentPlatform();
    if (platform === undefined) {
        throw new UserError(
            `The embedded control plane runs on Linux and macOS (amd64, arm64), not on ${process.platform} ` +
                `${process.arch}. On Windows use WSL.\n\`npm run plan\` works without it.`,
        );
    }
    const onPath = decidePath(catalogue, await lookOnPath(catalogue, searchPath));
    const found = new Map<BinaryName, ResolvedBinary>();
    const missing: BinarySpec[] = [];
    const damaged: BinaryName[] = [];
    for (const name of BINARY_NAMES) {
        const fromPath = onPath.used.get(name);
        if (fromPath !== undefined) {
            found.set(name, { ...fromPath, source: "path" });
            continue;
        }
        const spec = catalogue[name];
        const lookup = await lookInCache(cachedFile(cacheDir, name, spec.version, platform));
        if (lookup.state === "ok") {
            found.set(name, { file: lookup.file, version: spec.version, source: "cache" });
            continue;
        }
        missing.push(spec);
        if (lookup.state === "damaged") {
            damaged.push(name);
        }
    }
    return { cacheDir, searchPath, platform, catalogue, found, missing, skippedOnPath: onPath.skipped, damaged };
}
