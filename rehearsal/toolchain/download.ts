import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { errorMessage } from "../errorText";
import { run } from "../process/run";
import { storeInCache, unfinishedName } from "./cache";
import type { BinaryName, Download } from "./catalogue";
import { readChecksum } from "./checksum";
import { openUrl, readText } from "./http";
import { sha256OfFile } from "./sha256";

/** A download whose checksum could be read, so its host is there. */
export interface Offer {
    readonly name: BinaryName;
    readonly download: Download;
    /** The published SHA-256 of the download, lower-case hexadecimal. */
    readonly sha256: string;
}

/** A program that was not downloaded, and why. */
export interface Refusal {
    readonly name: BinaryName;
    readonly reason: string;
}

/** What the publishers offer, and why the rest cannot be downloaded. */
export interface Offers {
    readonly offers: readonly Offer[];
    readonly refused: readonly Refusal[];
}

/**
 * Asks for the checksums of all downloads at once. That also finds out which hosts can be reached, so that a
 * machine without network loses one timeout and not one per program.
 */
export async function readOffers(
    wanted: ReadonlyArray<{ readonly name: BinaryName; readonly download: Download | undefined }>,
): Promise<Offers> {
    const texts = new Map<string, Promise<string>>();
    const answers = await Promise.all(
        wanted.map(async ({ name, download }): Promise<Offer | Refusal> => {
            if (download === undefined) {
                return { name, reason: "no official download for this system" };
            }
            const { checksum } = download;
            const text = texts.get(checksum.url) ?? readText(checksum.url);
            texts.set(checksum.url, text);
            try {
                return { name, download, sha256: readChecksum(checksum, await text) };
            } catch (error) {
                return { name, reason: errorMessage(error) };
            }
        }),
    );
    return {
        offers: answers.filter((answer) => "sha256" in answer),
        refused: answers.filter((answer) => "reason" in answer),
    };
}

/**
 * Downloads one program into the cache. Nothing appears under its final name unless the checksum is right.
 * Throws an `Error` with the reason otherwise.
 *
 * @param onBytes called with the bytes received so far and the total (undefined when the server does not
 * say).
 */
export async function download(
    offer: Offer,
    file: string,
    onBytes: (received: number, total: number | undefined) => void,
): Promise<void> {
    const unfinished = unfinishedName(file);
    try {
        const sha256 = await fetchTo(unfinished, offer.download.url, onBytes);
        if (sha256 !== offer.sha256) {
            throw new Error(
                `the checksum of ${offer.download.url} is wrong (published ${offer.sha256}, received ${sha256})`,
            );
        }
        if (offer.download.archiveMember === undefined) {
            storeInCache(unfinished, file, sha256);
        } else {
            await storeFromArchive(unfinished, offer.download.archiveMember, file);
        }
    } finally {
        fs.rmSync(unfinished, { force: true });
    }
}

async function fetchTo(
    target: string,
    url: string,
    onBytes: (received: number, total: number | undefined) => void,
): Promise<string> {
    const response = await openUrl(url);
    const length = Number(response.headers["content-length"]);
    const total = Number.isFinite(length) ? length : undefined;
    const hash = crypto.createHash("sha256");
    let received = 0;
    const meter = new Transform({
        transform(chunk: Buffer, _encoding, callback) {
            hash.update(chunk);
            received += chunk.length;
            onBytes(received, total);
            callback(null, chunk);
        },
    });
    await pipeline(response, meter, fs.createWriteStream(target));
    return hash.digest("hex");
}

async function storeFromArchive(archive: string, member: string, file: string): Promise<void> {
    const folder = `${unfinishedName(file)}.unpacked`;
    fs.mkdirSync(folder, { recursive: true });
    try {
        // On Linux the archives are tar.gz; the zips are for macOS, whose tar reads them.
        const { code, stderr } = await run("tar", ["-xf", archive, "-C", folder, member], { timeoutMs: 120_000 });
        if (code !== 0) {
            throw new Error(`cannot unpack ${path.basename(member)}: ${stderr.trim()}`);
        }
        const unpacked = path.join(folder, member);
        storeInCache(unpacked, file, await sha256OfFile(unpacked));
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}
