import * as os from "node:os";

/** Systems that the control plane's binaries exist for. */
export const PLATFORMS = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"] as const;

/** Operating system and processor in the names that Go and the official downloads use. */
export type Platform = (typeof PLATFORMS)[number];

/** The platform of this machine, or undefined when no control plane can run on it (Windows: use WSL). */
export function currentPlatform(): Platform | undefined {
    const arch: { readonly [arch: string]: string } = { x64: "amd64", arm64: "arm64" };
    const name = `${os.platform()}-${arch[os.arch()] ?? os.arch()}`;
    return PLATFORMS.find((platform) => platform === name);
}
