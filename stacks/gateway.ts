import type * as pulumi from "@pulumi/pulumi";
import { gatewayUpstreams } from "../components/dify/upstreams";
import type { Exposure } from "../components/gateway/exposure";
import { HigressGateway } from "../components/gateway/higressGateway";
import { exposureKind, type StackConfig } from "../config";
import { pluginsCallServices } from "./gatewayPolicies";
import { parseBytes, type ClusterHandle } from "../contracts";
import type { Platform } from "./deployDify";
import { gatewayHub } from "./imageSource";
import { gatewayTracing } from "./observability";

/** The gateway of every kind of stack. */

export function createGateway(
    config: StackConfig,
    cluster: ClusterHandle,
    exposure: Exposure,
    opts: pulumi.ComponentResourceOptions,
): HigressGateway {
    const { environment, gateway } = config;
    const { requests, limits, replicasPerZone, maxPerZone, drainSeconds, maxBodySize, imageHub } = gateway;
    return new HigressGateway(
        "gateway",
        {
            cluster,
            replicasPerZone,
            acceptOnePerZone: environment === "development",
            maxPerZone,
            resources: { requests, limits },
            drainSeconds,
            maxBodyBytes: Math.floor(parseBytes(maxBodySize)),
            exposure,
            upstreams: releasesOf(config).flatMap((release) => gatewayUpstreams(release, cluster.namespace.name)),
            tracing: gatewayTracing(config),
            pluginsCallServices: pluginsCallServices(config),
            imageHub: imageHub ?? gatewayHub(cluster.images),
        },
        opts,
    );
}

/** Releases of Dify whose Services the gateway sends to. */
function releasesOf({ dify: { canary } }: StackConfig): string[] {
    return ["dify", ...(canary.enabled ? ["dify-canary"] : [])];
}

/** What Dify's Ingress must know of it. */
export function ingressOf({ ingressClass, installed }: HigressGateway): Platform["ingress"] {
    return { className: ingressClass, controller: "higress", installed };
}

/** How requests come to the gateway of a cluster that is not the program's own. */
export function configuredExposure(config: StackConfig): Exposure {
    const { annotations, loadBalancerClass, proxyProtocol, http = 0, https = 0, health = 0 } = config.gateway.exposure;
    const kind = exposureKind(config);
    switch (kind) {
        case "loadBalancer":
            return { kind, annotations, loadBalancerClass, proxyProtocol };
        case "nodePorts":
            // The configuration insists on all three.
            return { kind, http, https, health, proxyProtocol };
        case "clusterIp":
            return { kind };
    }
}
