import type * as pulumi from "@pulumi/pulumi";
import { API_PORT, ETCD_PORTS, GATEWAY_PORTS, KUBELET_PORT, WIREGUARD_PORT } from "./ports";

/** Security groups of a cluster: of all machines; of the servers besides; of the load balancers of the API. */
export type Group = "nodes" | "servers" | "api";

/** Where connections come from: a group of ours, another security group, or an address range. */
export type Source =
    { readonly group: Group } | { readonly securityGroupId: pulumi.Input<string> } | { readonly cidr: string };

export interface IngressRule {
    /** Unique; stays the same when other rules come and go. */
    readonly name: string;
    readonly group: Group;
    readonly source: Source;
    readonly protocol: "tcp" | "udp";
    readonly from: number;
    readonly to: number;
    readonly description: string;
}

export interface AccessArgs {
    /** IPv4 ranges that reach the load balancers of the API. */
    readonly apiCidrs: readonly string[];
    /** Security group of the public load balancer that sends to the gateway; absent when there is none. */
    readonly loadBalancerSecurityGroupId?: pulumi.Input<string>;
}

const at = (port: number) => ({ from: port, to: port });

/** Every connection that something may open to the cluster; all others are refused. */
export function ingressRules({ apiCidrs, loadBalancerSecurityGroupId }: AccessArgs): IngressRule[] {
    const rule = (
        name: string,
        group: Group,
        source: Source,
        ports: { readonly from: number; readonly to: number },
        description: string,
        protocol: IngressRule["protocol"] = "tcp",
    ): IngressRule => ({ name, group, source, protocol, ...ports, description });
    return [
        rule("kubelet", "nodes", { group: "nodes" }, at(KUBELET_PORT), "Kubelet"),
        rule("pods", "nodes", { group: "nodes" }, at(WIREGUARD_PORT), "Pod network (WireGuard)", "udp"),
        rule("etcd", "servers", { group: "servers" }, ETCD_PORTS, "etcd"),
        rule("servers-from-nodes", "servers", { group: "nodes" }, at(API_PORT), "Kubernetes API"),
        rule("servers-from-api", "servers", { group: "api" }, at(API_PORT), "Load balancers of the API"),
        rule("api-from-nodes", "api", { group: "nodes" }, at(API_PORT), "Machines that join"),
        ...apiCidrs.map((cidr) =>
            rule(`api-from-${cidr.replaceAll(/[./]/g, "-")}`, "api", { cidr }, at(API_PORT), "Administrators"),
        ),
        ...(loadBalancerSecurityGroupId === undefined
            ? []
            : Object.entries(GATEWAY_PORTS).map(([name, port]) =>
                  rule(
                      `gateway-${name}`,
                      "nodes",
                      { securityGroupId: loadBalancerSecurityGroupId },
                      at(port),
                      "Public load balancer",
                  ),
              )),
    ];
}
