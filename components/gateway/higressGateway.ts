import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { DeploymentPatch } from "@pulumi/kubernetes/apps/v1/deploymentPatch";
import { HorizontalPodAutoscalerPatch } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscalerPatch";
import { ConfigMapPatch } from "@pulumi/kubernetes/core/v1/configMapPatch";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import {
    ENVOY_FILTER_API,
    type ClusterHandle,
    type GatewayHandle,
    type NamespaceRef,
    type Upstream,
    type Workload,
} from "../../contracts";
import { dependenciesOf } from "../shared/dependencies";
import { createDisruptionBudget } from "../shared/disruptionBudget";
import { refuse } from "../shared/refuse";
import type { Resources } from "../shared/replicatedService";
import { bodyLimitSpec } from "./bodyLimit";
import {
    CONTROLLER_LABELS,
    CONTROLLER_NAME,
    GATEWAY_LABELS,
    GATEWAY_NAME,
    HIGRESS_CHART,
    HIGRESS_INGRESS_CLASS,
    HIGRESS_NAMESPACE,
    HTTP_PORT,
    HTTPS_PORT,
} from "./catalogue";
import { PRE_STOP_SECONDS, terminationSeconds } from "./drain";
import { ejectionSpec } from "./ejection";
import { targetGroupBindingSpec, type Exposure } from "./exposure";
import { optionsText, type GatewayTracing } from "./options";
import { gatewayProblems } from "./rules";
import { chartValues, workloadsOfValues, type ChartValues } from "./values";

export interface HigressGatewayArgs {
    /** Its zones; the gateway has a namespace of its own. */
    readonly cluster: ClusterHandle;
    /** Gateways in each zone, at least 2; 1 with `acceptOnePerZone`. Default: 2. */
    readonly replicasPerZone?: number;
    /** Accept a single gateway in a zone: while it is being replaced, what a load balancer sends to its zone fails. Default: `false`. */
    readonly acceptOnePerZone?: boolean;
    /** Gateways in each zone under load. Default: twice `replicasPerZone`. */
    readonly maxPerZone?: number;
    /** Requests and limits of one gateway. */
    readonly resources: Resources;
    /** Seconds that the longest stream may take: a gateway that is going waits so long for it. At most 3555. Default: 600. */
    readonly drainSeconds?: number;
    /** Where its part of a trace goes. Default: nothing is traced. */
    readonly tracing?: GatewayTracing;
    /** Bytes of a request's body above which the answer is 413. Default: 100 MiB, as in Dify's own nginx since 1.6.0. */
    readonly maxBodyBytes?: number;
    readonly exposure: Exposure;
    /** Plugins call Services that no route leads to, such as a Redis. Default: `false`, gateways know only what routes lead to. */
    readonly pluginsCallServices?: boolean;
    /**
     * Services that it sends requests to, of which it ejects dead backends by itself. To those of another Service it sends until Kubernetes
     * says that they are gone, half a minute and more.
     */
    readonly upstreams: readonly Upstream[];
    /** Registry (and path) that has a copy of the images `higress/*` and `plugins/*`. Default: the chart's, in Hangzhou. */
    readonly imageHub?: string;
}

const DEFAULTS = { replicasPerZone: 2, acceptOnePerZone: false, drainSeconds: 600, maxBodyBytes: 100 * 1024 ** 2 };

/** Lets a new gateway count as ready only when the load balancer, too, has found it to be healthy. */
const READINESS_GATES = { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" };

/** A rollout waits for load balancers, minutes for each round of pods; Pulumi and Helm must wait longer. */
const ROLLOUT_SECONDS = 3600;
const ROLLOUT_TIMEOUT = { create: `${ROLLOUT_SECONDS}s`, update: `${ROLLOUT_SECONDS}s` };

/**
 * For fields that Helm has written, or counts as the writer of: what the API server fills in by default belongs to who created the object.
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts)
 */
const INSIST = { "pulumi.com/patchForce": "true" };

/** A gateway leaves with its streams: one at a time, and not because of a quiet minute. */
const SCALE_DOWN = {
    stabilizationWindowSeconds: 600,
    selectPolicy: "Min",
    policies: [{ type: "Pods", value: 1, periodSeconds: 120 }],
};

/**
 * The Higress gateway: at least two in each zone, drained without cutting a stream, before every route of Dify.
 *
 * It is a `helm.v3.Release`: the chart asks the cluster (`lookup`) for its live ConfigMap, which no client-side rendering, such as that of
 * `helm.v4.Chart`, can answer; an upgrade is whole or undone; and hooks, should the chart get some, run. What the chart cannot say is
 * added as patches of its objects, each for fields that no chart value sets. An upgrade of the release leaves such fields alone (checked
 * with Helm 3.18 on Kubernetes 1.37), and the plan shows them; transforms could only be seen where an engine renders the chart.
 *
 * In ConfigMap `higress-config` the live options win over changed values, so those are patched, too, with a text equal to the chart's.
 * Changing them makes new listeners, which ends the streams of all gateways: do it when few are open.
 *
 * The autoscaler needs the metrics server.
 */
export class HigressGateway extends pulumi.ComponentResource {
    /** For Ingresses. */
    public readonly ingressClass: string;
    public readonly namespace: string;
    /** Seconds that a gateway may take to go. A load balancer must not end its connections earlier: the least deregistration delay. */
    public readonly terminationSeconds: number;
    /** For what adds routes and plugins to it. */
    public readonly handle: GatewayHandle;
    public readonly workloads: Workload[];
    /** Wait for these before what only a gateway serves or understands. */
    public readonly installed: readonly pulumi.Resource[];

    /** Throws one ResourceError that names everything wrong with `args`. */
    constructor(name: string, args: HigressGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:HigressGateway", name, args, opts);
        const settings = { ...DEFAULTS, ...withoutUndefined(args) };
        const complete = { ...settings, maxPerZone: settings.maxPerZone ?? 2 * settings.replicasPerZone };
        refuse(this, gatewayProblems(complete));
        const values = chartValues({ ...complete, zones: args.cluster.zones });

        const namespace = this.createNamespace(name, args.exposure);
        const release = this.installChart(name, namespace, values, opts);
        this.createDisruptionBudgets(name, namespace);
        const bindings = this.bindTargetGroups(name, namespace, args.exposure, release);
        const afterwards = { parent: this, dependsOn: [release] };
        this.patchOptions(name, namespace, values, afterwards);
        this.patchScaling(name, namespace, afterwards);
        // Pods get their readiness gate when the binding is there: this patch rolls those that the chart made before.
        this.patchPods(name, namespace, terminationSeconds(complete.drainSeconds), {
            ...afterwards,
            dependsOn: [release, ...bindings],
        });
        this.limitBodies(name, namespace, complete.maxBodyBytes, afterwards);
        this.ejectDeadBackends(name, namespace, args.upstreams, afterwards);

        this.ingressClass = HIGRESS_INGRESS_CLASS;
        this.namespace = HIGRESS_NAMESPACE;
        this.terminationSeconds = terminationSeconds(complete.drainSeconds);
        this.handle = {
            namespace: HIGRESS_NAMESPACE,
            ingressClass: HIGRESS_INGRESS_CLASS,
            address: `${GATEWAY_NAME}.${HIGRESS_NAMESPACE}.svc.cluster.local`,
            podLabels: GATEWAY_LABELS,
            imageHub: args.imageHub,
        };
        this.workloads = workloadsOfValues(values);
        this.installed = [release];
        this.registerOutputs({
            ingressClass: this.ingressClass,
            namespace: this.namespace,
            terminationSeconds: this.terminationSeconds,
            workloads: this.workloads,
        });
    }

    private createNamespace(name: string, { kind }: Exposure): NamespaceRef {
        const labels = kind === "targetGroups" ? READINESS_GATES : {};
        const { metadata } = new Namespace(
            `${name}-namespace`,
            { metadata: { name: HIGRESS_NAMESPACE, labels } },
            { parent: this },
        );
        return { name: HIGRESS_NAMESPACE, created: metadata.name };
    }

    private installChart(
        name: string,
        namespace: NamespaceRef,
        values: ChartValues,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): Release {
        const { chart, version, repository } = HIGRESS_CHART;
        return new Release(
            name,
            {
                name: "higress",
                chart,
                version,
                repositoryOpts: { repo: repository },
                namespace: namespace.created,
                atomic: true,
                timeout: ROLLOUT_SECONDS,
                values,
            },
            { parent: this, dependsOn: dependenciesOf(opts) },
        );
    }

    private createDisruptionBudgets(name: string, namespace: NamespaceRef): void {
        const budgets = [
            ["gateway", GATEWAY_NAME, GATEWAY_LABELS],
            ["controller", CONTROLLER_NAME, CONTROLLER_LABELS],
        ] as const;
        budgets.forEach(([role, objectName, matchLabels]) =>
            createDisruptionBudget(
                `${name}-${role}-pdb`,
                { name: objectName, namespace, matchLabels },
                { parent: this },
            ),
        );
    }

    private bindTargetGroups(
        name: string,
        namespace: NamespaceRef,
        exposure: Exposure,
        release: Release,
    ): CustomResource[] {
        if (exposure.kind !== "targetGroups") {
            return [];
        }
        const groups = [
            ["http", HTTP_PORT, exposure.http],
            ["https", HTTPS_PORT, exposure.https],
        ] as const;
        return groups.map(
            ([listener, port, targetGroup]) =>
                new CustomResource(
                    `${name}-${listener}-targets`,
                    {
                        apiVersion: "elbv2.k8s.aws/v1beta1",
                        kind: "TargetGroupBinding",
                        metadata: { name: `${GATEWAY_NAME}-${listener}`, namespace: namespace.created },
                        spec: targetGroupBindingSpec(exposure, GATEWAY_NAME, port, targetGroup),
                    },
                    { parent: this, dependsOn: [release] },
                ),
        );
    }

    private patchOptions(
        name: string,
        namespace: NamespaceRef,
        values: ChartValues,
        opts: pulumi.CustomResourceOptions,
    ): void {
        const { downstream, upstream, gzip, tracing } = values;
        new ConfigMapPatch(
            `${name}-options`,
            {
                metadata: { name: "higress-config", namespace: namespace.created, annotations: INSIST },
                data: {
                    higress: optionsText({ downstream, upstream, gzip, ...(tracing === undefined ? {} : { tracing }) }),
                },
            },
            opts,
        );
    }

    private patchScaling(name: string, namespace: NamespaceRef, opts: pulumi.CustomResourceOptions): void {
        new HorizontalPodAutoscalerPatch(
            `${name}-scaling`,
            {
                metadata: { name: GATEWAY_NAME, namespace: namespace.created },
                spec: { behavior: { scaleDown: SCALE_DOWN } },
            },
            opts,
        );
    }

    private patchPods(
        name: string,
        namespace: NamespaceRef,
        seconds: number,
        opts: pulumi.CustomResourceOptions,
    ): void {
        new DeploymentPatch(
            `${name}-pods`,
            {
                metadata: { name: GATEWAY_NAME, namespace: namespace.created, annotations: INSIST },
                spec: {
                    template: {
                        spec: {
                            terminationGracePeriodSeconds: seconds,
                            containers: [
                                {
                                    name: GATEWAY_NAME,
                                    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } },
                                },
                            ],
                        },
                    },
                },
            },
            { ...opts, customTimeouts: ROLLOUT_TIMEOUT },
        );
    }

    private limitBodies(
        name: string,
        namespace: NamespaceRef,
        maxBytes: number,
        opts: pulumi.CustomResourceOptions,
    ): void {
        new CustomResource(
            `${name}-body-limit`,
            {
                apiVersion: ENVOY_FILTER_API,
                kind: "EnvoyFilter",
                metadata: { name: `${GATEWAY_NAME}-body-limit`, namespace: namespace.created },
                spec: bodyLimitSpec(maxBytes),
            },
            opts,
        );
    }

    private ejectDeadBackends(
        name: string,
        namespace: NamespaceRef,
        upstreams: readonly Upstream[],
        opts: pulumi.CustomResourceOptions,
    ): void {
        new CustomResource(
            `${name}-ejection`,
            {
                apiVersion: ENVOY_FILTER_API,
                kind: "EnvoyFilter",
                metadata: { name: `${GATEWAY_NAME}-ejection`, namespace: namespace.created },
                spec: ejectionSpec(upstreams),
            },
            opts,
        );
    }
}

/** Arguments given as `undefined` are not given. */
function withoutUndefined<T extends object>(args: T): T {
    return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as T;
}
