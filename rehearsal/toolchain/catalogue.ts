import * as path from "node:path";

import { PLATFORMS, type Platform } from "./platform";

/** The programs of the embedded control plane, in the order they are built: the quick ones first. */
export const BINARY_NAMES = [
    "etcd",
    "kwok",
    "kwokctl",
    "kubectl",
    "kube-scheduler",
    "kube-controller-manager",
    "kube-apiserver",
] as const;

/** Name of a program of the control plane; also its file name. */
export type BinaryName = (typeof BINARY_NAMES)[number];

/** Programs that are released together. Members of one family must share one minor version. */
export type Family = "kubernetes" | "etcd" | "kwok";

/** Where the publisher's SHA-256 of a download is found. Nothing is downloaded without one. */
export type ChecksumSource =
    /** A file that holds the digest of this one download. */
    | { readonly kind: "sha256-file"; readonly url: string }
    /** A `sha256sum` listing; `entry` is the file name in it. */
    | { readonly kind: "sha256-list"; readonly url: string; readonly entry: string }
    /** GitHub's release API, which tells the digest of every asset uploaded since June 2025. */
    | { readonly kind: "github-digest"; readonly url: string; readonly asset: string };

/** An official download of a program. */
export interface Download {
    readonly url: string;
    readonly checksum: ChecksumSource;
    /** Path of the program inside the archive; omitted when the download is the program itself. */
    readonly archiveMember?: string;
}

/** How a program is built from its Go modules. */
export interface GoBuild {
    /** Folder with the pinned `go.mod` and `go.sum`. */
    readonly moduleFolder: string;
    readonly packagePath: string;
    /** Linker flags; they carry the version, which a build from modules would not know otherwise. */
    readonly ldflags: string;
    /**
     * Seconds on two cores with an empty build cache, after the programs before it in {@link BINARY_NAMES}.
     */
    readonly coldSeconds: number;
}

/** One program: which version, how to recognise it, where to get it. */
export interface BinarySpec {
    readonly name: BinaryName;
    readonly family: Family;
    /** The pinned version, without a leading "v". */
    readonly version: string;
    /** Versions found on PATH that are used as they are, as a semver range. */
    readonly accepted: string;
    /** Arguments that make it print its version. */
    readonly versionArgs: readonly string[];
    /** Finds the version in that output, as its first group. */
    readonly versionPattern: RegExp;
    /** Platforms missing here have no official download with a checksum: there it is built. */
    readonly downloads: { readonly [platform in Platform]?: Download };
    readonly build: GoBuild;
}

/** All programs by name. */
export type Catalogue = { readonly [name in BinaryName]: BinarySpec };

/**
 * A whole cold build writes about this much: Go's build cache 4.6 GB, module cache 1.4 GB, programs and links
 * 1 GB.
 */
export const COLD_BUILD_BYTES = 7e9;

// Pinned on 2026-11-23. The go.mod beside each family's name pins the same versions; a test compares them.
const KUBERNETES_VERSION = "1.37.2";
const ETCD_VERSION = "3.7.3";
const KWOK_VERSION = "0.8.0";

// The three minors that upstream supported then, and the one before.
const KUBERNETES_ACCEPTED = ">=1.34.0 <1.38.0";

/** The pinned programs. */
export const CATALOGUE: Catalogue = {
    etcd: {
        name: "etcd",
        family: "etcd",
        version: ETCD_VERSION,
        accepted: ">=3.5.0 <4.0.0",
        versionArgs: ["--version"],
        versionPattern: /etcd Version: v?(\S+)/,
        downloads: perPlatform(PLATFORMS, etcdDownload),
        build: {
            moduleFolder: path.join(__dirname, "etcd"),
            packagePath: "go.etcd.io/etcd/server/v3",
            ldflags: "-s -w",
            coldSeconds: 60,
        },
    },
    kwok: kwokProgram("kwok", 115),
    kwokctl: kwokProgram("kwokctl", 15),
    kubectl: kubernetesProgram("kubectl", {
        versionArgs: ["version", "--client"],
        versionPattern: /Client Version: v(\S+)/,
        platforms: PLATFORMS,
        coldSeconds: 110,
    }),
    "kube-scheduler": kubernetesServer("kube-scheduler", 240),
    "kube-controller-manager": kubernetesServer("kube-controller-manager", 200),
    "kube-apiserver": kubernetesServer("kube-apiserver", 100),
};

function kubernetesServer(name: BinaryName, coldSeconds: number): BinarySpec {
    return kubernetesProgram(name, {
        versionArgs: ["--version"],
        versionPattern: /Kubernetes v(\S+)/,
        // Kubernetes publishes servers for Linux only.
        platforms: PLATFORMS.filter((platform) => platform.startsWith("linux-")),
        coldSeconds,
    });
}

function kubernetesProgram(
    name: BinaryName,
    specifics: Pick<BinarySpec, "versionArgs" | "versionPattern"> & {
        platforms: readonly Platform[];
        coldSeconds: number;
    },
): BinarySpec {
    const [major, minor] = KUBERNETES_VERSION.split(".");
    const version = "k8s.io/component-base/version";
    return {
        name,
        family: "kubernetes",
        version: KUBERNETES_VERSION,
        accepted: KUBERNETES_ACCEPTED,
        versionArgs: specifics.versionArgs,
        versionPattern: specifics.versionPattern,
        downloads: perPlatform(specifics.platforms, (platform) => {
            const url = `https://dl.k8s.io/release/v${KUBERNETES_VERSION}/bin/${platform.replace("-", "/")}/${name}`;
            return { url, checksum: { kind: "sha256-file", url: `${url}.sha256` } };
        }),
        build: {
            moduleFolder: path.join(__dirname, "kubernetes"),
            packagePath: `k8s.io/kubernetes/cmd/${name}`,
            ldflags: [
                "-s -w",
                `-X ${version}.gitVersion=v${KUBERNETES_VERSION}`,
                `-X ${version}.gitMajor=${major}`,
                `-X ${version}.gitMinor=${minor}`,
                `-X ${version}.gitTreeState=clean`,
            ].join(" "),
            coldSeconds: specifics.coldSeconds,
        },
    };
}

function kwokProgram(name: "kwok" | "kwokctl", coldSeconds: number): BinarySpec {
    return {
        name,
        family: "kwok",
        version: KWOK_VERSION,
        accepted: ">=0.8.0 <1.0.0",
        versionArgs: ["--version"],
        versionPattern: /version v(\S+)/,
        downloads: perPlatform(PLATFORMS, (platform) => ({
            url: `https://github.com/kubernetes-sigs/kwok/releases/download/v${KWOK_VERSION}/${name}-${platform}`,
            // KWOK's own release script uploads no checksum file.
            checksum: {
                kind: "github-digest",
                url: `https://api.github.com/repos/kubernetes-sigs/kwok/releases/tags/v${KWOK_VERSION}`,
                asset: `${name}-${platform}`,
            },
        })),
        build: {
            moduleFolder: path.join(__dirname, "kwok"),
            packagePath: `sigs.k8s.io/kwok/cmd/${name}`,
            ldflags: `-s -w -X sigs.k8s.io/kwok/pkg/consts.Version=v${KWOK_VERSION}`,
            coldSeconds,
        },
    };
}

function etcdDownload(platform: Platform): Download {
    const release = `https://github.com/etcd-io/etcd/releases/download/v${ETCD_VERSION}`;
    const folder = `etcd-v${ETCD_VERSION}-${platform}`;
    const archive = `${folder}.${platform.startsWith("linux-") ? "tar.gz" : "zip"}`;
    return {
        url: `${release}/${archive}`,
        checksum: { kind: "sha256-list", url: `${release}/SHA256SUMS`, entry: archive },
        archiveMember: `${folder}/etcd`,
    };
}

function perPlatform(
    platforms: readonly Platform[],
    download: (platform: Platform) => Download,
): BinarySpec["downloads"] {
    return Object.fromEntries(platforms.map((platform) => [platform, download(platform)]));
}
