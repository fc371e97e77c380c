import * as pulumi from "@pulumi/pulumi";
import { Secret as ManagedSecret } from "@pulumi/aws/secretsmanager/secret";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { ClusterHandle, NamespaceRef, SecretStore } from "../../contracts";
import { createCustomResource } from "./customResource";
import { dependenciesOf } from "./dependencies";

export interface SecretArgs {
    /** `metadata.name` of the Secret in the cluster's namespace. */
    readonly name: string;
    /** Content by key. Whatever is in it is a secret input, down to user names. */
    readonly stringData: Readonly<Record<string, pulumi.Input<string>>>;
    readonly labels?: Readonly<Record<string, string>>;
    /** Kubernetes type, such as `kubernetes.io/basic-auth`. Default: `Opaque`. */
    readonly type?: string;
}

/** A secret without which copies of the data are of no use in another region. */
export interface SharedSecretArgs extends Omit<SecretArgs, "stringData"> {
    /** Makes the content; not called where the secret is the copy of another region's. */
    readonly generate: () => SecretArgs["stringData"];
}

/** A Secret in the cluster's namespace, however it gets there. */
export interface GeneratedSecret {
    /** Its name, resolved once the Secret is there: what refers to it by this name waits for it. */
    readonly name: pulumi.Output<string>;
    /** What to wait for where the Secret is needed but not named. */
    readonly resource: pulumi.Resource;
}

/** API of the External Secrets Operator. */
export const EXTERNAL_SECRETS_API = "external-secrets.io/v1";

/**
 * How often the operator looks for a value that somebody changed in Secrets Manager by hand; what the program changes it takes at
 * once. Each look is a billed request of each secret.
 */
const REFRESH_INTERVAL = "1h";

/** Days in which a deleted secret can be restored, and in which its name cannot be used again: the shortest that AWS allows. */
const RECOVERY_WINDOW_DAYS = 7;

/** Brings a generated secret into the cluster's namespace, by the way that the cluster's `secrets` names. */
export function createSecret(
    logicalName: string,
    cluster: Pick<ClusterHandle, "namespace" | "secrets" | "simulated">,
    args: SecretArgs,
    opts: pulumi.CustomResourceOptions,
): GeneratedSecret {
    const { secrets } = cluster;
    return secrets.kind === "kubernetes"
        ? createKubernetesSecret(logicalName, cluster.namespace, args, opts)
        : createManagedSecret(logicalName, { ...cluster, secrets }, args, undefined, opts);
}

/** The same for a secret that a second region must have alike: there, the copy that Secrets Manager made is read. */
export function createSharedSecret(
    logicalName: string,
    cluster: Pick<ClusterHandle, "namespace" | "secrets" | "simulated">,
    { generate, ...args }: SharedSecretArgs,
    opts: pulumi.CustomResourceOptions,
): GeneratedSecret {
    const { secrets } = cluster;
    if (secrets.kind === "kubernetes") {
        return createSecret(logicalName, cluster, { ...args, stringData: generate() }, opts);
    }
    const managing = { ...cluster, secrets };
    return secrets.shared?.role === "copy"
        ? createExternalSecret(logicalName, managing, args, { key: `${secrets.shared.prefix}/${args.name}` }, opts)
        : createManagedSecret(logicalName, managing, { ...args, stringData: generate() }, secrets.shared?.copyTo, opts);
}

function createKubernetesSecret(
    logicalName: string,
    namespace: NamespaceRef,
    { name, stringData, labels, type }: SecretArgs,
    opts: pulumi.CustomResourceOptions,
): GeneratedSecret {
    const secret = new Secret(
        logicalName,
        { metadata: { name, namespace: namespace.created, labels }, type, stringData },
        opts,
    );
    return { name: secret.metadata.name, resource: secret };
}

type ManagingCluster = Pick<ClusterHandle, "namespace" | "simulated"> & {
    readonly secrets: Extract<SecretStore, { kind: "secretsManager" }>;
};

function createManagedSecret(
    logicalName: string,
    cluster: ManagingCluster,
    args: SecretArgs,
    /** Region that gets a copy, under AWS's own key there, which whoever may read the secret may use. */
    copyTo: string | undefined,
    opts: pulumi.CustomResourceOptions,
): GeneratedSecret {
    const { prefix, kmsKeyArn } = cluster.secrets;
    const { name, stringData } = args;
    const managed = new ManagedSecret(
        `${logicalName}-managed`,
        {
            name: `${prefix}/${name}`,
            kmsKeyId: kmsKeyArn,
            recoveryWindowInDays: RECOVERY_WINDOW_DAYS,
            ...(copyTo === undefined ? {} : { replicas: [{ region: copyTo }] }),
        },
        opts,
    );
    const version = new SecretVersion(
        `${logicalName}-version`,
        { secretId: managed.id, secretString: pulumi.secret(pulumi.jsonStringify(stringData)) },
        opts,
    );
    return createExternalSecret(logicalName, cluster, args, { key: managed.id, version }, opts);
}

/** Has the operator write the Secret from what is in Secrets Manager. */
function createExternalSecret(
    logicalName: string,
    cluster: ManagingCluster,
    { name, labels, type }: Omit<SecretArgs, "stringData">,
    { key, version }: { readonly key: pulumi.Input<string>; readonly version?: SecretVersion },
    opts: pulumi.CustomResourceOptions,
): GeneratedSecret {
    const external = createCustomResource(
        logicalName,
        cluster,
        {
            apiVersion: EXTERNAL_SECRETS_API,
            kind: "ExternalSecret",
            name,
            spec: {
                secretStoreRef: { kind: "ClusterSecretStore", name: cluster.secrets.store },
                refreshInterval: REFRESH_INTERVAL,
                target: {
                    name,
                    creationPolicy: "Owner",
                    // A secret deleted by mistake in Secrets Manager must not take the pods with it.
                    deletionPolicy: "Retain",
                    template: { type: type ?? "Opaque", ...(labels === undefined ? {} : { metadata: { labels } }) },
                },
                dataFrom: [{ extract: { key } }],
            },
            // The operator looks at once when an annotation changes.
            annotations: version === undefined ? {} : { "dify-ha/secret-version": version.id },
            waitFor: "condition=Ready",
        },
        { ...opts, dependsOn: [...dependenciesOf(opts), ...(version === undefined ? [] : [version])] },
    );
    return {
        name: pulumi.output(external.metadata).apply((metadata) => metadata.name ?? name),
        resource: external,
    };
}
