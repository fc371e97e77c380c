import * as pulumi from "@pulumi/pulumi";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { CloudAccess, ClusterHandle, ObjectStoreBuckets, ObjectStoreEndpoint } from "../../contracts";

export interface ObjectStorageArgs {
    readonly cluster: ClusterHandle;
    /** URL of the store with scheme. */
    readonly url: string;
    /** Region that requests are signed with. */
    readonly region: string;
    /** Buckets in the path instead of the host name. */
    readonly pathStyle: boolean;
    /** Names of existing buckets. */
    /** Whether it is in the cluster or at private addresses. Default: it is on the internet. */
    readonly inside?: boolean;
    readonly buckets: ObjectStoreBuckets;
    /** An existing Secret with the keys `accesskey` and `secretkey`, or the keys themselves (secret inputs). */
    readonly credentials:
        | { readonly existingSecret: string }
        | { readonly accessKeyId: pulumi.Input<string>; readonly secretAccessKey: pulumi.Input<string> };
}

/** An existing S3-compatible object store, made known to the components that keep their state in it. */
export class ObjectStorage extends pulumi.ComponentResource {
    public readonly endpoint: ObjectStoreEndpoint;

    constructor(name: string, args: ObjectStorageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:ObjectStorage", name, args, opts);

        const access: CloudAccess = { kind: "keys", secret: this.credentialsSecret(name, args) };
        this.endpoint = {
            url: args.url,
            region: args.region,
            pathStyle: args.pathStyle,
            inside: args.inside,
            buckets: args.buckets,
            access: { files: access, plugins: access, vectors: access, backups: access },
        };
        this.registerOutputs({ endpoint: this.endpoint });
    }

    private credentialsSecret(name: string, { credentials, cluster }: ObjectStorageArgs): pulumi.Input<string> {
        if ("existingSecret" in credentials) {
            return credentials.existingSecret;
        }
        const secret = new Secret(
            `${name}-credentials`,
            {
                metadata: { name: `${name}-credentials`, namespace: cluster.namespace.created },
                stringData: {
                    accesskey: pulumi.secret(credentials.accessKeyId),
                    secretkey: pulumi.secret(credentials.secretAccessKey),
                },
            },
            { parent: this },
        );
        return secret.metadata.name;
    }
}
