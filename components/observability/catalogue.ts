import type { ChartImages } from "../shared/chartImages";

/** What the observability stack consists of, pinned. Read in prometheus-community/helm-charts at 2026-08-22. */

/** Prometheus operator 0.93.1 with Prometheus, Alertmanager, Grafana (chart 12.11.1), kube-state-metrics and node-exporter. */
export const STACK_CHART = {
    chart: "kube-prometheus-stack",
    version: "88.5.3",
    repository: "https://prometheus-community.github.io/helm-charts",
} as const;

/** Its images, as in the values of this version and of its sub-charts (Grafana's from memory). */
export const STACK_IMAGES: ChartImages = {
    registries: {
        "prometheus.prometheusSpec.image.registry": "quay.io",
        "alertmanager.alertmanagerSpec.image.registry": "quay.io",
        "prometheusOperator.image.registry": "quay.io",
        "prometheusOperator.prometheusConfigReloader.image.registry": "quay.io",
        "prometheusOperator.admissionWebhooks.patch.image.registry": "ghcr.io",
        "kube-state-metrics.image.registry": "registry.k8s.io",
        "prometheus-node-exporter.image.registry": "quay.io",
        "grafana.image.registry": "docker.io",
        "grafana.sidecar.image.registry": "quay.io",
    },
};

/** Namespace of everything but the exporters that need secrets of Dify's own namespace. */
export const MONITORING_NAMESPACE = "monitoring";

/** Name of the release, and of the Prometheus and Alertmanager resources in it. */
export const RELEASE_NAME = "monitoring";

/** API of the operator's resources. */
export const MONITORING_API = "monitoring.coreos.com/v1";

/** Images of the exporters: the versions of their charts at the same date. */
export const EXPORTER_IMAGES = {
    redis: "docker.io/oliver006/redis_exporter:v1.89.0",
    postgres: "quay.io/prometheuscommunity/postgres-exporter:v0.20.1",
    blackbox: "quay.io/prometheus/blackbox-exporter:v0.28.0",
    /** Node, for the synthetic probe: the version that the tests run it with. */
    probe: "docker.io/library/node:22.23.3-alpine",
    cloudWatch: "quay.io/prometheuscommunity/yet-another-cloudwatch-exporter:v0.67.0",
} as const;

/** Core distribution of the OpenTelemetry collector: OTLP in, OTLP and Prometheus out. */
export const COLLECTOR_IMAGE = "docker.io/otel/opentelemetry-collector:0.158.0";

/** Python, for the bridge to chat robots, 2026-11-25 (tag of docker-library/python). */
export const PYTHON_IMAGE = "docker.io/library/python:3.13-slim-trixie";

/** Jaeger v2, 2026-06. */
export const JAEGER_IMAGE = "docker.io/jaegertracing/jaeger:2.19.0";
