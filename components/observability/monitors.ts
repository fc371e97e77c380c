import { JOBS, type MonitoringTargets, type PostgresTarget, type RedisTarget } from "../../contracts";
import { AT_ONCE, AT_ONCE_JOBS } from "./timing";

/** What Prometheus is to look at of the stack's own components: PodMonitors and ServiceMonitors, as plain data. */

export interface Monitor {
    readonly kind: "PodMonitor" | "ServiceMonitor" | "Probe";
    /** Name of the object. */
    readonly name: string;
    readonly spec: object;
}

interface Selector {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly {
        readonly key: string;
        readonly operator: "In";
        readonly values: readonly string[];
    }[];
}

export interface Relabeling {
    /** Default: `replace`. */
    readonly action?: "keep";
    readonly sourceLabels?: readonly string[];
    readonly regex?: string;
    readonly targetLabel?: string;
    readonly replacement?: string;
}

/** One kind of source. */
export interface Source {
    readonly name: string;
    /** A value of JOBS. */
    readonly job: string;
    readonly selector: Selector;
    /** Name of the port of the pods, or of the Service. */
    readonly port: string;
    /** Default: `/metrics`. */
    readonly path?: string;
    /** Default: the namespace of the monitor itself, which is Dify's. */
    readonly namespace?: string;
    /** Labels of every series. */
    readonly labels?: Readonly<Record<string, string>>;
    /** Labels of the pods that series get too, by the name that they have there. */
    readonly podLabels?: Readonly<Record<string, string>>;
    /** Keep a series' own label where the target has one of that name: the namespace of a certificate, not of who tells of it. */
    readonly honorLabels?: true;
    /** Changes of single series. */
    readonly metricRelabelings?: readonly Relabeling[];
}

const ZONE_OF_NODE = "__meta_kubernetes_node_label_topology_kubernetes_io_zone";

/** Looks at the pods themselves. */
export function podMonitor({ selector, namespace, ...source }: Source): Monitor {
    return {
        kind: "PodMonitor",
        name: source.name,
        spec: {
            selector,
            ...namespaceSelector(namespace),
            attachMetadata: { node: true },
            podMetricsEndpoints: [endpoint(source)],
        },
    };
}

/** Looks at the pods behind a Service, whose port need not be one that they declare. */
export function serviceMonitor({ selector, namespace, ...source }: Source): Monitor {
    return {
        kind: "ServiceMonitor",
        name: source.name,
        spec: {
            selector,
            ...namespaceSelector(namespace),
            attachMetadata: { node: true },
            endpoints: [endpoint(source)],
        },
    };
}

function namespaceSelector(namespace: string | undefined) {
    return namespace === undefined ? {} : { namespaceSelector: { matchNames: [namespace] } };
}

function endpoint({
    job,
    port,
    path,
    labels = {},
    podLabels = {},
    honorLabels,
    metricRelabelings,
}: Omit<Source, "name" | "selector" | "namespace">) {
    return {
        port,
        ...(path === undefined ? {} : { path }),
        ...(AT_ONCE_JOBS.includes(job) ? { interval: AT_ONCE } : {}),
        ...(honorLabels === undefined ? {} : { honorLabels }),
        relabelings: [
            ...constants({ job, ...labels }),
            { sourceLabels: [ZONE_OF_NODE], targetLabel: "zone" },
            ...Object.entries(podLabels).map(([label, podLabel]) => ({
                sourceLabels: [`__meta_kubernetes_pod_label_${podLabel.replaceAll(/[^A-Za-z0-9_]/g, "_")}`],
                targetLabel: label,
            })),
        ],
        ...(metricRelabelings === undefined ? {} : { metricRelabelings }),
    };
}

function constants(labels: Readonly<Record<string, string>>): Relabeling[] {
    return Object.entries(labels).map(([targetLabel, replacement]) => ({ targetLabel, replacement }));
}

/** Monitors of what the components run, without the exporters that stand beside. */
export function monitorsOf(targets: MonitoringTargets): Monitor[] {
    return [
        ...gatewayMonitors(targets),
        ...postgresMonitors(targets.postgres),
        ...targets.redis.filter(({ managedBy }) => managedBy === "operator").map(redisMonitor),
        ...milvusMonitors(targets.milvus),
        ...(targets.plugins ? [pluginMonitor(targets)] : []),
        ...(targets.certificates ? [certificateMonitor()] : []),
    ];
}

function pluginMonitor({ release }: MonitoringTargets): Monitor {
    return podMonitor({
        name: `${release}-plugin-daemon`,
        job: JOBS.pluginDaemon,
        selector: { matchLabels: { "app.kubernetes.io/name": `${release}-plugin-daemon` } },
        port: "http",
        // Without the slash it answers with a redirect.
        path: "/metrics/",
    });
}

/** Namespace in which cert-manager is by convention, and by this program. */
const CERT_MANAGER_NAMESPACE = "cert-manager";

function certificateMonitor(): Monitor {
    return podMonitor({
        name: "cert-manager",
        job: JOBS.certManager,
        namespace: CERT_MANAGER_NAMESPACE,
        selector: {
            matchLabels: { "app.kubernetes.io/name": "cert-manager", "app.kubernetes.io/component": "controller" },
        },
        port: "http-metrics",
        honorLabels: true,
    });
}

function gatewayMonitors({ gateway }: MonitoringTargets): Monitor[] {
    return gateway === undefined
        ? []
        : [
              podMonitor({
                  name: "gateway",
                  job: JOBS.gateway,
                  namespace: gateway.namespace,
                  selector: { matchLabels: { app: "higress-gateway" } },
                  port: "istio-prom",
                  path: "/stats/prometheus",
                  // Higress' own dashboards select by it.
                  podLabels: { higress: "higress" },
              }),
              serviceMonitor({
                  name: "gateway-controller",
                  job: JOBS.gatewayController,
                  namespace: gateway.namespace,
                  selector: { matchLabels: { app: "higress-controller" } },
                  port: "http-monitoring",
              }),
          ];
}

/** How backups went, which the server's exporter says in its own name. */
const BACKUP_OUTCOMES = "cnpg_(dify_ha_backup_.*)";

function postgresMonitors(postgres: PostgresTarget): Monitor[] {
    return postgres.kind === "rds"
        ? []
        : [
              podMonitor({
                  name: "postgres",
                  job: JOBS.cloudnativepg,
                  // Those of a restored server, too.
                  selector: {
                      matchExpressions: [{ key: "cnpg.io/podRole", operator: "In", values: ["instance", "pooler"] }],
                  },
                  port: "metrics",
                  podLabels: { cluster: "cnpg.io/cluster" },
                  metricRelabelings: [
                      {
                          sourceLabels: ["__name__"],
                          regex: BACKUP_OUTCOMES,
                          targetLabel: "job",
                          replacement: JOBS.backups,
                      },
                      {
                          sourceLabels: ["__name__"],
                          regex: BACKUP_OUTCOMES,
                          targetLabel: "__name__",
                          replacement: "$1",
                      },
                  ],
              }),
          ];
}

/** Every member has its exporter beside it. */
function redisMonitor({ store, kind }: RedisTarget): Monitor {
    const apps = kind === "cluster" ? [`${store}-leader`, `${store}-follower`] : [store];
    return podMonitor({
        name: store,
        job: JOBS.redis,
        selector: { matchExpressions: [{ key: "app", operator: "In", values: apps }] },
        port: "redis-exporter",
        labels: { store },
        podLabels: { pod_role: "redis-role" },
    });
}

function milvusMonitors(milvus: string): Monitor[] {
    return [
        podMonitor({
            name: "milvus",
            job: JOBS.milvus,
            selector: {
                matchLabels: { "app.kubernetes.io/instance": milvus, "app.kubernetes.io/name": "milvus" },
            },
            port: "metrics",
            podLabels: { component: "app.kubernetes.io/component" },
        }),
        podMonitor({
            name: "milvus-etcd",
            job: JOBS.milvusEtcd,
            selector: {
                matchLabels: { "app.kubernetes.io/instance": `${milvus}-etcd`, "app.kubernetes.io/name": "etcd" },
            },
            port: "client",
        }),
    ];
}
