import type * as pulumi from "@pulumi/pulumi";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { imageFrom, JOBS, type ClusterHandle, type Workload } from "../../contracts";
import { checksumAnnotation } from "../shared/checksum";
import { createDisruptionBudget } from "../shared/disruptionBudget";
import { ENDPOINT_RECOVERY } from "../shared/recovery";
import { createReplicatedService } from "../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPod } from "../shared/securityContexts";
import { COLLECTOR_IMAGE } from "./catalogue";
import { collectorConfig, COLLECTOR_NAME, COLLECTOR_PORTS, COLLECTOR_RESOURCES, COLLECTORS } from "./collector";
import {
    JAEGER_CONFIG_FILE,
    JAEGER_HOST,
    JAEGER_LABELS,
    JAEGER_NAME,
    JAEGER_PORTS,
    JAEGER_SERVICE_PORTS,
    jaegerConfig,
    jaegerSpec,
    jaegerWorkload,
} from "./jaeger";
import { podMonitor, type Monitor } from "./monitors";

/** The way of a trace: collectors, and Jaeger, which keeps it. */

export interface TracingArgs {
    /** Volume of the traces, a byte quantity. */
    readonly storage: string;
    /** Days that traces are kept. */
    readonly retentionDays: number;
}

const COLLECTOR_USER = 10001;
const COLLECTOR_FOLDER = "/etc/otelcol";
const COLLECTOR_FILE = "config.yaml";

const COLLECTOR_LABELS = { "app.kubernetes.io/name": COLLECTOR_NAME, "app.kubernetes.io/part-of": "monitoring" };

/** Registers the objects below `opts.parent`, whose name `parentName` is. */
export function createTracing(
    parentName: string,
    cluster: ClusterHandle,
    args: TracingArgs,
    opts: pulumi.CustomResourceOptions,
): Workload[] {
    return [createCollectors(parentName, cluster, opts), createJaeger(parentName, cluster, args, opts)];
}

function createCollectors(parentName: string, cluster: ClusterHandle, opts: pulumi.CustomResourceOptions): Workload {
    const { namespace, zones } = cluster;
    const text = collectorConfig(`${JAEGER_HOST}:${JAEGER_PORTS.otlp}`);
    const config = new ConfigMap(
        `${parentName}-collector-config`,
        { metadata: { name: COLLECTOR_NAME, namespace: namespace.created }, data: { [COLLECTOR_FILE]: text } },
        opts,
    );
    const health = { httpGet: { path: "/", port: COLLECTOR_PORTS.health } };
    const { grpc, http, metrics, self } = COLLECTOR_PORTS;
    return createReplicatedService(
        `${parentName}-collector`,
        COLLECTOR_NAME,
        {
            namespace,
            zones,
            labels: COLLECTOR_LABELS,
            replicas: COLLECTORS,
            resources: COLLECTOR_RESOURCES,
            container: {
                image: imageFrom(COLLECTOR_IMAGE, cluster.images),
                args: ["--config", `${COLLECTOR_FOLDER}/${COLLECTOR_FILE}`],
                volumeMounts: [{ name: "config", mountPath: COLLECTOR_FOLDER, readOnly: true }],
                readinessProbe: { ...health, periodSeconds: 10 },
                livenessProbe: { ...health, periodSeconds: 30 },
                securityContext: READ_ONLY_CONTAINER,
            },
            // Named by protocol: the gateway speaks HTTP/2 to the first.
            ports: [
                { name: "grpc", port: grpc },
                { name: "http", port: http },
                { name: "metrics", port: metrics },
                { name: "self", port: self },
            ],
            preStopSeconds: 10,
            terminationSeconds: 45,
            podSecurityContext: unprivilegedPod(COLLECTOR_USER),
            volumes: [{ name: "config", configMap: { name: config.metadata.name } }],
            podAnnotations: checksumAnnotation(text),
            facts: { tier: "background", quorum: 1, dependsOn: [JAEGER_NAME], recovery: ENDPOINT_RECOVERY },
        },
        opts,
    ).workload;
}

function createJaeger(
    parentName: string,
    cluster: ClusterHandle,
    { storage, retentionDays }: TracingArgs,
    opts: pulumi.CustomResourceOptions,
): Workload {
    const { namespace, zones, storageClass, dataNodes, images } = cluster;
    const metadata = { name: JAEGER_NAME, namespace: namespace.created };
    const text = jaegerConfig(retentionDays);
    const config = new ConfigMap(
        `${parentName}-jaeger-config`,
        { metadata, data: { [JAEGER_CONFIG_FILE]: text } },
        opts,
    );
    new Service(
        `${parentName}-jaeger`,
        {
            metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
            spec: {
                selector: JAEGER_LABELS,
                ports: JAEGER_SERVICE_PORTS.map((name) => ({
                    name,
                    port: JAEGER_PORTS[name],
                    targetPort: name,
                })),
            },
        },
        opts,
    );
    createDisruptionBudget(
        `${parentName}-jaeger-pdb`,
        { name: JAEGER_NAME, namespace, matchLabels: JAEGER_LABELS },
        opts,
    );
    new StatefulSet(
        `${parentName}-jaeger`,
        {
            metadata,
            spec: jaegerSpec({
                zones,
                dataNodes,
                storageClass,
                images,
                storage,
                configMap: config.metadata.name,
                annotations: checksumAnnotation(text),
            }),
        },
        opts,
    );
    return jaegerWorkload(zones);
}

/** How Prometheus looks at both. */
export function tracingMonitors(): Monitor[] {
    const collector = { selector: { matchLabels: COLLECTOR_LABELS } };
    return [
        podMonitor({ ...collector, name: "opentelemetry", job: JOBS.openTelemetry, port: "metrics" }),
        podMonitor({ ...collector, name: COLLECTOR_NAME, job: JOBS.collector, port: "self" }),
        podMonitor({
            name: JAEGER_NAME,
            job: JOBS.jaeger,
            selector: { matchLabels: JAEGER_LABELS },
            port: "metrics",
        }),
    ];
}
