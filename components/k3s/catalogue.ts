/** What is installed on the machines of a k3s cluster, pinned. */

export type Architecture = "amd64" | "arm64";

/** Release of k3s: Kubernetes 1.36 as published on 2026-08-27 (https://github.com/k3s-io/k3s/releases/tag/v1.36.4%2Bk3s1). */
export const K3S_VERSION = "v1.36.4+k3s1";

/** A release binary of k3s. */
export interface K3sBinary {
    readonly url: string;
    /** SHA-256 of the file, hexadecimal. */
    readonly sha256: string;
}

/** `+` stands for a space in a URL's query, and some proxies take it so in a path too. */
const RELEASE = `https://github.com/k3s-io/k3s/releases/download/${encodeURIComponent(K3S_VERSION)}`;

/**
 * Checksums as in the release's `sha256sum-amd64.txt` and `sha256sum-arm64.txt`, taken on 2026-11-25 from several public repositories
 * that pin the same release and agree; not compared with the files on the release page itself.
 */
export const K3S_BINARIES: Readonly<Record<Architecture, K3sBinary>> = {
    amd64: {
        url: `${RELEASE}/k3s`,
        sha256: "835873f37245fc615f547a2fe2af9402a347875f13fa64a1f136de644955ea3f",
    },
    arm64: {
        url: `${RELEASE}/k3s-arm64`,
        sha256: "c920706346d5ad4e5cd3c7bf1bb09ce71ebe07fec829e513e40f1caf98aed8bb",
    },
};

/**
 * Amazon Linux 2023: it has the AWS CLI, the Session Manager agent and Python, which the scripts need, and WireGuard in its kernel.
 * EC2 looks the parameter up at every launch, so that a replaced machine starts with the patched image of the day.
 * https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
 */
export const MACHINE_IMAGES: Readonly<Record<Architecture, string>> = {
    amd64: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    arm64: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
};

/** Graviton types have a `g` behind the generation (`m7g`, `c7gn`, `is4gen`); `g4dn` and its like are GPUs on x86. */
const GRAVITON = /^(a1|[a-z]+\d+g[a-z]*)\./;

/** What the processors of an instance type understand. */
export function architectureOf(instanceType: string): Architecture {
    return GRAVITON.test(instanceType) ? "arm64" : "amd64";
}
