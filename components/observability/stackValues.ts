import { parseBytes, ZONE_LABEL, type NodePool, type Zone } from "../../contracts";
import { placement, type Placement } from "../shared/operatorPods";
import { failoverTolerations, zoneAffinity, type Toleration, type ZoneAffinity } from "../shared/placement";
import type { Resources } from "../shared/replicatedService";
import { MONITORING_NAMESPACE, RELEASE_NAME } from "./catalogue";

/** Values of chart `kube-prometheus-stack`: pure. */

export interface StackValuesArgs {
    readonly zones: readonly Zone[];
    readonly storageClass?: string;
    /** Nodes for pods with volumes; any node when absent. */
    readonly dataNodes?: NodePool;
    readonly prometheus: PrometheusSize;
    readonly alertmanager: { readonly replicas: number; readonly resources: Resources };
    /** Secret with the keys of GRAFANA_KEYS. */
    readonly grafanaSecret: string;
    /** Who is told what. Default: alerts are shown, and sent to nobody. */
    readonly alerting?: {
        /** Alertmanager's configuration. */
        readonly config: object;
        /** Secret that it names files of, in its namespace. */
        readonly secret?: string;
    };
    /** Data sources of Grafana beside Prometheus and Alertmanager. */
    readonly dataSources: readonly DataSource[];
}

export interface PrometheusSize {
    readonly replicas: number;
    readonly resources: Resources;
    /** Volume of one of them, a byte quantity. */
    readonly storage: string;
    readonly retentionDays: number;
}

export interface DataSource {
    readonly name: string;
    readonly type: string;
    readonly uid: string;
    readonly url: string;
    readonly access: "proxy";
}

/** Placement of a single pod that Kubernetes may start anywhere else. */
interface SinglePlacement {
    affinity: { nodeAffinity: ZoneAffinity };
    tolerations: Toleration[];
}

interface Single extends SinglePlacement {
    resources: Resources;
}

interface Members extends Placement {
    replicas: number;
    resources: Resources;
    podAntiAffinity: "";
    retention: string;
    [field: string]: unknown;
}

export interface StackValues {
    prometheus: { prometheusSpec: Members };
    alertmanager: { config?: object; alertmanagerSpec: Members };
    grafana: Single & { fullnameOverride: string; replicas: number; [field: string]: unknown };
    prometheusOperator: Single & { [field: string]: unknown };
    "kube-state-metrics": Single & { fullnameOverride: string; replicas: number; metricLabelsAllowlist: string[] };
    [section: string]: unknown;
}

/** Labels of the pods (prometheus-operator, `pkg/prometheus/common.go` and `pkg/alertmanager/statefulset.go`; the charts' helpers). */
export const POD_LABELS = {
    prometheus: { "app.kubernetes.io/name": "prometheus", prometheus: RELEASE_NAME },
    alertmanager: { "app.kubernetes.io/name": "alertmanager", alertmanager: RELEASE_NAME },
    grafana: { "app.kubernetes.io/name": "grafana", "app.kubernetes.io/instance": RELEASE_NAME },
    operator: { app: "kube-prometheus-stack-operator", release: RELEASE_NAME },
    kubeStateMetrics: { "app.kubernetes.io/name": "kube-state-metrics", "app.kubernetes.io/instance": RELEASE_NAME },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** Names that the charts and the operator give to Services, Deployments and StatefulSets. */
export const OBJECT_NAMES = {
    prometheus: { service: `${RELEASE_NAME}-prometheus`, statefulSet: `prometheus-${RELEASE_NAME}` },
    alertmanager: {
        service: `${RELEASE_NAME}-alertmanager`,
        account: `${RELEASE_NAME}-alertmanager`,
        statefulSet: `alertmanager-${RELEASE_NAME}`,
    },
    grafana: "grafana",
    operator: `${RELEASE_NAME}-operator`,
    kubeStateMetrics: "kube-state-metrics",
} as const;

/** Seconds between two samples of a series. */
export const SCRAPE_SECONDS = 30;

/** Prometheus drops its oldest blocks before they fill this share of the volume: a full one would stop it. */
const USABLE_SHARE = 0.85;

/** Silences and what was sent to whom: some kilobytes. */
const ALERTMANAGER_STORAGE = "1Gi";

/** Where the operator mounts `secrets` of an Alertmanager. */
export const ALERTMANAGER_SECRETS = "/etc/alertmanager/secrets";

/** Hours that Alertmanager remembers; longer than any alert is repeated after. */
const ALERTMANAGER_RETENTION = "120h";

const GRAFANA_RESOURCES: Resources = {
    requests: { cpu: "100m", memory: "256Mi" },
    limits: { cpu: "1", memory: "512Mi" },
};

const SIDECAR_RESOURCES: Resources = {
    requests: { cpu: "10m", memory: "96Mi" },
    limits: { cpu: "200m", memory: "192Mi" },
};

const OPERATOR_RESOURCES: Resources = {
    requests: { cpu: "50m", memory: "128Mi" },
    limits: { cpu: "500m", memory: "512Mi" },
};

const KUBE_STATE_METRICS_RESOURCES: Resources = {
    requests: { cpu: "20m", memory: "96Mi" },
    limits: { cpu: "250m", memory: "256Mi" },
};

const NODE_EXPORTER_RESOURCES: Resources = {
    requests: { cpu: "20m", memory: "32Mi" },
    limits: { cpu: "250m", memory: "96Mi" },
};

const RELOADER_RESOURCES: Resources = {
    requests: { cpu: "10m", memory: "32Mi" },
    limits: { cpu: "100m", memory: "64Mi" },
};

export function stackValues(args: StackValuesArgs): StackValues {
    const single = { affinity: { nodeAffinity: zoneAffinity(args.zones) }, tolerations: failoverTolerations() };
    return {
        fullnameOverride: RELEASE_NAME,
        cleanPrometheusOperatorObjectNames: true,
        prometheus: { prometheusSpec: prometheusSpec(args) },
        alertmanager: {
            ...(args.alerting === undefined ? {} : { config: args.alerting.config }),
            alertmanagerSpec: alertmanagerSpec(args),
        },
        grafana: grafana(args, single),
        prometheusOperator: {
            ...single,
            resources: OPERATOR_RESOURCES,
            prometheusConfigReloader: { resources: RELOADER_RESOURCES },
        },
        "kube-state-metrics": {
            ...single,
            fullnameOverride: OBJECT_NAMES.kubeStateMetrics,
            // Two would report every object twice.
            replicas: 1,
            resources: KUBE_STATE_METRICS_RESOURCES,
            // By this, rules know in which zone a pod or a node is.
            metricLabelsAllowlist: [`nodes=[${ZONE_LABEL}]`],
        },
        "prometheus-node-exporter": { fullnameOverride: "node-exporter", resources: NODE_EXPORTER_RESOURCES },
        // Where somebody else runs the control plane they are out of reach, and where not they listen on localhost.
        kubeControllerManager: { enabled: false },
        kubeScheduler: { enabled: false },
        kubeEtcd: { enabled: false },
        kubeProxy: { enabled: false },
    };
}

function prometheusSpec({ prometheus, zones, storageClass, dataNodes }: StackValuesArgs): Members {
    const { replicas, resources, storage, retentionDays } = prometheus;
    return {
        ...placement(replicas, { ...POD_LABELS.prometheus }, zones, dataNodes),
        // The chart's own preference would say the same once more, over nodes only.
        podAntiAffinity: "",
        replicas,
        resources,
        retention: `${retentionDays}d`,
        retentionSize: `${Math.floor((parseBytes(storage) * USABLE_SHARE) / 1024 ** 2)}MiB`,
        scrapeInterval: `${SCRAPE_SECONDS}s`,
        evaluationInterval: `${SCRAPE_SECONDS}s`,
        storageSpec: { volumeClaimTemplate: volumeClaim(storage, storageClass) },
        // Whatever namespace and label they have: otherwise Prometheus would look at objects of this release only.
        ruleSelectorNilUsesHelmValues: false,
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
        probeSelectorNilUsesHelmValues: false,
        scrapeConfigSelectorNilUsesHelmValues: false,
    };
}

function alertmanagerSpec({
    alertmanager: { replicas, resources },
    alerting,
    zones,
    storageClass,
    dataNodes,
}: StackValuesArgs): Members {
    return {
        ...placement(replicas, { ...POD_LABELS.alertmanager }, zones, dataNodes),
        podAntiAffinity: "",
        replicas,
        resources,
        retention: ALERTMANAGER_RETENTION,
        storage: { volumeClaimTemplate: volumeClaim(ALERTMANAGER_STORAGE, storageClass) },
        ...(alerting?.secret === undefined ? {} : { secrets: [alerting.secret] }),
        // An AlertmanagerConfig would otherwise see the alerts of its own namespace only.
        alertmanagerConfigMatcherStrategy: { type: "None" },
    };
}

/**
 * Without state of its own: data sources and dashboards come from ConfigMaps, changes made by hand are gone with the pod. One: a second
 * would not know the first one's sessions without a database that both share.
 */
function grafana({ grafanaSecret, dataSources }: StackValuesArgs, single: SinglePlacement): StackValues["grafana"] {
    return {
        ...single,
        fullnameOverride: OBJECT_NAMES.grafana,
        replicas: 1,
        resources: GRAFANA_RESOURCES,
        persistence: { enabled: false },
        admin: { existingSecret: grafanaSecret, userKey: GRAFANA_KEYS.user, passwordKey: GRAFANA_KEYS.password },
        // The sidecars read ConfigMaps of this namespace, and no Secret of any.
        rbac: { namespaced: true },
        sidecar: {
            resources: SIDECAR_RESOURCES,
            dashboards: { searchNamespace: MONITORING_NAMESPACE, resource: "configmap" },
            datasources: { resource: "configmap" },
        },
        additionalDataSources: [...dataSources],
        "grafana.ini": {
            analytics: { check_for_updates: false, check_for_plugin_updates: false, reporting_enabled: false },
            users: { allow_sign_up: false },
        },
    };
}

/** Keys of Grafana's Secret. */
export const GRAFANA_KEYS = { user: "username", password: "password" } as const;

function volumeClaim(size: string, storageClass: string | undefined) {
    return {
        spec: {
            accessModes: ["ReadWriteOnce"],
            ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
            resources: { requests: { storage: size } },
        },
    };
}
