import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";

import type { ClusterLayout } from "./layout";

/** Writes the cluster's kubeconfig (administrator, certificates inside) with access for its owner only. */
export function writeKubeconfig({ name, kubeconfig, controlPlane }: ClusterLayout, apiServerPort: number): void {
    const certificate = (file: string): string =>
        fs.readFileSync(path.join(controlPlane, "pki", file)).toString("base64");
    const content = {
        apiVersion: "v1",
        kind: "Config",
        "current-context": name,
        clusters: [
            {
                name,
                cluster: {
                    server: `https://127.0.0.1:${apiServerPort}`,
                    "certificate-authority-data": certificate("ca.crt"),
                },
            },
        ],
        users: [
            {
                name,
                user: {
                    "client-certificate-data": certificate("admin.crt"),
                    "client-key-data": certificate("admin.key"),
                },
            },
        ],
        contexts: [{ name, context: { cluster: name, user: name } }],
    };
    fs.writeFileSync(kubeconfig, stringify(content), { mode: 0o600 });
}
