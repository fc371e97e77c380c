import { parseBytes, parseCpu, type Workload, type Zone } from "../../contracts";
import {
    failoverTolerations,
    spreadConstraints,
    spreadOf,
    zoneAffinity,
    zonesOf,
    type Toleration,
    type TopologySpreadConstraint,
    type ZoneAffinity,
} from "../shared/placement";
import { ENDPOINT_RECOVERY, RESTART_RECOVERY } from "../shared/recovery";
import type { Resources } from "../shared/replicatedService";
import {
    CONTROLLER_LABELS,
    CONTROLLER_NAME,
    GATEWAY_LABELS,
    GATEWAY_NAME,
    HIGRESS_INGRESS_CLASS,
    HIGRESS_NAMESPACE,
    HTTP_PORT,
    HTTPS_PORT,
} from "./catalogue";
import { DRAIN_ENVIRONMENT } from "./drain";
import { acceptsProxyProtocol, serviceValues, type Exposure, type ServiceValues } from "./exposure";
import { higressOptions, type GatewayTracing, type HigressOptions } from "./options";

/** Values of chart `higress-core`, and the Workloads that they amount to: pure. */

export interface GatewayValuesArgs {
    readonly zones: readonly Zone[];
    readonly replicasPerZone: number;
    readonly maxPerZone: number;
    readonly resources: Resources;
    readonly exposure: Exposure;
    readonly pluginsCallServices?: boolean;
    readonly imageHub?: string;
    readonly tracing?: GatewayTracing;
}

interface Placement {
    affinity: { nodeAffinity: ZoneAffinity };
    tolerations: Toleration[];
    topologySpreadConstraints: TopologySpreadConstraint[];
}

interface GatewaySection extends Placement {
    name: string;
    kind: "Deployment";
    httpPort: number;
    httpsPort: number;
    unprivilegedPortSupported: true;
    autoscaling: {
        enabled: true;
        minReplicas: number;
        maxReplicas: number;
        targetCPUUtilizationPercentage: number;
    };
    rollingMaxSurge: number;
    rollingMaxUnavailable: number;
    readinessFailureThreshold: number;
    resources: Resources;
    env: Record<string, string>;
    service: ServiceValues;
}

interface ControllerSection extends Placement {
    name: string;
    replicas: number;
    resources: Resources;
    automaticHttps: { enabled: boolean };
}

/** The values that differ from the chart's defaults, or that must not follow them. */
export interface ChartValues extends HigressOptions {
    global: {
        ingressClass: string;
        enableGatewayAPI: boolean;
        onlyPushRouteCluster: boolean;
        enableProxyProtocol: boolean;
        hub?: string;
    };
    gateway: GatewaySection;
    controller: ControllerSection;
    pilot: { resources: Resources };
    meshConfig: MeshConfig;
}

/** Of Istio's MeshConfig: how the gateway treats every upstream. */
interface MeshConfig {
    connectTimeout: string;
    tcpKeepalive: { time: string; interval: string; probes: number };
    defaultHttpRetryPolicy: { attempts: number; retryOn: string; retryRemoteLocalities: boolean };
    extensionProviders?: { name: string; opentelemetry: { service: string; port: number } }[];
}

/** One serves while the zone of the other is lost. Without any, gateways keep their routes, but a new one cannot start. */
const CONTROLLERS = 2;

/** Each of the controller's two containers: it holds a few dozen routes. */
const CONTROLLER_RESOURCES: Resources = {
    requests: { cpu: "250m", memory: "512Mi" },
    limits: { cpu: "1", memory: "2Gi" },
};

/** Percent of the CPU request that gateways may use on average once a zone of them is gone. */
const TARGET_UTILIZATION_WITHOUT_A_ZONE = 90;

/** Percent of the CPU request at which gateways are added: low enough that those of the other zones can take over at once. */
export function targetUtilization(zones: number): number {
    return Math.floor((TARGET_UTILIZATION_WITHOUT_A_ZONE * Math.max(zones - 1, 1)) / Math.max(zones, 2));
}

/**
 * Seconds in which a dead upstream is found: an untuned Envoy sends to it for ever (measured; `connectTimeout` is 10 s and keepalive off by
 * default). 5 s leave room for TLS with a model provider on another continent; what runs in the cluster has less (`ejection.ts`). A request is
 * repeated only when nothing of it was sent, so that no POST starts a second run.
 */
const MESH_CONFIG: MeshConfig = {
    connectTimeout: "5s",
    tcpKeepalive: { time: "3s", interval: "1s", probes: 3 },
    defaultHttpRetryPolicy: {
        attempts: 2,
        retryOn: "connect-failure,refused-stream,reset-before-request",
        // The first two attempts are in the zone; where all of it is dead, the third is elsewhere.
        retryRemoteLocalities: true,
    },
};

export function chartValues(args: GatewayValuesArgs): ChartValues {
    const zones = args.zones.length;
    const minReplicas = args.replicasPerZone * zones;
    return {
        global: {
            ingressClass: HIGRESS_INGRESS_CLASS,
            // Its kinds are not installed, and Ingress says all that Dify needs.
            enableGatewayAPI: false,
            onlyPushRouteCluster: args.pluginsCallServices !== true,
            enableProxyProtocol: acceptsProxyProtocol(args.exposure),
            ...(args.imageHub === undefined ? {} : { hub: args.imageHub }),
        },
        gateway: {
            name: GATEWAY_NAME,
            kind: "Deployment",
            httpPort: HTTP_PORT,
            httpsPort: HTTPS_PORT,
            // Otherwise the chart asks the nodes for their kernel; every one since 4.11 can.
            unprivilegedPortSupported: true,
            autoscaling: {
                enabled: true,
                minReplicas,
                maxReplicas: args.maxPerZone * zones,
                targetCPUUtilizationPercentage: targetUtilization(zones),
            },
            // One more in each zone before one less.
            rollingMaxSurge: zones,
            rollingMaxUnavailable: 0,
            // A pod that does not answer leaves the endpoints after 6 s; the chart waits for a minute.
            readinessFailureThreshold: 3,
            resources: args.resources,
            env: { ...DRAIN_ENVIRONMENT },
            service: serviceValues(args.exposure),
            ...placement(args.zones, minReplicas, GATEWAY_LABELS),
        },
        controller: {
            name: CONTROLLER_NAME,
            replicas: CONTROLLERS,
            resources: CONTROLLER_RESOURCES,
            // Certificates come from cert-manager; two controllers would both ask for them.
            automaticHttps: { enabled: false },
            ...placement(args.zones, CONTROLLERS, CONTROLLER_LABELS),
        },
        pilot: { resources: CONTROLLER_RESOURCES },
        meshConfig: { ...MESH_CONFIG, ...tracingProvider(args.tracing) },
        ...higressOptions(args.tracing),
    };
}

/** Only because of this Envoy is told of a Service that no route leads to (`addHostsFromMeshConfig` of the gateway's Istio). */
function tracingProvider(tracing: GatewayTracing | undefined): Pick<MeshConfig, "extensionProviders"> {
    return tracing === undefined
        ? {}
        : {
              extensionProviders: [
                  { name: "opentelemetry", opentelemetry: { service: tracing.service, port: tracing.port } },
              ],
          };
}

function placement(zones: readonly Zone[], replicas: number, matchLabels: Record<string, string>): Placement {
    return {
        affinity: { nodeAffinity: zoneAffinity(zones) },
        tolerations: failoverTolerations(),
        topologySpreadConstraints: spreadConstraints({
            replicas,
            matchLabels: { ...matchLabels },
            revisionLabels: ["pod-template-hash"],
        }),
    };
}

/** Gateways and controllers, read back from the values. */
export function workloadsOfValues(values: ChartValues): Workload[] {
    const { gateway, controller, pilot } = values;
    return [
        {
            name: GATEWAY_NAME,
            tier: "entry",
            members: { min: gateway.autoscaling.minReplicas, max: gateway.autoscaling.maxReplicas },
            quorum: 1,
            ...placed(gateway, [gateway.resources]),
            recovery: ENDPOINT_RECOVERY,
            // Not on the controller: gateways keep the routes that they have.
            dependsOn: [],
            pods: { namespace: HIGRESS_NAMESPACE, matchLabels: GATEWAY_LABELS },
            service: GATEWAY_NAME,
        },
        {
            name: CONTROLLER_NAME,
            tier: "background",
            members: { min: controller.replicas, max: controller.replicas },
            quorum: 0,
            ...placed(controller, [controller.resources, pilot.resources]),
            recovery: RESTART_RECOVERY,
            dependsOn: [],
            pods: { namespace: HIGRESS_NAMESPACE, matchLabels: CONTROLLER_LABELS },
            service: CONTROLLER_NAME,
        },
    ];
}

function placed(
    where: Placement,
    containers: readonly Resources[],
): Pick<Workload, "zones" | "spread" | "requests" | "zoneBound"> {
    return {
        zones: zonesOf(where.affinity.nodeAffinity),
        spread: spreadOf(where.topologySpreadConstraints),
        requests: {
            cpu: containers.reduce((sum, { requests }) => sum + parseCpu(requests.cpu), 0),
            memory: containers.reduce((sum, { requests }) => sum + parseBytes(requests.memory), 0),
        },
        zoneBound: false,
    };
}
