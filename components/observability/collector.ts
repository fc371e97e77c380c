import { stringify } from "yaml";
import type { Resources } from "../shared/replicatedService";
import { MONITORING_NAMESPACE } from "./catalogue";

/** The OpenTelemetry collector: takes traces and metrics from gateway and Dify. Its configuration, as text. */

export const COLLECTOR_NAME = "opentelemetry-collector";

export const COLLECTOR_PORTS = {
    /** What the gateway speaks. */
    grpc: 4317,
    /** What Dify speaks. */
    http: 4318,
    /** Dify's own metrics, for Prometheus. */
    metrics: 8889,
    /** The collector's metrics about itself. */
    self: 8888,
    health: 13133,
} as const;

/** DNS name by which every namespace finds it. */
export const COLLECTOR_HOST = `${COLLECTOR_NAME}.${MONITORING_NAMESPACE}.svc.cluster.local`;

/** One serves while the zone of the other is lost. */
export const COLLECTORS = 2;

export const COLLECTOR_RESOURCES: Resources = {
    requests: { cpu: "100m", memory: "256Mi" },
    limits: { cpu: "1", memory: "512Mi" },
};

const everywhere = (port: number) => ({ endpoint: `0.0.0.0:${port}` });

/** `jaeger`: host and port that takes traces. */
export function collectorConfig(jaeger: string): string {
    const { grpc, http, metrics, self, health } = COLLECTOR_PORTS;
    return stringify({
        extensions: { health_check: everywhere(health) },
        receivers: { otlp: { protocols: { grpc: everywhere(grpc), http: everywhere(http) } } },
        processors: {
            // Refuses before the kernel kills it; senders try again.
            memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 25 },
            batch: {},
        },
        exporters: {
            // Jaeger is one pod, away for minutes when its node is lost: some of what comes meanwhile waits here.
            otlp_grpc: {
                endpoint: jaeger,
                tls: { insecure: true },
                sending_queue: { queue_size: 5000 },
                retry_on_failure: { max_elapsed_time: "10m" },
            },
            prometheus: {
                ...everywhere(metrics),
                // Two processes with the same labels would overwrite each other.
                resource_to_telemetry_conversion: { enabled: true },
                // Dify sends every minute, to the other collector after it has connected again: the old value must not stay beside.
                metric_expiration: "2m",
            },
        },
        service: {
            extensions: ["health_check"],
            pipelines: {
                traces: { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["otlp_grpc"] },
                metrics: { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["prometheus"] },
            },
            telemetry: {
                metrics: { readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: self } } } }] },
            },
        },
    });
}
