import * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import {
    kubernetesSecret,
    type CloudAccess,
    type ClusterHandle,
    type ObjectStoreEndpoint,
    type Traffic,
    type VectorStoreEndpoint,
    type Workload,
} from "../../contracts";
import { accountAnnotations } from "../shared/cloudAccess";
import { checksumAnnotation } from "../shared/checksum";
import { createCustomResource } from "../shared/customResource";
import { dependenciesOf } from "../shared/dependencies";
import { createDisruptionBudget } from "../shared/disruptionBudget";
import { generatePassword } from "../shared/password";
import { createSecret, type GeneratedSecret } from "../shared/secret";
import { MILVUS_API } from "./catalogue";
import { MILVUS_PORT, milvusTraffic } from "./flows";
import { milvusSpec, workloadsOfMilvus, type ComponentName, type Sized } from "./milvusSpec";
import { SCRIPT, SCRIPT_TEXT, USER, userJobSpec } from "./userJob";

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

/** The one that is always there. */
const DATABASE = "default";

/** Milvus in cluster mode on the Woodpecker log: state in etcd and the object store, every component redundant. */
export class MilvusCluster extends pulumi.ComponentResource {
    public readonly endpoint: VectorStoreEndpoint;
    public readonly workloads: Workload[];
    public readonly traffic: Traffic;

    constructor(name: string, args: MilvusClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:MilvusCluster", name, args, opts);
        const { cluster, objectStore } = args;
        const child = { parent: this };

        const root = this.createPassword(`${name}-root`, cluster);
        const user = this.createPassword(`${name}-user`, cluster);
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
            images: cluster.images,
            rootSecret: { name: `${name}-root`, key: PASSWORD_KEY },
        });
        const milvus = createCustomResource(
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
            database: DATABASE,
            user: USER,
            password: kubernetesSecret(user.name, PASSWORD_KEY),
            servedBy: `${name}-proxy`,
        };
        this.createUser(`${name}-user`, cluster, `http://${name}-milvus:${MILVUS_PORT}`, { root, user }, milvus);
        this.traffic = milvusTraffic(name, { namespace: cluster.namespace.name, objectStore });
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

    private createPassword(name: string, cluster: ClusterHandle): GeneratedSecret {
        const child = { parent: this };
        // Milvus takes a password when it first hears of it only: another one would lock everybody out.
        const kept = { ...child, protect: !cluster.simulated };
        return createSecret(
            name,
            cluster,
            { name, stringData: { [PASSWORD_KEY]: generatePassword(`${name}-password`, kept) } },
            child,
        );
    }

    /** The user that Dify signs in with, once Milvus answers. */
    private createUser(
        name: string,
        { namespace, zones, images }: ClusterHandle,
        url: string,
        secrets: { readonly root: GeneratedSecret; readonly user: GeneratedSecret },
        milvus: pulumi.Resource,
    ): void {
        const child = { parent: this };
        const labels = { "app.kubernetes.io/name": name };
        const metadata = { name, namespace: namespace.created, labels };
        const account = new ServiceAccount(`${name}-account`, { metadata, automountServiceAccountToken: false }, child);
        const script = new ConfigMap(
            `${name}-script`,
            { metadata: { ...metadata, name: `${name}-script` }, data: { [SCRIPT]: SCRIPT_TEXT } },
            child,
        );
        new Job(
            name,
            {
                metadata,
                spec: userJobSpec({
                    labels,
                    annotations: checksumAnnotation(SCRIPT_TEXT),
                    zones,
                    images,
                    serviceAccountName: name,
                    script: script.metadata.name,
                    url,
                    database: DATABASE,
                    rootPassword: { name: secrets.root.name, key: PASSWORD_KEY },
                    userPassword: { name: secrets.user.name, key: PASSWORD_KEY },
                }),
            },
            // A Job cannot be changed.
            { ...child, dependsOn: [account, milvus], deleteBeforeReplace: true },
        );
    }
}
