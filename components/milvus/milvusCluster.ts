import * as pulumi from "@pulumi/pulumi";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import {
    kubernetesSecret,
    type CloudAccess,
    type ClusterHandle,
    type ObjectStoreEndpoint,
    type VectorStoreEndpoint,
    type Workload,
} from "../../contracts";
import { accountAnnotations } from "../shared/cloudAccess";
import { createCustomResource } from "../shared/customResource";
import { dependenciesOf } from "../shared/dependencies";
import { createDisruptionBudget } from "../shared/disruptionBudget";
import { generatePassword } from "../shared/password";
import { createSecret } from "../shared/secret";
import { MILVUS_API } from "./catalogue";
import { milvusSpec, workloadsOfMilvus, type ComponentName, type Sized } from "./milvusSpec";

export interface MilvusClusterArgs {
    readonly cluster: ClusterHandle;
    /** Members and size of each component. */
    readonly components: Readonly<Record<ComponentName, Sized>>;
    /** Members (odd, at least 3), size and volume of etcd. */
    readonly etcd: Sized & { readonly storage: string };
    /** Holds segments, indexes and the write-ahead log. */
    readonly objectStore: ObjectStoreEndpoint;
}

const PASSWORD_KEY = "password";
const MILVUS_PORT = 19530;

/** Milvus in cluster mode on the Woodpecker log: state in etcd and the object store, every component redundant. */
export class MilvusCluster extends pulumi.ComponentResource {
    public readonly endpoint: VectorStoreEndpoint;
    public readonly workloads: Workload[];

    constructor(name: string, args: MilvusClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:MilvusCluster", name, args, opts);
        const { cluster, objectStore } = args;
        const child = { parent: this };
        // Milvus takes the password at its first start only: another one would lock everybody out.
        const kept = { ...child, protect: !cluster.simulated };

        const root = createSecret(
            `${name}-root`,
            cluster,
            {
                name: `${name}-root`,
                stringData: { [PASSWORD_KEY]: generatePassword(`${name}-root-password`, kept) },
            },
            child,
        );
        const access = objectStore.access.vectors;
        const account = this.createAccount(name, cluster, access);
        const store = new URL(objectStore.url);
        const storeTls = store.protocol === "https:";
        const spec = milvusSpec({
            ...args,
            name,
            zones: cluster.zones,
            storageClass: cluster.storageClass,
            storeAddress: `${store.hostname}:${store.port || (storeTls ? 443 : 80)}`,
            storeTls,
            bucket: objectStore.buckets.vectors,
            region: objectStore.region,
            pathStyle: objectStore.pathStyle,
            storeSecret: access.kind === "keys" ? access.secret : undefined,
            serviceAccountName: account?.name,
            dataNodes: cluster.dataNodes,
            rootSecret: { name: `${name}-root`, key: PASSWORD_KEY },
        });
        createCustomResource(
            name,
            cluster,
            { apiVersion: MILVUS_API, kind: "Milvus", name, spec, waitFor: "jsonpath={.status.status}=Healthy" },
            {
                ...child,
                protect: !cluster.simulated,
                dependsOn: [
                    ...dependenciesOf(opts),
                    root.resource,
                    ...(account === undefined ? [] : [account.resource]),
                ],
            },
        );

        this.workloads = workloadsOfMilvus(name, cluster.namespace, spec);
        this.workloads.forEach((workload) => {
            // The operator makes none.
            createDisruptionBudget(
                `${workload.name}-pdb`,
                { name: workload.name, namespace: cluster.namespace, matchLabels: workload.pods?.matchLabels ?? {} },
                child,
            );
        });
        this.endpoint = {
            url: `http://${name}-milvus.${cluster.namespace.name}.svc.cluster.local:${MILVUS_PORT}`,
            database: "default",
            user: "root",
            password: kubernetesSecret(root.name, PASSWORD_KEY),
            servedBy: `${name}-proxy`,
        };
        this.registerOutputs({ endpoint: this.endpoint, workloads: this.workloads });
    }

    /** The service account by which AWS knows the pods; none where they are given an access key. */
    private createAccount(name: string, { namespace }: ClusterHandle, access: CloudAccess) {
        if (access.kind === "keys") {
            return undefined;
        }
        const resource = new ServiceAccount(
            `${name}-account`,
            {
                metadata: { name, namespace: namespace.created, annotations: accountAnnotations(access) },
                automountServiceAccountToken: false,
            },
            { parent: this },
        );
        return { name, resource };
    }
}
