import type * as pulumi from "@pulumi/pulumi";
import * as program from "../../components/milvus/milvusCluster";
import type { PackagedComponent } from "../component";
import * as rules from "../rules";
import { clusterHandle, type Cluster } from "../shapes/cluster";
import { objectStoreEndpoint, shown, type ObjectStore, type VectorStoreEndpoint } from "../shapes/endpoints";
import type { Resources, Sized } from "../shapes/resources";
import { shownTraffic, shownWorkloads, type Traffic, type Workload } from "../shapes/workload";

export interface MilvusClusterArgs {
    /** Where it runs. */
    readonly cluster: Cluster;
    /** Members and size of each component. */
    readonly components: MilvusComponents;
    /** The members of etcd, where Milvus keeps its state. */
    readonly etcd: Etcd;
    /** Holds segments, indexes and the write-ahead log, in its bucket `vectors`. */
    readonly objectStore: ObjectStore;
}

/** Members and size of each component of Milvus. */
export interface MilvusComponents {
    /** Answers clients. */
    readonly proxy: Sized;
    /** Assigns segments and channels; one active, the others stand by on an etcd lease. */
    readonly mixCoord: Sized;
    /** Holds vectors in memory and searches them. */
    readonly queryNode: Sized;
    /** Builds indexes and compacts: without it writes are taken, but not yet indexed. */
    readonly dataNode: Sized;
    /** Takes writes into the log. */
    readonly streamingNode: Sized;
}

/** Members, size and volume of etcd. */
export interface Etcd {
    /** Odd, at least 3. */
    readonly replicas: number;
    /** Requests and limits of one member. */
    readonly resources: Resources;
    /** Volume of one member, a byte quantity. */
    readonly storage: string;
}

/** Milvus in cluster mode on the Woodpecker log: state in etcd and the object store, every component redundant. */
export declare class MilvusCluster extends pulumi.ComponentResource {
    /** Where clients connect to. */
    readonly endpoint: VectorStoreEndpoint;
    /** What runs, and how it fails and recovers. */
    readonly workloads: Workload[];
    /** Connections that network policies must allow. */
    readonly traffic: Traffic;
    constructor(name: string, args: MilvusClusterArgs, opts?: pulumi.ComponentResourceOptions);
}

export const milvusCluster: PackagedComponent<MilvusClusterArgs, MilvusCluster> = {
    problems: ({ cluster, components, etcd, objectStore }) => [
        ...rules.cluster(cluster),
        ...Object.entries(components).flatMap(([name, size]: [string, Sized]) =>
            rules.sized(`components.${name}`, size),
        ),
        ...rules.oddCount("etcd.replicas", etcd.replicas, 3),
        ...rules.resources("etcd.resources", etcd.resources),
        ...rules.bytes("etcd.storage", etcd.storage),
        ...rules.objectStore("objectStore", objectStore),
    ],
    construct: (name, { cluster, objectStore, ...args }, opts) => {
        const component = new program.MilvusCluster(
            name,
            { ...args, cluster: clusterHandle(cluster), objectStore: objectStoreEndpoint(objectStore) },
            opts,
        );
        return {
            component,
            outputs: {
                endpoint: shown(component.endpoint),
                workloads: shownWorkloads(component.workloads),
                traffic: shownTraffic(component.traffic),
            },
        };
    },
};
