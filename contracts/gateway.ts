/** Where Higress' chart takes images and plugins from by default (`global.hub`, helm/core/values.yaml at v2.2.4). */
export const HIGRESS_HUB = "higress-registry.cn-hangzhou.cr.aliyuncs.com";

/** API of the EnvoyFilters by which the gateway is told what its own resources cannot say. */
export const ENVOY_FILTER_API = "networking.istio.io/v1alpha3";

/** Addresses that no request from the internet has: RFC 1918, carrier-grade NAT (pods of some clusters), unique local. */
export const PRIVATE_ADDRESSES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

/** What components need to know of the gateway that they add routes and plugins to. */
export interface GatewayHandle {
    /** Its namespace: plugins must be in it. */
    readonly namespace: string;
    /** Class of Ingresses that it serves. */
    readonly ingressClass: string;
    /** Address of its Service inside the cluster. */
    readonly address: string;
    /** Labels of its pods. */
    readonly podLabels: Readonly<Record<string, string>>;
    /** Registry (and path) that has copies of its images and plugins. Default: its own. */
    readonly imageHub?: string;
}
