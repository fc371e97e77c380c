import { createHash } from "node:crypto";

/**
 * An agent's join token in the secure format: the agent sends it to no cluster but the one with this certificate authority. k3s hashes
 * the file as it is when it holds a single certificate.
 * https://docs.k3s.io/cli/token#secure, `hashCA` in https://github.com/k3s-io/k3s/blob/main/pkg/clientaccess/token.go
 */
export function agentToken(serverCaPem: string, password: string): string {
    const hash = createHash("sha256").update(serverCaPem).digest("hex");
    return `K10${hash}::node:${password}`;
}
