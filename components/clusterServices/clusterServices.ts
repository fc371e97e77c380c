import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import { StorageClass } from "@pulumi/kubernetes/storage/v1/storageClass";
import type { CloudAccess, IdentityProvider, ImageSource } from "../../contracts";
import { valuesWithImages } from "../shared/chartImages";
import { dependenciesOf } from "../shared/dependencies";
import { CHARTS, SERVICES_NAMESPACE, type ServiceName } from "./catalogue";
import { SECRET_STORE, secretStoreSpec } from "./secretStore";
import { servicesOf } from "./services";
import { STORAGE_CLASS, storageClassFields } from "./storageClass";
import { VALUES, type ServiceContext } from "./values";

export interface ClusterServicesArgs {
    /** Name of the cluster, as in the tags of its Auto Scaling groups. */
    readonly clusterName: string;
    readonly region: string;
    readonly vpcId: pulumi.Input<string>;
    /** What the cluster's identities are: decides which services there are. */
    readonly identity: IdentityProvider;
    /** How each service gets at AWS, by the name of its grant in `clusterServiceGrants`. */
    readonly access: Readonly<Record<string, CloudAccess>>;
    /** Secrets from AWS Secrets Manager, for these namespaces only. Default: none, and no External Secrets Operator. */
    readonly secrets?: { readonly namespaces: readonly string[] };
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
    /** Tags of EBS volumes. */
    readonly tags: Readonly<Record<string, string>>;
}

/** The class of k3s and of older clusters must not be a second default. */
const DEFAULT_CLASS = { "storageclass.kubernetes.io/is-default-class": "true" };

/** What a cluster on AWS needs inside before anything else: volumes, nodes on demand, targets of load balancers, secrets. */
export class ClusterServices extends pulumi.ComponentResource {
    /** The default StorageClass. */
    public readonly storageClass: pulumi.Output<string>;
    /** Name of the ClusterSecretStore for Secrets Manager; only with `secrets`. */
    public readonly secretStore: pulumi.Output<string> | undefined;
    /** Wait for these before deploying pods. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: ClusterServicesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:ClusterServices", name, args, opts);
        const services = servicesOf(args.identity.kind, args.secrets !== undefined);
        const accessOf = this.accessReader(services, args.access);

        const storageClass = this.createStorageClass(name, args.tags);
        const releases = services.map((service) => this.createRelease(name, service, args, accessOf(service), opts));
        const store =
            args.secrets &&
            this.createSecretStore(
                name,
                secretStoreSpec(args.region, args.secrets.namespaces, accessOf("external-secrets")),
                releases,
            );

        this.storageClass = storageClass.metadata.name;
        this.secretStore = store?.metadata.name;
        this.ready = [storageClass, ...releases, ...(store === undefined ? [] : [store])];
        this.registerOutputs({ storageClass: this.storageClass, secretStore: this.secretStore });
    }

    /** Looks up what each of the services was given; none may be missing. */
    private accessReader(
        services: readonly ServiceName[],
        access: ClusterServicesArgs["access"],
    ): (service: ServiceName) => CloudAccess {
        const missing = services.filter((service) => access[service] === undefined);
        if (missing.length > 0) {
            throw new pulumi.ResourceError(
                `access: nothing for ${missing.join(", ")}; clusterServiceGrants says what they need`,
                this,
                true,
            );
        }
        return (service) => access[service] as CloudAccess;
    }

    private createStorageClass(name: string, tags: Readonly<Record<string, string>>): StorageClass {
        return new StorageClass(
            `${name}-${STORAGE_CLASS}`,
            { metadata: { name: STORAGE_CLASS, annotations: DEFAULT_CLASS }, ...storageClassFields(tags) },
            { parent: this },
        );
    }

    private createRelease(
        name: string,
        service: ServiceName,
        context: ServiceContext & Pick<ClusterServicesArgs, "images">,
        access: CloudAccess,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): Release {
        const { version, repository, images } = CHARTS[service];
        return new Release(
            `${name}-${service}`,
            {
                name: service,
                chart: service,
                version,
                repositoryOpts: { repo: repository },
                namespace: SERVICES_NAMESPACE,
                atomic: true,
                timeout: 600,
                values: valuesWithImages(VALUES[service](context, access), images, context.images),
            },
            { parent: this, dependsOn: dependenciesOf(opts) },
        );
    }

    private createSecretStore(name: string, spec: object, releases: readonly Release[]): CustomResource {
        return new CustomResource(
            `${name}-secret-store`,
            {
                apiVersion: "external-secrets.io/v1",
                kind: "ClusterSecretStore",
                metadata: { name: SECRET_STORE, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
                spec,
            },
            { parent: this, dependsOn: [...releases] },
        );
    }
}
