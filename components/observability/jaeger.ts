import type * as k8s from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import {
    imageFrom,
    parseBytes,
    parseCpu,
    type ImageSource,
    type NodePool,
    type Workload,
    type Zone,
} from "../../contracts";
import { failoverTolerations, zoneAffinity } from "../shared/placement";
import { RESTART_RECOVERY } from "../shared/recovery";
import type { Resources } from "../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPodWithVolumes } from "../shared/securityContexts";
import { JAEGER_IMAGE, MONITORING_NAMESPACE } from "./catalogue";

/**
 * Jaeger v2 with Badger on a volume: traces survive a restart and the loss of a node. The volume is in one zone, and only one process can
 * have it open: while that zone is lost there is no Jaeger, and of the traces that come meanwhile the collectors keep what fits into
 * their queues. More would need Elasticsearch, OpenSearch or Cassandra, each larger than everything that it would watch here.
 */

export const JAEGER_NAME = "jaeger";

export const JAEGER_PORTS = { otlp: 4317, query: 16686, metrics: 8888, health: 13133 } as const;

/** Ports that others use. */
export const JAEGER_SERVICE_PORTS = ["otlp", "query", "metrics"] as const;

export const JAEGER_LABELS = { "app.kubernetes.io/name": JAEGER_NAME, "app.kubernetes.io/part-of": "monitoring" };

/** DNS name by which every namespace finds it. */
export const JAEGER_HOST = `${JAEGER_NAME}.${MONITORING_NAMESPACE}.svc.cluster.local`;

const JAEGER_RESOURCES: Resources = {
    requests: { cpu: "100m", memory: "512Mi" },
    limits: { cpu: "1", memory: "1Gi" },
};

/** User of the image. */
const JAEGER_USER = 10001;

const DATA_FOLDER = "/badger";
const CONFIG_FOLDER = "/etc/jaeger";
export const JAEGER_CONFIG_FILE = "config.yaml";

const everywhere = (port: number) => ({ endpoint: `0.0.0.0:${port}` });

export function jaegerConfig(retentionDays: number): string {
    const { otlp, query, metrics, health } = JAEGER_PORTS;
    return stringify({
        extensions: {
            healthcheckv2: { use_v2: true, http: everywhere(health) },
            jaeger_query: { storage: { traces: "badger" }, http: everywhere(query) },
            jaeger_storage: {
                backends: {
                    badger: {
                        badger: {
                            ephemeral: false,
                            directories: { keys: `${DATA_FOLDER}/keys`, values: `${DATA_FOLDER}/values` },
                            ttl: { spans: `${retentionDays * 24}h` },
                        },
                    },
                },
            },
        },
        receivers: { otlp: { protocols: { grpc: everywhere(otlp) } } },
        processors: { batch: {} },
        exporters: { jaeger_storage_exporter: { trace_storage: "badger" } },
        service: {
            extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
            pipelines: {
                traces: { receivers: ["otlp"], processors: ["batch"], exporters: ["jaeger_storage_exporter"] },
            },
            telemetry: {
                resource: { "service.name": JAEGER_NAME },
                metrics: { readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: metrics } } } }] },
            },
        },
    });
}

export interface JaegerArgs {
    readonly zones: readonly Zone[];
    readonly dataNodes?: NodePool;
    readonly storageClass?: string;
    /** Where its image comes from. Default: the registry that publishes it. */
    readonly images?: ImageSource;
    /** Volume of the traces, a byte quantity. */
    readonly storage: string;
    readonly configMap: pulumi.Input<string>;
    /** A changed value rolls the pod. */
    readonly annotations: Record<string, pulumi.Input<string>>;
}

/** The StatefulSet's `spec`: one, because Badger is open in one process only. */
export function jaegerSpec(args: JaegerArgs): k8s.apps.v1.StatefulSetSpec {
    const health = { httpGet: { path: "/status", port: JAEGER_PORTS.health } };
    return {
        replicas: 1,
        serviceName: JAEGER_NAME,
        selector: { matchLabels: JAEGER_LABELS },
        template: {
            metadata: { labels: JAEGER_LABELS, annotations: args.annotations },
            spec: {
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                ...(args.dataNodes === undefined ? {} : { nodeSelector: args.dataNodes.nodeSelector }),
                affinity: { nodeAffinity: zoneAffinity(args.zones) },
                tolerations: failoverTolerations(),
                securityContext: unprivilegedPodWithVolumes(JAEGER_USER),
                containers: [
                    {
                        name: JAEGER_NAME,
                        image: imageFrom(JAEGER_IMAGE, args.images),
                        args: ["--config", `${CONFIG_FOLDER}/${JAEGER_CONFIG_FILE}`],
                        ports: JAEGER_SERVICE_PORTS.map((name) => ({ name, containerPort: JAEGER_PORTS[name] })),
                        readinessProbe: { ...health, periodSeconds: 10 },
                        livenessProbe: { ...health, periodSeconds: 30, failureThreshold: 5 },
                        resources: JAEGER_RESOURCES,
                        securityContext: READ_ONLY_CONTAINER,
                        volumeMounts: [
                            { name: "config", mountPath: CONFIG_FOLDER, readOnly: true },
                            { name: "data", mountPath: DATA_FOLDER },
                            { name: "tmp", mountPath: "/tmp" },
                        ],
                    },
                ],
                volumes: [
                    { name: "config", configMap: { name: args.configMap } },
                    { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
                ],
            },
        },
        volumeClaimTemplates: [
            {
                metadata: { name: "data" },
                spec: {
                    accessModes: ["ReadWriteOnce"],
                    ...(args.storageClass === undefined ? {} : { storageClassName: args.storageClass }),
                    resources: { requests: { storage: args.storage } },
                },
            },
        ],
    };
}

export function jaegerWorkload(zones: readonly Zone[]): Workload {
    const { requests } = JAEGER_RESOURCES;
    return {
        name: JAEGER_NAME,
        tier: "background",
        members: { min: 1, max: 1 },
        quorum: 0,
        zones: zones.map(({ name }) => name),
        spread: "none",
        requests: { cpu: parseCpu(requests.cpu), memory: parseBytes(requests.memory) },
        recovery: RESTART_RECOVERY,
        dependsOn: [],
        zoneBound: true,
        pods: { namespace: MONITORING_NAMESPACE, matchLabels: JAEGER_LABELS },
        service: JAEGER_NAME,
    };
}
