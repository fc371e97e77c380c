import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type { ClusterHandle, NamespaceRef, Workload } from "../../contracts";
import { createCustomResource } from "../shared/customResource";
import { dependenciesOf } from "../shared/dependencies";
import { createDisruptionBudget } from "../shared/disruptionBudget";
import { generatePassword } from "../shared/password";
import type { Resources } from "../shared/replicatedService";
import { valuesWithImages } from "../shared/chartImages";
import { createSecret, type GeneratedSecret } from "../shared/secret";
import { bridgeUrl, createBridge } from "./alerting/bridge";
import { needsBridge } from "./alerting/receivers";
import { alertmanagerConfig, type AlertRouting } from "./alerting/routing";
import { MONITORING_API, MONITORING_NAMESPACE, RELEASE_NAME, STACK_CHART, STACK_IMAGES } from "./catalogue";
import { JAEGER_NAME, JAEGER_PORTS } from "./jaeger";
import type { Monitor } from "./monitors";
import {
    ALERTMANAGER_SECRETS,
    GRAFANA_KEYS,
    OBJECT_NAMES,
    stackValues,
    type DataSource,
    type PrometheusSize,
    type StackValues,
} from "./stackValues";
import { workloadsOfStack } from "./stackWorkloads";
import { createTracing, tracingMonitors, type TracingArgs } from "./tracing";
import type { RuleGroup } from "./rules/types";
import type { Dashboard } from "./types";

export interface ObservabilityArgs {
    /** Its zones, storage and secrets; the stack has a namespace of its own. */
    readonly cluster: ClusterHandle;
    /** Two or more see everything, each by itself; their volumes hold `retentionDays` of it. */
    readonly prometheus: PrometheusSize;
    /** Three tell each other what they have sent: a lost one is not noticed. */
    readonly alertmanager: { readonly replicas: number; readonly resources: Resources };
    /** Collectors and Jaeger for traces. Default: none. */
    readonly tracing?: TracingArgs;
    /** Rules beside those about Kubernetes that the chart brings. Default: none. */
    readonly rules?: readonly RuleGroup[];
    /** Dashboards beside those about Kubernetes that the chart brings. Default: none. */
    readonly dashboards?: readonly Dashboard[];
    /** Whom alerts reach. Default: they are shown, and sent to nobody. */
    readonly alerting?: AlertRouting & {
        /** Existing Secret with the keys that receivers name, in the namespace of the stack. */
        readonly secret?: string;
    };
}

/** Where people find what the stack shows: names inside of the cluster, each of one Service. */
export interface Addresses {
    readonly grafana: string;
    readonly prometheus: string;
    readonly alertmanager: string;
    /** Only with tracing. */
    readonly jaeger?: string;
    /** Secret with Grafana's user `admin` and its password. */
    readonly grafanaSecret: string;
}

/** Seconds that all pods of the chart may take to become ready, volumes and images included. */
const INSTALL_SECONDS = 900;

const GRAFANA_SECRET = "grafana-admin";
const BRIDGE = "chat-bridge";

/**
 * Prometheus twice and Alertmanager three times, in different zones, and Grafana, which keeps nothing. `helm.v3.Release`: the chart
 * brings its definitions and makes the webhook's certificate in a hook.
 */
export class Observability extends pulumi.ComponentResource {
    /** Wait for these before the first monitor or rule; nothing on a simulated cluster. */
    public readonly installed: readonly pulumi.Resource[];
    public readonly addresses: Addresses;
    public readonly workloads: Workload[];

    constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:Observability", name, args, opts);
        const cluster = this.createNamespace(name, args.cluster);
        const secret = this.createGrafanaSecret(name, cluster);
        const values = valuesWithImages(
            stackValues({
                ...args,
                ...cluster,
                grafanaSecret: GRAFANA_SECRET,
                alerting: args.alerting && alertingOf(args.alerting, cluster.namespace),
                dataSources: args.tracing === undefined ? [] : [JAEGER_DATA_SOURCE],
            }),
            STACK_IMAGES,
            cluster.images,
        );

        this.installed = cluster.simulated ? [] : [this.installChart(name, cluster, values, secret, opts)];
        const stack = workloadsOfStack(values);
        this.createDisruptionBudgets(name, cluster, stack);
        const tracing = args.tracing === undefined ? [] : createTracing(name, cluster, args.tracing, { parent: this });
        this.createMonitors(name, cluster, args.tracing === undefined ? [] : tracingMonitors());
        this.createRules(name, cluster, args.rules ?? []);
        this.createDashboards(name, cluster, args.dashboards ?? []);

        const bridge = this.createBridge(name, cluster, args.alerting);

        this.workloads = [...stack, ...tracing, ...bridge];
        this.addresses = {
            grafana: serviceUrl(OBJECT_NAMES.grafana, 80),
            prometheus: serviceUrl(OBJECT_NAMES.prometheus.service, 9090),
            alertmanager: serviceUrl(OBJECT_NAMES.alertmanager.service, 9093),
            ...(args.tracing === undefined ? {} : { jaeger: serviceUrl(JAEGER_NAME, JAEGER_PORTS.query) }),
            grafanaSecret: `${MONITORING_NAMESPACE}/${GRAFANA_SECRET}`,
        };
        this.registerOutputs({
            addresses: this.addresses,
            workloads: this.workloads,
            // No chart can be installed there: its workloads get stand-ins.
            ...(cluster.simulated
                ? { charts: [{ ...STACK_CHART, name: RELEASE_NAME, namespace: MONITORING_NAMESPACE, values }] }
                : {}),
        });
    }

    private createNamespace(name: string, cluster: ClusterHandle): ClusterHandle {
        const { metadata } = new Namespace(
            `${name}-namespace`,
            { metadata: { name: MONITORING_NAMESPACE } },
            { parent: this },
        );
        return { ...cluster, namespace: { name: MONITORING_NAMESPACE, created: metadata.name } };
    }

    private createGrafanaSecret(name: string, cluster: ClusterHandle): GeneratedSecret {
        const child = { parent: this };
        return createSecret(
            `${name}-grafana-admin`,
            cluster,
            {
                name: GRAFANA_SECRET,
                stringData: {
                    [GRAFANA_KEYS.user]: "admin",
                    [GRAFANA_KEYS.password]: generatePassword(`${name}-grafana-password`, child),
                },
            },
            child,
        );
    }

    /** For those who are told by chat robots; one, or none. */
    private createBridge(name: string, { namespace, zones, images }: ClusterHandle, alerting: Alerting): Workload[] {
        const { critical = [], warning = [], secret } = alerting ?? {};
        return secret !== undefined && needsBridge([...critical, ...warning])
            ? [
                  createBridge(`${name}-${BRIDGE}`, BRIDGE, { namespace, zones, images, secret }, { parent: this })
                      .workload,
              ]
            : [];
    }

    private installChart(
        name: string,
        { namespace }: ClusterHandle,
        values: StackValues,
        secret: GeneratedSecret,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): Release {
        const { chart, version, repository } = STACK_CHART;
        return new Release(
            name,
            {
                name: RELEASE_NAME,
                chart,
                version,
                repositoryOpts: { repo: repository },
                namespace: namespace.created,
                atomic: true,
                timeout: INSTALL_SECONDS,
                values,
            },
            { parent: this, dependsOn: [secret.resource, ...dependenciesOf(opts)] },
        );
    }

    private createDisruptionBudgets(name: string, { namespace }: ClusterHandle, workloads: readonly Workload[]): void {
        workloads.forEach(({ name: workload, pods }) =>
            createDisruptionBudget(
                `${name}-${workload}-pdb`,
                { name: workload, namespace, matchLabels: pods?.matchLabels ?? {} },
                { parent: this },
            ),
        );
    }

    private createMonitors(name: string, cluster: ClusterHandle, monitors: readonly Monitor[]): void {
        monitors.forEach(({ kind, name: monitor, spec }) =>
            createCustomResource(
                `${name}-${monitor}-monitor`,
                cluster,
                { apiVersion: MONITORING_API, kind, name: monitor, spec },
                { parent: this, dependsOn: [...this.installed] },
            ),
        );
    }

    private createRules(name: string, cluster: ClusterHandle, groups: readonly RuleGroup[]): void {
        groups.forEach((group) =>
            createCustomResource(
                `${name}-rules-${group.name}`,
                cluster,
                { apiVersion: MONITORING_API, kind: "PrometheusRule", name: group.name, spec: { groups: [group] } },
                { parent: this, dependsOn: [...this.installed] },
            ),
        );
    }

    private createDashboards(name: string, { namespace }: ClusterHandle, dashboards: readonly Dashboard[]): void {
        dashboards.forEach(
            (dashboard) =>
                new ConfigMap(
                    `${name}-dashboard-${dashboard.name}`,
                    {
                        metadata: {
                            name: `dashboard-${dashboard.name}`,
                            namespace: namespace.created,
                            labels: { grafana_dashboard: "1" },
                        },
                        data: { [`${dashboard.name}.json`]: dashboard.json },
                    },
                    { parent: this },
                ),
        );
    }
}

type Alerting = ObservabilityArgs["alerting"];

function alertingOf({ secret, ...routing }: NonNullable<Alerting>, namespace: NamespaceRef) {
    const surroundings = {
        secretFolder: `${ALERTMANAGER_SECRETS}/${secret ?? ""}`,
        bridgeUrl: bridgeUrl(BRIDGE, namespace),
    };
    return { config: alertmanagerConfig(routing, surroundings), secret };
}

const JAEGER_DATA_SOURCE: DataSource = {
    name: "Jaeger",
    type: "jaeger",
    uid: "jaeger",
    url: serviceUrl(JAEGER_NAME, JAEGER_PORTS.query),
    access: "proxy",
};

function serviceUrl(service: string, port: number): string {
    return `http://${service}.${MONITORING_NAMESPACE}.svc.cluster.local:${port}`;
}
