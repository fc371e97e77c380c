import type * as pulumi from "@pulumi/pulumi";
import {
    imageFrom,
    type ImageSource,
    type NamespaceRef,
    type NodePool,
    type Workload,
    type Zone,
} from "../../contracts";
import { valuesWithImages } from "../shared/chartImages";
import { majority, placed, placement, type Placement } from "../shared/operatorPods";
import type { Resources } from "../shared/replicatedService";
import { ETCD_IMAGES, MILVUS_IMAGE } from "./catalogue";

/** The operator's `Milvus` in cluster mode on the Woodpecker log, as plain data. */

/** Members and size of one component. */
export interface Sized {
    readonly replicas: number;
    readonly resources: Resources;
}

/** Components of Milvus 2.6: what each does, and whether requests wait for it. */
export const COMPONENTS = {
    /** Answers clients. */
    proxy: { label: "proxy", quorum: 1 },
    /** Assigns segments and channels; one active, the others stand by on an etcd lease. */
    mixCoord: { label: "mixcoord", quorum: 1 },
    /** Holds vectors in memory and searches them. */
    queryNode: { label: "querynode", quorum: 1 },
    /** Builds indexes and compacts: without it writes are taken, but not yet indexed. */
    dataNode: { label: "datanode", quorum: 0 },
    /** Takes writes into the log. */
    streamingNode: { label: "streamingnode", quorum: 1 },
} as const;

export type ComponentName = keyof typeof COMPONENTS;

type ComponentSpec = Placement & { replicas: number; resources: Resources };

type EtcdValues = Placement & { replicaCount: number; resources: Resources; [value: string]: unknown };

export interface MilvusSpec {
    components: Record<ComponentName, ComponentSpec> & { [field: string]: unknown };
    dependencies: { etcd: { inCluster: { values: EtcdValues; [field: string]: unknown } }; [field: string]: unknown };
    [field: string]: unknown;
}

export interface MilvusSpecArgs {
    readonly name: string;
    readonly components: Readonly<Record<ComponentName, Sized>>;
    readonly etcd: Sized & { readonly storage: string };
    readonly storageClass?: string;
    readonly zones: readonly Zone[];
    /** Host and port of the object store, without scheme. */
    readonly storeAddress: string;
    readonly storeTls: boolean;
    readonly bucket: pulumi.Input<string>;
    readonly region: string;
    readonly pathStyle: boolean;
    /** Secret with `accesskey` and `secretkey`; undefined where the pods have an identity of their own. */
    readonly storeSecret: unknown;
    /** Service account of every component; the operator's choice when absent. */
    readonly serviceAccountName?: string;
    /** Nodes for etcd, which has volumes. */
    readonly dataNodes?: NodePool;
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
    /** Secret with the root user's password. */
    readonly rootSecret: { name: string; key: string };
}

/** Labels that the operator gives to the pods of a component. */
export function componentLabels(name: string, component: ComponentName): Record<string, string> {
    return {
        "app.kubernetes.io/instance": name,
        "app.kubernetes.io/name": "milvus",
        "app.kubernetes.io/component": COMPONENTS[component].label,
    };
}

/** Labels of the etcd pods of the operator's bundled chart. */
export function etcdLabels(name: string): Record<string, string> {
    return { "app.kubernetes.io/instance": `${name}-etcd`, "app.kubernetes.io/name": "etcd" };
}

export function milvusSpec(args: MilvusSpecArgs): MilvusSpec {
    const component = (name: ComponentName): ComponentSpec => {
        const { replicas, resources } = args.components[name];
        return { replicas, resources, ...placement(replicas, componentLabels(args.name, name), args.zones) };
    };
    return {
        mode: "cluster",
        components: {
            image: imageFrom(MILVUS_IMAGE, args.images),
            // Also turns on the coordinators' active/standby, without which a second mixCoord exits at once.
            enableRollingUpdate: true,
            // The operator would make a PodMonitor of its own wherever there is the kind, with labels that no rule knows.
            disableMetric: true,
            ...(args.serviceAccountName === undefined ? {} : { serviceAccountName: args.serviceAccountName }),
            env: [
                {
                    // Milvus reads every setting from the environment too: this keeps the password out of its configuration file.
                    name: "COMMON_SECURITY_DEFAULTROOTPASSWORD",
                    valueFrom: { secretKeyRef: args.rootSecret },
                },
            ],
            proxy: component("proxy"),
            mixCoord: component("mixCoord"),
            queryNode: component("queryNode"),
            dataNode: component("dataNode"),
            streamingNode: component("streamingNode"),
        },
        config: {
            common: { security: { authorizationEnabled: true } },
            woodpecker: { storage: { type: "minio" } },
            minio: {
                bucketName: args.bucket,
                rootPath: args.name,
                useSSL: args.storeTls,
                region: args.region,
                useVirtualHost: !args.pathStyle,
                ...(args.storeSecret === undefined ? { useIAM: true } : {}),
            },
        },
        dependencies: {
            msgStreamType: "woodpecker",
            etcd: {
                inCluster: {
                    deletionPolicy: "Retain",
                    pvcDeletion: false,
                    values: valuesWithImages<EtcdValues>(
                        {
                            replicaCount: args.etcd.replicas,
                            resources: args.etcd.resources,
                            persistence: {
                                size: args.etcd.storage,
                                ...(args.storageClass === undefined ? {} : { storageClass: args.storageClass }),
                            },
                            // The component registers one itself: two on the same pods would make every eviction fail.
                            pdb: { create: false },
                            ...placement(args.etcd.replicas, etcdLabels(args.name), args.zones, args.dataNodes),
                        },
                        ETCD_IMAGES,
                        args.images,
                    ),
                },
            },
            storage: {
                external: true,
                type: "S3",
                endpoint: args.storeAddress,
                ...(args.storeSecret === undefined ? {} : { secretRef: args.storeSecret }),
            },
        },
    };
}

const isComponent = (name: string): name is ComponentName => name in COMPONENTS;

/** The Workloads that a Milvus `spec` amounts to: each component, and etcd. */
export function workloadsOfMilvus(name: string, namespace: NamespaceRef, spec: MilvusSpec): Workload[] {
    const etcdName = `${name}-etcd`;
    const etcd = spec.dependencies.etcd.inCluster.values;
    const components = Object.entries(spec.components).filter((entry): entry is [ComponentName, ComponentSpec] =>
        isComponent(entry[0]),
    );
    return [
        ...components.map(([component, { replicas, resources, ...where }]): Workload => ({
            ...placed(where, resources),
            name: `${name}-${COMPONENTS[component].label}`,
            tier: "data",
            members: { min: replicas, max: replicas },
            quorum: COMPONENTS[component].quorum,
            recovery: {
                kind: component === "mixCoord" ? "election" : "endpoint",
                expectedSeconds: component === "queryNode" ? 120 : 65,
                source: "estimate: node detection, 55 s, plus lease or segment reload",
            },
            dependsOn:
                component === "proxy" ? [`${name}-mixcoord`, `${name}-querynode`, `${name}-streamingnode`] : [etcdName],
            zoneBound: false,
            pods: { namespace: namespace.name, matchLabels: componentLabels(name, component) },
            service: component === "proxy" ? `${name}-milvus` : undefined,
        })),
        {
            ...placed(etcd, etcd.resources),
            name: etcdName,
            tier: "data",
            members: { min: etcd.replicaCount, max: etcd.replicaCount },
            quorum: majority(etcd.replicaCount),
            recovery: {
                kind: "election",
                expectedSeconds: 5,
                source: "etcd election timeout 1 s, with client back-off",
            },
            dependsOn: [],
            zoneBound: true,
            pods: { namespace: namespace.name, matchLabels: etcdLabels(name) },
            service: `${etcdName}-headless`,
        },
    ];
}
