import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, ImageSource, SecretStore } from "../../contracts";

/** The Kubernetes cluster that a component deploys to; its provider travels in the options. */
export interface Cluster {
    /** Namespace of everything that the component makes. It must be there, or be made by what `namespaceCreated` comes from. */
    readonly namespace: string;
    /** The same name, resolved once the namespace exists: what goes into it waits for it. Default: `namespace`, which exists. */
    readonly namespaceCreated?: pulumi.Input<string>;
    /** Zones of the nodes, by the label `topology.kubernetes.io/zone`, such as `eu-central-1a`. */
    readonly zones: string[];
    /** StorageClass of volumes. Default: that of the cluster. */
    readonly storageClass?: string;
    /** Labels of the nodes for pods with volumes. Default: any node. */
    readonly dataNodeSelector?: Record<string, string>;
    /** Generated secrets go through AWS Secrets Manager. Default: the program writes them into the namespace. */
    readonly secretsManager?: SecretsManager;
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: Images;
    /** No operator runs there, so that custom resources have no status to wait for, and nothing is protected. Default: `false`. */
    readonly simulated?: boolean;
}

/** AWS Secrets Manager, from which the External Secrets Operator writes the Secrets. */
export interface SecretsManager {
    /** Name of the ClusterSecretStore. */
    readonly store: pulumi.Input<string>;
    /** What the names of the secrets in Secrets Manager begin with, such as `dify-ha/prod`. */
    readonly prefix: string;
    /** KMS key that encrypts them. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Region that gets copies of the secrets that two regions must have alike. Default: none. Excludes `copyOfPrefix`. */
    readonly copyTo?: string;
    /** `prefix` of the stack whose secrets were copied into this region. Default: this one makes its own. Excludes `copyTo`. */
    readonly copyOfPrefix?: string;
}

/** What takes the place of the registries that publish images. */
export interface Images {
    /** What takes the place of a registry, by its host: a registry with or without a path. Goes before `mirror`. Default: none. */
    readonly caches?: Record<string, string>;
    /** Registry and path that has a copy of every other registry, each below its host. Default: none. */
    readonly mirror?: string;
}

/** The handle that components of the program take. */
export function clusterHandle(cluster: Cluster): ClusterHandle {
    const { namespace, namespaceCreated, zones, storageClass, dataNodeSelector, secretsManager, images } = cluster;
    return {
        namespace: { name: namespace, created: namespaceCreated ?? namespace },
        zones: zones.map((name) => ({ name })),
        storageClass,
        dataNodes: dataNodeSelector && { nodeSelector: dataNodeSelector },
        secrets: secretsManager === undefined ? { kind: "kubernetes" } : secretStore(secretsManager),
        images: images && imageSource(images),
        simulated: cluster.simulated ?? false,
    };
}

export function imageSource({ caches = {}, mirror }: Images): ImageSource {
    return { caches, mirror };
}

function secretStore({ copyTo, copyOfPrefix, ...store }: SecretsManager): SecretStore {
    return { kind: "secretsManager", ...store, shared: sharing(copyTo, copyOfPrefix) };
}

function sharing(copyTo: string | undefined, copyOfPrefix: string | undefined) {
    if (copyOfPrefix !== undefined) {
        return { role: "copy", prefix: copyOfPrefix } as const;
    }
    return copyTo === undefined ? undefined : ({ role: "source", copyTo } as const);
}
