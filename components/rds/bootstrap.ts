import { createHash } from "node:crypto";
import type * as k8s from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import {
    imageFrom,
    type CloudAccess,
    type Grant,
    type ImageSource,
    type KubernetesSecretRef,
    type Zone,
} from "../../contracts";
import { accessKeys } from "../shared/cloudAccess";
import { failoverTolerations, zoneAffinity } from "../shared/placement";
import type { Resources } from "../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPodWithVolumes } from "../shared/securityContexts";
import { AWS_CLI_IMAGE, POSTGRES_PROGRAMS, PSQL_IMAGE, PSQL_USER } from "./catalogue";
import type { DatabaseServer } from "./databaseServer";
import { POSTGRES_PORT } from "./port";

/** The Job that makes roles and databases on a server that AWS runs, as plain data. */

/** What the Job may do in AWS: read the one secret, and decrypt it with its key for nothing else. */
export function bootstrapGrant(
    name: string,
    namespace: string,
    masterSecretArn: pulumi.Input<string>,
    kmsKeyArn: pulumi.Input<string>,
): Grant {
    return {
        name: accountName(name),
        namespace,
        serviceAccounts: [accountName(name)],
        statements: [
            { sid: "ReadMasterUser", actions: ["secretsmanager:GetSecretValue"], resources: [masterSecretArn] },
            {
                sid: "DecryptMasterUser",
                actions: ["kms:Decrypt"],
                resources: [kmsKeyArn],
                conditions: { StringEquals: { "kms:EncryptionContext:SecretARN": masterSecretArn } },
            },
        ],
        method: "podIdentity",
    };
}

/** Name of the Job's service account, and of its grant. */
export function accountName(name: string): string {
    return `${name}-bootstrap`;
}

export interface BootstrapArgs {
    readonly server: DatabaseServer;
    /** Databases, each with the password of the role of the same name that owns it. */
    readonly owners: readonly { readonly database: string; readonly password: KubernetesSecretRef }[];
    /** Role of exporters, which may read statistics. */
    readonly monitor: { readonly role: string; readonly password: KubernetesSecretRef };
    readonly access: CloudAccess;
    /** Name of the ConfigMap with the scripts. */
    readonly scriptsConfigMap: pulumi.Input<string>;
    readonly zones: readonly Zone[];
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
    readonly labels: Record<string, string>;
    /** Changed values run it again. */
    readonly annotations: Record<string, pulumi.Input<string>>;
}

/** Kubernetes name of the Job: another one for every server, set of databases and version of the scripts, each of which runs once. */
export function bootstrapName(
    name: string,
    { server, owners }: Pick<BootstrapArgs, "server" | "owners">,
    scripts: Record<string, string>,
): string {
    const what = JSON.stringify([server.name, owners.map(({ database }) => database), scripts]);
    return `${accountName(name)}-${createHash("sha256").update(what).digest("hex").slice(0, 8)}`;
}

/** Folder in memory: what the two containers hand over never touches a disk. */
const WORK_FOLDER = "/work";
const SCRIPTS_FOLDER = "/scripts";
const MASTER_FILE = `${WORK_FOLDER}/master.json`;

/** Seconds that all attempts may take together. */
const DEADLINE_SECONDS = 1200;

const RESOURCES: Resources = { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "500m", memory: "256Mi" } };

export function bootstrapSpec(name: string, args: BootstrapArgs): k8s.batch.v1.JobSpec {
    return {
        // A new server's name, and a new identity's rights, take a while to be known everywhere.
        backoffLimit: 6,
        activeDeadlineSeconds: DEADLINE_SECONDS,
        // No ttlSecondsAfterFinished: a Job that vanished would be created again by the next update.
        template: {
            metadata: { labels: args.labels, annotations: args.annotations },
            spec: {
                restartPolicy: "Never",
                serviceAccountName: accountName(name),
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                securityContext: unprivilegedPodWithVolumes(PSQL_USER),
                tolerations: failoverTolerations(),
                affinity: { nodeAffinity: zoneAffinity(args.zones) },
                volumes: [
                    { name: "work", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
                    { name: "scripts", configMap: { name: args.scriptsConfigMap } },
                ],
                initContainers: [
                    container("fetch-master", imageFrom(AWS_CLI_IMAGE, args.images), "fetch-master.sh", [
                        { name: "MASTER_SECRET_ARN", value: args.server.masterSecretArn },
                        ...credentials(args.access),
                    ]),
                ],
                containers: [
                    container(
                        "bootstrap",
                        imageFrom(PSQL_IMAGE, args.images),
                        "bootstrap.sh",
                        databaseEnvironment(args),
                    ),
                ],
            },
        },
    };
}

function container(
    name: string,
    image: string,
    script: string,
    env: k8s.core.v1.EnvVar[],
): k8s.core.v1.Container & { env: k8s.core.v1.EnvVar[] } {
    return {
        name,
        image,
        command: ["/bin/sh", `${SCRIPTS_FOLDER}/${script}`],
        env: [{ name: "HOME", value: WORK_FOLDER }, { name: "MASTER_FILE", value: MASTER_FILE }, ...env],
        volumeMounts: [
            { name: "work", mountPath: WORK_FOLDER },
            { name: "scripts", mountPath: SCRIPTS_FOLDER, readOnly: true },
        ],
        securityContext: READ_ONLY_CONTAINER,
        resources: RESOURCES,
    };
}

const secretVariable = (name: string, secret: KubernetesSecretRef): k8s.core.v1.EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: secret.name, key: secret.key } },
});

/** Nothing where the pod has an identity of its own. */
function credentials(access: CloudAccess): k8s.core.v1.EnvVar[] {
    const keys = accessKeys(access);
    return keys === undefined
        ? []
        : [
              secretVariable("AWS_ACCESS_KEY_ID", keys.accessKeyId),
              secretVariable("AWS_SECRET_ACCESS_KEY", keys.secretAccessKey),
          ];
}

function databaseEnvironment({ server, owners, monitor }: BootstrapArgs): k8s.core.v1.EnvVar[] {
    const plain = {
        PATH: `${POSTGRES_PROGRAMS}:/usr/local/bin:/usr/bin:/bin`,
        PGHOST: server.host,
        PGPORT: String(POSTGRES_PORT),
        PGSSLMODE: "require",
        PGCONNECT_TIMEOUT: "10",
        DATABASES: owners.map(({ database }) => database).join(" "),
        MONITOR_ROLE: monitor.role,
    };
    return [
        ...Object.entries(plain).map(([name, value]) => ({ name, value })),
        ...owners.map(({ database, password }) => secretVariable(`OWNER_PASSWORD_${database}`, password)),
        secretVariable("MONITOR_PASSWORD", monitor.password),
    ];
}
