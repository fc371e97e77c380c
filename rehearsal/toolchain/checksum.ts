import type { ChecksumSource } from "./catalogue";

/**
 * Reads the digest of a download from what its publisher says, in lower-case hexadecimal.
 *
 * @param text the content of the checksum source's URL. Throws when it holds no SHA-256 for this download.
 */
export function readChecksum(source: ChecksumSource, text: string): string {
    const digest = findDigest(source, text)?.toLowerCase();
    if (digest === undefined || !/^[0-9a-f]{64}$/.test(digest)) {
        throw new Error(`no SHA-256 is published at ${source.url}`);
    }
    return digest;
}

function findDigest(source: ChecksumSource, text: string): string | undefined {
    switch (source.kind) {
        case "sha256-file":
            return text.trim().split(/\s+/)[0];
        case "sha256-list":
            return text
                .split("\n")
                .map((line) => line.trim().split(/\s+\*?/))
                .find(([, entry]) => entry === source.entry)?.[0];
        case "github-digest":
            return githubDigest(text, source.asset);
    }
}

function githubDigest(text: string, asset: string): string | undefined {
    const release = JSON.parse(text) as { assets?: Array<{ name?: string; digest?: string | null }> };
    const digest = release.assets?.find(({ name }) => name === asset)?.digest;
    return digest?.startsWith("sha256:") ? digest.slice("sha256:".length) : undefined;
}
