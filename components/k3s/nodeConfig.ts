import { stringify } from "yaml";
import type { SnapshotSchedule } from "./args";

/** Where the scripts put the contents of the bootstrap secret. */
const SECRETS = "/etc/dify-ha/secrets";

/** Names of the files of the bootstrap secrets that k3s itself reads. */
export const TOKEN_FILES = { token: "token", agentToken: "agent-token" } as const;

/** What must not be scheduled where etcd runs: everything that does not ask for it. */
const CONTROL_PLANE_TAINT = "node-role.kubernetes.io/control-plane:NoSchedule";

export interface ServerConfigArgs {
    /** Host names that clients reach the API at. */
    readonly hosts: readonly string[];
    readonly region: string;
    readonly bucket: string;
    readonly snapshots: Pick<SnapshotSchedule, "schedule" | "retention">;
}

/**
 * /etc/rancher/k3s/config.yaml of every server: the same on all of them, as k3s demands. What differs between machines (name, labels,
 * how to join) is in config.yaml.d/node.yaml, which the bootstrap script writes. https://docs.k3s.io/cli/server
 */
export function serverConfig({ hosts, region, bucket, snapshots }: ServerConfigArgs): string {
    return stringify({
        "token-file": `${SECRETS}/${TOKEN_FILES.token}`,
        "agent-token-file": `${SECRETS}/${TOKEN_FILES.agentToken}`,
        "tls-san": hosts,
        "node-taint": [CONTROL_PLANE_TAINT],
        // Ingress, load balancers and volumes are the gateway's, AWS's and the EBS driver's.
        disable: ["traefik", "servicelb", "local-storage"],
        // k3s's own would label every machine as of type "k3s" and know no instance that is gone; labels and provider ID come from the
        // instance's metadata, and forget-nodes.sh deletes the Nodes of terminated instances.
        "disable-cloud-controller": true,
        // Encrypts the traffic between the pods of two machines.
        "flannel-backend": "wireguard-native",
        "secrets-encryption": true,
        "protect-kernel-defaults": true,
        // Cron in the machine's time zone, which is UTC.
        "etcd-snapshot-schedule-cron": snapshots.schedule,
        "etcd-snapshot-retention": snapshots.retention,
        "etcd-snapshot-compress": true,
        "etcd-s3": true,
        "etcd-s3-endpoint": `s3.${region}.amazonaws.com`,
        "etcd-s3-region": region,
        "etcd-s3-bucket": bucket,
        // Counted by folder, which is the zone's: every server keeps its own.
        "etcd-s3-retention": snapshots.retention,
    });
}

/** /etc/rancher/k3s/config.yaml of every agent. https://docs.k3s.io/cli/agent */
export function agentConfig(): string {
    return stringify({ "token-file": `${SECRETS}/${TOKEN_FILES.token}`, "protect-kernel-defaults": true });
}
