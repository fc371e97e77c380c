import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type * as k8s from "@pulumi/kubernetes/types/input";
import {
    imageFrom,
    type ClusterHandle,
    type KubernetesSecretRef,
    type MonitoringTargets,
    type PrimaryEndpoint,
    type RedisEndpoint,
    PLACES,
    type Flow,
    type Traffic,
    type Workload,
} from "../../contracts";
import { checksumAnnotation } from "../shared/checksum";
import { accountAnnotations } from "../shared/cloudAccess";
import { createCustomResource } from "../shared/customResource";
import { dependenciesOf } from "../shared/dependencies";
import { RESTART_RECOVERY } from "../shared/recovery";
import { createReplicatedService } from "../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPod } from "../shared/securityContexts";
import { identityFlows, tcp } from "../shared/traffic";
import { MONITORING_API } from "./catalogue";
import {
    blackboxExporter,
    chatProbe,
    cloudWatchExporter,
    postgresExporter,
    queueExporter,
    redisExporter,
    type CloudWatchArgs,
    type Exporter,
    type MonitoredServer,
    type ProbedChat,
} from "./exporters";
import { monitorsOf, podMonitor, type Monitor } from "./monitors";
import { probeOf, type ProbedAddress } from "./probes";

export interface MetricSourcesArgs {
    /** Monitors and exporters are in Dify's namespace, where the secrets are that exporters need. */
    readonly cluster: ClusterHandle;
    /** What the stack runs. */
    readonly targets: MonitoringTargets;
    /** Redis with Celery's queues, and the number of their database in it. */
    readonly broker: { readonly endpoint: PrimaryEndpoint; readonly database: number };
    /** Redis services that a provider runs, by the label `store` of their series. */
    readonly managedRedis: Readonly<Record<string, RedisEndpoint>>;
    /** PostgreSQL servers that a provider runs. */
    readonly managedPostgres: readonly MonitoredServer[];
    /** Metrics of AWS. Default: none. */
    readonly cloudWatch?: CloudWatchArgs;
    /** A chat that is begun again and again. Default: none. */
    readonly chat?: ProbedChat;
    /** Addresses that must answer with 2xx. */
    readonly addresses: readonly ProbedAddress[];
}

/** User of the exporters, which are single static programs: `nobody`. */
const EXPORTER_USER = 65534;

/** What a Prometheus operator, ours or the cluster's own, is to look at. */
export class MetricSources extends pulumi.ComponentResource {
    public readonly workloads: Workload[];
    public readonly traffic: Traffic;

    constructor(name: string, args: MetricSourcesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:MetricSources", name, args, opts);
        const exporters = exportersOf(args);

        this.workloads = exporters.map((exporter) => this.createExporter(name, args.cluster, exporter));
        this.createMonitors(
            name,
            args.cluster,
            [
                ...monitorsOf(args.targets),
                ...exporters.flatMap(monitorOf),
                ...args.addresses.map((address) => probeOf(address, args.cluster.namespace.name)),
            ],
            opts,
        );
        this.traffic = { flows: exporters.flatMap(flowsOf) };
        this.registerOutputs({ workloads: this.workloads });
    }

    private createExporter(name: string, cluster: ClusterHandle, exporter: Exporter): Workload {
        const file = exporter.file && this.createFile(name, cluster, exporter.name, exporter.file);
        const { healthPath, port } = exporter;
        return createReplicatedService(
            `${name}-${exporter.name}`,
            exporter.name,
            {
                namespace: cluster.namespace,
                zones: cluster.zones,
                labels: labelsOf(exporter),
                // A second would only tell the same once more.
                replicas: 1,
                resources: exporter.resources,
                container: {
                    image: imageFrom(exporter.image, cluster.images),
                    ...(exporter.command === undefined ? {} : { command: [...exporter.command] }),
                    ...(exporter.args === undefined ? {} : { args: [...exporter.args] }),
                    env: Object.entries(exporter.env).map(([variable, value]) => environmentVariable(variable, value)),
                    volumeMounts: mountsOf(exporter),
                    readinessProbe: { httpGet: { path: healthPath, port }, periodSeconds: 10 },
                    livenessProbe: { httpGet: { path: healthPath, port }, periodSeconds: 30 },
                    securityContext: READ_ONLY_CONTAINER,
                },
                ports: [{ name: METRICS_PORT, port }],
                preStopSeconds: 0,
                terminationSeconds: 30,
                podSecurityContext: unprivilegedPod(EXPORTER_USER),
                volumes: volumesOf(exporter, file),
                accountAnnotations: exporter.access && accountAnnotations(exporter.access),
                podAnnotations: exporter.file && checksumAnnotation(exporter.file.text),
                facts: {
                    tier: "background",
                    quorum: 0,
                    dependsOn: exporter.dependsOn,
                    recovery: RESTART_RECOVERY,
                },
            },
            { parent: this },
        ).workload;
    }

    private createFile(
        name: string,
        { namespace }: ClusterHandle,
        exporter: string,
        { name: file, text }: NonNullable<Exporter["file"]>,
    ): ConfigMap {
        return new ConfigMap(
            `${name}-${exporter}-config`,
            { metadata: { name: `${exporter}-config`, namespace: namespace.created }, data: { [file]: text } },
            { parent: this },
        );
    }

    private createMonitors(
        name: string,
        cluster: ClusterHandle,
        monitors: readonly Monitor[],
        opts: pulumi.ComponentResourceOptions | undefined,
    ): void {
        monitors.forEach(({ kind, name: monitor, spec }) =>
            createCustomResource(
                `${name}-${monitor}-monitor`,
                cluster,
                { apiVersion: MONITORING_API, kind, name: monitor, spec },
                { parent: this, dependsOn: dependenciesOf(opts) },
            ),
        );
    }
}

/** Name of the port of every exporter. */
const METRICS_PORT = "metrics";

function exportersOf(args: MetricSourcesArgs): Exporter[] {
    const { broker, managedRedis, managedPostgres, cloudWatch, chat, addresses, targets } = args;
    return [
        queueExporter(broker.endpoint, broker.database, targets.queues),
        ...Object.entries(managedRedis).map(([store, endpoint]) => redisExporter(store, endpoint)),
        ...managedPostgres.map(postgresExporter),
        ...(cloudWatch === undefined ? [] : [cloudWatchExporter(cloudWatch)]),
        ...(chat === undefined ? [] : [chatProbe(chat)]),
        ...(addresses.length === 0 ? [] : [blackboxExporter(addresses.map(({ url }) => url))]),
    ];
}

function flowsOf({ name, port, access, flows }: Exporter): Flow[] {
    return [
        { from: PLACES.prometheus, to: name, ports: tcp(port), reason: "metrics" },
        ...flows.map((flow) => ({ from: name, ...flow })),
        ...(access === undefined ? [] : identityFlows(name, access)),
    ];
}

function labelsOf({ name }: Exporter): Record<string, string> {
    return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "monitoring" };
}

function monitorOf(exporter: Exporter): Monitor[] {
    const { name, source } = exporter;
    return source === undefined
        ? []
        : [podMonitor({ ...source, name, selector: { matchLabels: labelsOf(exporter) }, port: METRICS_PORT })];
}

function environmentVariable(name: string, value: pulumi.Input<string> | KubernetesSecretRef): k8s.core.v1.EnvVar {
    return isSecretRef(value)
        ? { name, valueFrom: { secretKeyRef: { name: value.name, key: value.key } } }
        : { name, value };
}

function isSecretRef(value: pulumi.Input<string> | KubernetesSecretRef): value is KubernetesSecretRef {
    return typeof value === "object" && "kind" in value && value.kind === "kubernetes";
}

function mountsOf({ file, mount }: Exporter): k8s.core.v1.VolumeMount[] {
    return [
        ...(file === undefined ? [] : [{ name: "config", mountPath: file.folder, readOnly: true }]),
        ...(mount === undefined ? [] : [{ name: "further", mountPath: mount.folder, readOnly: true }]),
    ];
}

function volumesOf({ mount }: Exporter, file: ConfigMap | undefined): k8s.core.v1.Volume[] {
    return [
        ...(file === undefined ? [] : [{ name: "config", configMap: { name: file.metadata.name } }]),
        ...(mount === undefined ? [] : [{ name: "further", configMap: { name: mount.configMap, optional: true } }]),
    ];
}
