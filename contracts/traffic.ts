import type { PodSelector } from "./workload";

/** What pods connect to, as data: the only connections that a stack allows are those that some component states. */

/** A port, or a range of them. */
export interface FlowPort {
    /** Of the pods, not of a Service in front of them. */
    readonly port: number;
    /** Last port of a range. Default: `port` alone. */
    readonly endPort?: number;
    /** Default: TCP. */
    readonly protocol?: "UDP";
}

/** Connections that one place opens to another; answers need no flow of their own. */
export interface Flow {
    /** Name of a workload, of further pods of a component, one of `PLACES`, or an address range. */
    readonly from: string;
    readonly to: string;
    /** Default: every port. */
    readonly ports?: readonly FlowPort[];
    /** What the connections are for. */
    readonly reason: string;
}

/** What a component's pods connect to, and who connects to them. */
export interface Traffic {
    /** Pods that flows name and that are no Workload, or more of them than the Workload of the same name has: those of Jobs. */
    readonly pods?: Readonly<Record<string, PodSelector>>;
    readonly flows: readonly Flow[];
}

/** Places that components name without knowing where they are: a stack says it. */
export const PLACES = {
    /** Every pod of Dify's namespace. */
    allPods: "all-pods",
    /** The cluster's name servers. */
    nameServers: "name-servers",
    /** What requests from outside come through. */
    gateway: "gateway",
    /** Whoever collects metrics. */
    prometheus: "prometheus",
    /** Whoever takes traces. */
    collectors: "collectors",
    /** Operators of the data tier, each of its own part. */
    postgresOperator: "postgres-operator",
    redisOperator: "redis-operator",
    milvusOperator: "milvus-operator",
    /** Whoever counts what waits, to scale by it. */
    autoscaler: "autoscaler",
    kubernetesApi: "kubernetes-api",
    /** Every IPv4 address but those of metadata services: for programs of ours whose one target may be anywhere. */
    everywhere: "everywhere",
    objectStore: "object-store",
    /** Answers pods that prove to AWS who they are by EKS Pod Identity, on their own node. */
    identityAgent: "identity-agent",
    /** Public interfaces of AWS, or the VPC's endpoints for them. */
    awsApis: "aws-apis",
    /** Every public IPv4 address. */
    internet: "internet",
} as const;

/** Where a place is, or a part of it. */
export type NetworkPeer =
    | ({ readonly kind: "pods" } & PodSelector)
    /** All pods of a namespace; of every namespace when none is named. */
    | { readonly kind: "namespace"; readonly name?: string }
    | { readonly kind: "range"; readonly cidr: string; readonly except?: readonly string[] };

/** Where each place is that flows name. */
export type NetworkPlaces = Readonly<Record<string, readonly NetworkPeer[]>>;
