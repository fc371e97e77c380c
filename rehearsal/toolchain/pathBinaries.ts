import * as fs from "node:fs";
import * as path from "node:path";
import * as semver from "semver";

import { run } from "../process/run";
import { BINARY_NAMES, type BinaryName, type BinarySpec, type Catalogue, type Family } from "./catalogue";

/** A program found on PATH, and the version it says it has (undefined: it did not say). */
export interface PathFinding {
    readonly name: BinaryName;
    readonly file: string;
    readonly version?: string;
}

/** Which findings are used, and why the others are not. */
export interface PathDecision {
    readonly used: ReadonlyMap<BinaryName, { readonly file: string; readonly version: string }>;
    readonly skipped: ReadonlyArray<{ readonly name: BinaryName; readonly file: string; readonly reason: string }>;
}

/** The first executable file called `name` in the folders of `searchPath` (as in `$PATH`), or undefined. */
export function findOnPath(name: string, searchPath: string): string | undefined {
    return searchPath
        .split(path.delimiter)
        .filter((folder) => path.isAbsolute(folder))
        .map((folder) => path.join(folder, name))
        .find(isExecutableFile);
}

/** Looks for every program of the catalogue on `searchPath` and asks those found for their version. */
export async function lookOnPath(catalogue: Catalogue, searchPath: string): Promise<PathFinding[]> {
    const found = BINARY_NAMES.flatMap((name) => {
        const file = findOnPath(name, searchPath);
        return file === undefined ? [] : [{ name, file }];
    });
    return Promise.all(
        found.map(async ({ name, file }) => ({ name, file, version: await askVersion(catalogue[name], file) })),
    );
}

/**
 * Decides which programs found on PATH are used. Each version must be in the accepted range, and the members
 * of one family must share one minor version: either all of them come from PATH with the same minor, or only
 * those that match the minor of the pinned ones which fill the gaps.
 */
export function decidePath(catalogue: Catalogue, findings: readonly PathFinding[]): PathDecision {
    const used = new Map<BinaryName, { file: string; version: string }>();
    const skipped: { name: BinaryName; file: string; reason: string }[] = [];
    const acceptable: Array<PathFinding & { version: string }> = [];
    for (const { name, file, version } of findings) {
        const { accepted, versionArgs } = catalogue[name];
        if (version === undefined) {
            skipped.push({ name, file, reason: `it does not tell its version (${versionArgs.join(" ")})` });
        } else if (!semver.satisfies(version, accepted, { includePrerelease: true })) {
            const age = semver.ltr(version, accepted) ? "older" : "newer";
            skipped.push({ name, file, reason: `${version} is ${age} than supported (${accepted})` });
        } else {
            acceptable.push({ name, file, version });
        }
    }
    for (const finding of acceptable) {
        const { family, version: pinned } = catalogue[finding.name];
        const minor = wholeFamilyMinor(catalogue, family, acceptable) ?? minorOf(pinned);
        if (minorOf(finding.version) === minor) {
            used.set(finding.name, { file: finding.file, version: finding.version });
        } else {
            const reason = `${finding.version} does not go with the ${minor} of the other ${family} programs`;
            skipped.push({ name: finding.name, file: finding.file, reason });
        }
    }
    return { used, skipped };
}

/** The minor that all members of the family on PATH share; undefined when one is missing or differs. */
function wholeFamilyMinor(
    catalogue: Catalogue,
    family: Family,
    acceptable: ReadonlyArray<PathFinding & { version: string }>,
): string | undefined {
    const members = BINARY_NAMES.filter((name) => catalogue[name].family === family);
    const minors = members.map((member) => {
        const finding = acceptable.find(({ name }) => name === member);
        return finding && minorOf(finding.version);
    });
    return minors.every((minor) => minor === minors[0]) ? minors[0] : undefined;
}

function minorOf(version: string): string {
    return `${semver.major(version)}.${semver.minor(version)}`;
}

async function askVersion(spec: BinarySpec, file: string): Promise<string | undefined> {
    const { stdout, stderr } = await run(file, spec.versionArgs);
    const text = spec.versionPattern.exec(`${stdout}\n${stderr}`)?.[1];
    return semver.valid(text) ?? undefined;
}

function isExecutableFile(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}
