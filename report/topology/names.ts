/** Words that are written in another way than names of resources are. */
const WORDS: Readonly<Record<string, string>> = {
    api: "API",
    ssrf: "SSRF",
    postgres: "PostgreSQL",
    redis: "Redis",
    milvus: "Milvus",
    higress: "Higress",
    prometheus: "Prometheus",
    alertmanager: "Alertmanager",
    grafana: "Grafana",
    jaeger: "Jaeger",
    cloudwatch: "CloudWatch",
    opentelemetry: "OpenTelemetry",
    celery: "Celery",
    datanode: "data node",
    querynode: "query node",
    streamingnode: "streaming node",
    mixcoord: "coordinator",
    kube: "Kubernetes",
};

/** What all workloads of the application begin with. */
const APPLICATION = /^dify-/;

/** A name of a workload as one would say it: `dify-ssrf-proxy` is the `SSRF proxy`. */
export function labelOf(name: string): string {
    return name
        .replace(APPLICATION, "")
        .split("-")
        .map((word) => WORDS[word] ?? word)
        .join(" ");
}
