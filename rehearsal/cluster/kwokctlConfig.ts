import { stringify } from "yaml";

import type { Toolchain } from "../toolchain/resolve";
import type { ClusterPorts } from "./ports";

/**
 * Seconds without a heartbeat after which kube-controller-manager calls a node NotReady. This is upstream's
 * default since Kubernetes 1.32 (before: 40), so zone loss takes as long here as on a real cluster that
 * changes nothing. kwokctl would set 40, times its `heartbeatFactor` of 5.
 */
export const NODE_MONITOR_GRACE_SECONDS = 50;

/**
 * Seconds that a node's lease lasts; it is renewed after a quarter of that. What a kubelet does by default.
 */
export const NODE_LEASE_SECONDS = 40;

/**
 * The configuration that kwokctl creates the control plane from: YAML, complete, so that neither the user's
 * `~/.kwok/kwok.yaml` nor a download is needed.
 */
export function kwokctlConfig(binaries: Toolchain["binaries"], ports: ClusterPorts): string {
    return stringify({
        kind: "KwokctlConfiguration",
        apiVersion: "config.kwok.x-k8s.io/v1alpha1",
        options: {
            runtime: "binary",
            // The default is every interface, and etcd asks nobody for a password.
            bindAddress: "127.0.0.1",
            // One controller for all nodes could not lose a zone; zones.ts starts one per zone.
            disable: ["kwok-controller"],
            heartbeatFactor: 1,
            nodeLeaseDurationSeconds: NODE_LEASE_SECONDS,
            kubeControllerManagerNodeMonitorGracePeriodMilliseconds: NODE_MONITOR_GRACE_SECONDS * 1_000,
            kubeApiserverPort: ports.apiServer,
            etcdPort: ports.etcd,
            etcdPeerPort: ports.etcdPeer,
            kubeControllerManagerPort: ports.controllerManager,
            kubeSchedulerPort: ports.scheduler,
            etcdBinary: binaries.etcd.file,
            kubeApiserverBinary: binaries["kube-apiserver"].file,
            kubeControllerManagerBinary: binaries["kube-controller-manager"].file,
            kubeSchedulerBinary: binaries["kube-scheduler"].file,
            kubectlBinary: binaries.kubectl.file,
        },
        componentsPatches: [
            // The data is thrown away: waiting for the disk would only slow the start down.
            { name: "etcd", extraArgs: [{ key: "unsafe-no-fsync", value: "true" }] },
            // There is one of each. An election would cost up to 2 s at the start, and end the process when
            // this machine is too busy (or asleep) to renew the lease in time.
            { name: "kube-controller-manager", extraArgs: [{ key: "leader-elect", value: "false" }] },
            { name: "kube-scheduler", extraArgs: [{ key: "leader-elect", value: "false" }] },
        ],
    });
}
