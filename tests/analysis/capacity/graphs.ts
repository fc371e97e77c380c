import type { GraphResource } from "../../../analysis/graph";
import type { Workload } from "../../../contracts";
import { resource } from "../../support/syntheticGraph";

/** Pieces of graphs that have room, and that need some. */

const GIBI = 1024 ** 3;

export const ZONES = ["a", "b", "c"];

/** A subnet of a zone for nodes, a /24. */
export function subnet(zone: string, cidr = "10.0.0.0/24"): GraphResource {
    return resource(`private-${zone}`, {
        type: "aws:ec2/subnet:Subnet",
        inputs: { availabilityZone: zone, cidrBlock: cidr },
    });
}

/** A group of EKS in the subnet of a zone. */
export function eksGroup(
    zone: string,
    min: number,
    max: number,
    { pool = "general", ...change }: Record<string, unknown> & { readonly pool?: string } = {},
): GraphResource {
    return resource(`${pool}-${zone}`, {
        type: "aws:eks/nodeGroup:NodeGroup",
        inputs: {
            scalingConfig: { minSize: min, maxSize: max },
            instanceTypes: ["m7i.xlarge"],
            labels: { "dify-ha.io/pool": pool },
            subnetIds: [`private-${zone}-id`],
            ...change,
        },
    });
}

/** The network plugin of an EKS cluster. */
export function networkPlugin(env: Record<string, string>): GraphResource {
    return resource("cni", {
        type: "aws:eks/addon:Addon",
        inputs: { addonName: "vpc-cni", configurationValues: JSON.stringify({ env }) },
    });
}

export const EKS_CLUSTER = resource("cluster", { type: "aws:eks/cluster:Cluster" });

export function workload(name: string, members: number, change: Partial<Workload> = {}): Workload {
    return {
        name,
        tier: "application",
        members: { min: members, max: members },
        quorum: 1,
        zones: ZONES,
        spread: "hard",
        requests: { cpu: 1, memory: GIBI },
        recovery: { kind: "endpoint", expectedSeconds: 1, source: "test" },
        dependsOn: [],
        zoneBound: false,
        pods: { namespace: "dify", matchLabels: { app: name } },
        ...change,
    };
}

/** The component that these are workloads of. */
export function component(...workloads: Workload[]): GraphResource {
    return resource("app", { type: "dify-ha:index:DifyApp", custom: false, outputs: { workloads } });
}

/** The Deployment of a workload, with constraints of its own. */
export function deployment(name: string, podSpec: Record<string, unknown>): GraphResource {
    return resource(name, {
        type: "kubernetes:apps/v1:Deployment",
        inputs: {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name, namespace: "dify" },
            spec: {
                selector: { matchLabels: { app: name } },
                template: { metadata: { labels: { app: name } }, spec: { containers: [], ...podSpec } },
            },
        },
    });
}

/** Even over zones by force. */
export function evenOver(name: string, change: Record<string, unknown> = {}) {
    return {
        topologySpreadConstraints: [
            {
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                maxSkew: 1,
                nodeTaintsPolicy: "Honor",
                labelSelector: { matchLabels: { app: name } },
                ...change,
            },
        ],
    };
}
