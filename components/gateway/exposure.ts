import type * as pulumi from "@pulumi/pulumi";
import { HEALTH_PORT, HTTP_PORT, HTTPS_PORT } from "./catalogue";

/**
 * How requests come to the gateway, and how it learns who sent them. Behind target groups it sees the client's own address, which they
 * preserve; elsewhere, too, unless a load balancer outside puts its own in place: then that one must say whom it speaks for, in the PROXY
 * protocol, and `proxyProtocol` must be set. The gateway then believes anybody who connects with such a header (Higress has no other mode
 * than to allow both): only the load balancer may reach it. Default: off.
 */
export type Exposure =
    /** Pods are targets of load balancers that exist (AWS Load Balancer Controller, target groups of type `ip`). */
    | {
          readonly kind: "targetGroups";
          /** ARN of the target group for port 80. */
          readonly http: pulumi.Input<string>;
          /** ARN of the target group for port 443: TCP, so that TLS ends in the gateway. */
          readonly https: pulumi.Input<string>;
          /** Security group of the load balancer: the only one that is let in to the pods, health checks included. */
          readonly loadBalancerSecurityGroupId: pulumi.Input<string>;
      }
    /** Every node with a gateway pod listens, for a load balancer outside of the cluster. Ports from 30000 to 32767. */
    | {
          readonly kind: "nodePorts";
          readonly http: number;
          readonly https: number;
          /** `GET /healthz/ready`; only nodes with a gateway answer. */
          readonly health: number;
          readonly proxyProtocol?: boolean;
      }
    /** The cluster's own load balancer. */
    | {
          readonly kind: "loadBalancer";
          readonly annotations?: Readonly<Record<string, string>>;
          readonly loadBalancerClass?: string;
          readonly proxyProtocol?: boolean;
      }
    /** From inside the cluster only. */
    | { readonly kind: "clusterIp" };

export interface ServicePort {
    name: string;
    port: number;
    protocol: "TCP";
    targetPort: number;
    nodePort?: number;
}

/** The chart's `gateway.service`. */
export interface ServiceValues {
    type: "ClusterIP" | "NodePort" | "LoadBalancer";
    ports: ServicePort[];
    annotations: Record<string, string>;
    loadBalancerClass?: string;
    externalTrafficPolicy?: "Local";
}

/** The Service of an exposure. */
export function serviceValues(exposure: Exposure): ServiceValues {
    switch (exposure.kind) {
        case "targetGroups":
        case "clusterIp":
            return { type: "ClusterIP", ports: [port("http2", HTTP_PORT), port("https", HTTPS_PORT)], annotations: {} };
        case "nodePorts":
            return {
                type: "NodePort",
                ports: [
                    port("http2", HTTP_PORT, exposure.http),
                    port("https", HTTPS_PORT, exposure.https),
                    port("health", HEALTH_PORT, exposure.health),
                ],
                annotations: {},
                externalTrafficPolicy: KEEP_CLIENT_ADDRESS,
            };
        case "loadBalancer":
            return {
                type: "LoadBalancer",
                ports: [port("http2", HTTP_PORT), port("https", HTTPS_PORT)],
                annotations: { ...exposure.annotations },
                loadBalancerClass: exposure.loadBalancerClass,
                externalTrafficPolicy: KEEP_CLIENT_ADDRESS,
            };
    }
}

/** No second hop to a node of another zone, and limits for each client see the client's address. */
const KEEP_CLIENT_ADDRESS = "Local";

function port(name: string, number: number, nodePort?: number): ServicePort {
    return { name, port: number, protocol: "TCP", targetPort: number, ...(nodePort === undefined ? {} : { nodePort }) };
}

/** Whether connections may begin with a PROXY header. Target groups send none: one that came would be a client's forgery. */
export function acceptsProxyProtocol(exposure: Exposure): boolean {
    return "proxyProtocol" in exposure && exposure.proxyProtocol === true;
}

/** `spec` of the TargetGroupBinding that keeps the pods of the Service registered in a target group. */
export function targetGroupBindingSpec(
    { loadBalancerSecurityGroupId }: Extract<Exposure, { kind: "targetGroups" }>,
    serviceName: string,
    servicePort: number,
    targetGroupARN: pulumi.Input<string>,
) {
    return {
        targetGroupARN,
        targetType: "ip",
        serviceRef: { name: serviceName, port: servicePort },
        networking: {
            ingress: [
                {
                    from: [{ securityGroup: { groupID: loadBalancerSecurityGroupId } }],
                    ports: [servicePort, HEALTH_PORT].map((number) => ({ protocol: "TCP", port: number })),
                },
            ],
        },
    };
}
