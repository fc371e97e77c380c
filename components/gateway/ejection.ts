import type { Upstream } from "../../contracts";
import { GATEWAY_LABELS } from "./catalogue";

/**
 * How gateways find out that a backend is gone, long before Kubernetes marks its node: pure. What a mesh configuration cannot say, a patch of
 * the backends' Envoy clusters does. Istio itself sets none of these fields without a DestinationRule, but for `connect_timeout`.
 */

/** Seconds to connect to a backend in the same region: ten round trips and more. Other upstreams have that of the mesh. */
const CONNECT_SECONDS = 0.25;

/** Milliseconds that sent bytes may be unacknowledged. Keepalive does not count while there are any, and Linux's own limit is a quarter of an hour. */
const UNACKNOWLEDGED_MS = 5000;

/** Linux's numbers of `IPPROTO_TCP` and `TCP_USER_TIMEOUT`. */
const TCP_USER_TIMEOUT = { level: 6, name: 18 };

/** Seconds until an ejected backend is tried again, unless it fails its checks. */
const EJECTION_SECONDS = 10;

/**
 * Percent of the backends of every zone below which Envoy stops believing that they are gone and sends to all of them: when none is left,
 * it may be the gateway that is cut off. By default half of them would do, and requests would go to those that are dead.
 */
const PANIC_PERCENT = 1;

/**
 * A check each second from each gateway. It only connects: the kernel answers for a process that is busy, which has no reason to lose
 * requests to others, and Kubernetes' probes judge that. A host that is gone does not answer.
 */
const HEALTH_CHECK = {
    interval: "1s",
    // By default a gateway that has not served yet waits a minute after its first check.
    no_traffic_interval: "1s",
    timeout: "0.5s",
    unhealthy_threshold: 2,
    healthy_threshold: 2,
    // So that gateways do not check in step.
    interval_jitter_percent: 20,
    tcp_health_check: {},
};

/**
 * Only what happens before an answer counts: connections refused or timed out. A status says something about a workflow or a plugin, and
 * whoever can make Dify answer 503 must not be able to eject it.
 */
const OUTLIER_DETECTION = {
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: 2,
    enforcing_consecutive_local_origin_failure: 100,
    enforcing_local_origin_success_rate: 0,
    enforcing_consecutive_5xx: 0,
    enforcing_consecutive_gateway_failure: 0,
    enforcing_success_rate: 0,
    interval: "1s",
    base_ejection_time: `${EJECTION_SECONDS}s`,
    // A zone is a third or half of all; by default Envoy would leave all but a tenth in.
    max_ejection_percent: 100,
    // What connects again is there again.
    successful_active_health_check_uneject_host: true,
};

/** Fields of an Envoy cluster (`envoy.config.cluster.v3.Cluster`, v1.36). Live connections of an ejected backend go on. */
export function clusterPatch() {
    return {
        connect_timeout: `${CONNECT_SECONDS}s`,
        upstream_bind_config: {
            socket_options: [
                {
                    description: "TCP_USER_TIMEOUT",
                    ...TCP_USER_TIMEOUT,
                    int_value: UNACKNOWLEDGED_MS,
                    state: "STATE_PREBIND",
                },
            ],
        },
        common_lb_config: { healthy_panic_threshold: { value: PANIC_PERCENT } },
        outlier_detection: OUTLIER_DETECTION,
        health_checks: [HEALTH_CHECK],
        // A pod that leaves is forgotten at once: by the time that it stops listening, nothing checks it.
        ignore_health_on_host_removal: true,
    };
}

/** `spec` of the EnvoyFilter for these upstreams. */
export function ejectionSpec(upstreams: readonly Upstream[]) {
    return {
        workloadSelector: { labels: GATEWAY_LABELS },
        configPatches: upstreams.map(({ service, namespace, port }) => ({
            applyTo: "CLUSTER",
            match: {
                context: "GATEWAY",
                cluster: { service: `${service}.${namespace}.svc.cluster.local`, portNumber: port },
            },
            patch: { operation: "MERGE", value: clusterPatch() },
        })),
    };
}
