import * as pulumi from "@pulumi/pulumi";
import type { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import {
    kubernetesSecret,
    type ClusterHandle,
    type PostgresEndpoint,
    type Traffic,
    type Workload,
} from "../../contracts";
import { accountAnnotations } from "../shared/cloudAccess";
import { createCustomResource } from "../shared/customResource";
import { dependenciesOf } from "../shared/dependencies";
import { createDisruptionBudget } from "../shared/disruptionBudget";
import { generatePassword } from "../shared/password";
import type { Resources } from "../shared/replicatedService";
import { createSecret, type GeneratedSecret } from "../shared/secret";
import {
    archiver,
    BARMAN_API,
    objectStoreSpec,
    recoveryFields,
    scheduledBackupSpec,
    type BackupArgs,
    type RestorePoint,
} from "./backup";
import { POSTGRES_API } from "./catalogue";
import { postgresClusterSpec, workloadOfCluster } from "./clusterSpec";
import { POSTGRES_PORT, postgresTraffic } from "./flows";
import { poolerSpec, workloadOfPooler } from "./pooler";

export interface PostgresHAArgs {
    readonly cluster: ClusterHandle;
    /** Instances, each in a zone of its own; at most as many as there are zones. From 3 on no acknowledged write is lost. */
    readonly instances: number;
    /** Requests and limits of one instance. */
    readonly resources: Resources;
    /** Data volume of one instance, a byte quantity such as `50Gi`. */
    readonly storage: string;
    /** Write-ahead-log volume of one instance, a byte quantity. */
    readonly walStorage: string;
    /** `max_connections`, shared by both databases. */
    readonly maxConnections: number;
    /** Whether there is a database of the plugin daemon beside Dify's own. Default: true. */
    readonly pluginDatabase?: boolean;
    /** PgBouncer in session mode in front of the primary. Default: none. */
    readonly pooler?: { readonly instances: number };
    /** Base backups and write-ahead log in the object store. Default: none, and then nothing can be restored. */
    readonly backup?: BackupArgs;
    /**
     * Run on a server restored from the archive of the first one, which goes on beside it until it is removed by hand. Needs `backup`.
     */
    readonly restore?: RestorePoint & {
        /** Name of the restored server. */
        readonly as: string;
    };
    /** Further queries for the exporter, in a ConfigMap that may come later. Default: none. */
    readonly queries?: { readonly configMap: string; readonly key: string };
}

/** The databases, each owned by a role of the same name. */
const DATABASES = { app: "dify", plugins: "dify_plugin" } as const;

type Purpose = keyof typeof DATABASES;

/** Secrets of the roles that own the databases. */
type Owners = { readonly app: GeneratedSecret } & { readonly [purpose in Purpose]?: GeneratedSecret };

/** A registered server. */
interface Server {
    readonly name: string;
    readonly cluster: ClusterHandle;
    readonly resource: CustomResource;
    readonly workload: Workload;
}

/** PostgreSQL 15 by CloudNativePG: one primary, standbys in the other zones, automatic failover, two databases. */
export class PostgresHA extends pulumi.ComponentResource {
    /** Database of Dify's API and workers. */
    public readonly app: PostgresEndpoint;
    /** Database of the plugin daemon; undefined where there is none. */
    public readonly plugins: PostgresEndpoint | undefined;
    public readonly workloads: Workload[];
    public readonly traffic: Traffic;

    constructor(name: string, args: PostgresHAArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:PostgresHA", name, args, opts);
        const { cluster, pluginDatabase = true } = args;
        const { namespace } = cluster;

        const owners: Owners = {
            app: this.createOwner(name, "app", cluster),
            ...(pluginDatabase ? { plugins: this.createOwner(name, "plugins", cluster) } : {}),
        };
        const store = this.createStore(name, args, opts);
        const waiting = {
            dependsOn: [...dependenciesOf(opts), ...Object.values(owners).map(({ resource }) => resource), ...store],
        };
        const first = this.createServer(name, name, args, undefined, waiting);
        const server =
            args.restore === undefined ? first : this.createServer(name, args.restore.as, args, args.restore, waiting);
        if (pluginDatabase) {
            this.createPluginDatabase(server);
        }
        const pooler = this.createPooler(server, args);
        const servers = server === first ? [first] : [first, server];

        const endpoint = (purpose: Purpose, owner: GeneratedSecret): PostgresEndpoint => ({
            host: `${pooler?.name ?? `${server.name}-rw`}.${namespace.name}.svc.cluster.local`,
            readerHost: `${server.name}-ro.${namespace.name}.svc.cluster.local`,
            port: POSTGRES_PORT,
            database: DATABASES[purpose],
            user: DATABASES[purpose],
            tls: true,
            password: kubernetesSecret(owner.name, "password"),
            maxConnections: args.maxConnections,
            servedBy: pooler?.name ?? server.name,
        });
        this.app = endpoint("app", owners.app);
        this.plugins = owners.plugins && endpoint("plugins", owners.plugins);
        this.workloads = [...servers.map(({ workload }) => workload), ...(pooler === undefined ? [] : [pooler])];
        this.traffic = postgresTraffic({
            ...args,
            namespace: namespace.name,
            servers: servers.map((each) => each.name),
            pooler: pooler && { name: pooler.name, server: server.name },
        });
        this.registerOutputs({ app: this.app, plugins: this.plugins, workloads: this.workloads });
    }

    private createOwner(name: string, purpose: Purpose, cluster: ClusterHandle): GeneratedSecret {
        const child = { parent: this };
        return createSecret(
            ownerName(name, purpose),
            cluster,
            {
                name: ownerName(name, purpose),
                // The operator follows a changed password only in Secrets with this label.
                labels: { "cnpg.io/reload": "true" },
                type: "kubernetes.io/basic-auth",
                stringData: {
                    username: DATABASES[purpose],
                    password: generatePassword(`${name}-${purpose}-password`, child),
                },
            },
            child,
        );
    }

    private createStore(
        name: string,
        { cluster, backup }: PostgresHAArgs,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): CustomResource[] {
        if (backup === undefined) {
            return [];
        }
        const store = createCustomResource(
            storeName(name),
            cluster,
            { apiVersion: BARMAN_API, kind: "ObjectStore", name: storeName(name), spec: objectStoreSpec(backup) },
            { parent: this, dependsOn: dependenciesOf(opts) },
        );
        return [store];
    }

    /** A server with its schedule of base backups. */
    private createServer(
        name: string,
        serverName: string,
        args: PostgresHAArgs,
        restore: RestorePoint | undefined,
        opts: pulumi.ResourceOptions,
    ): Server {
        const { cluster, backup, pluginDatabase = true } = args;
        const database = { name: DATABASES.app, ownerSecret: ownerName(name, "app") };
        const spec = postgresClusterSpec({
            ...args,
            storageClass: cluster.storageClass,
            zones: cluster.zones,
            database: database.name,
            ownerSecret: database.ownerSecret,
            roles: pluginDatabase ? [{ name: DATABASES.plugins, secret: ownerName(name, "plugins") }] : [],
            nodeSelector: cluster.dataNodes?.nodeSelector,
            images: cluster.images,
            accountAnnotations: backup && accountAnnotations(backup.objectStore.access.backups),
            archiver: backup && archiver(storeName(name), serverName),
            recovery: restore && recoveryFields(storeName(name), name, restore, database),
        });
        const resource = createCustomResource(
            serverName,
            cluster,
            { apiVersion: POSTGRES_API, kind: "Cluster", name: serverName, spec, waitFor: "condition=Ready" },
            { parent: this, protect: !cluster.simulated, dependsOn: opts.dependsOn },
        );
        if (backup !== undefined) {
            createCustomResource(
                `${serverName}-nightly`,
                cluster,
                {
                    apiVersion: POSTGRES_API,
                    kind: "ScheduledBackup",
                    name: `${serverName}-nightly`,
                    spec: scheduledBackupSpec(serverName, backup.at),
                },
                { parent: this, dependsOn: resource },
            );
        }
        return {
            name: serverName,
            cluster,
            resource,
            workload: workloadOfCluster(serverName, cluster.namespace, spec),
        };
    }

    private createPluginDatabase({ name, cluster, resource }: Server): void {
        createCustomResource(
            `${name}-plugins-database`,
            cluster,
            {
                apiVersion: POSTGRES_API,
                kind: "Database",
                name: `${name}-plugins`,
                spec: {
                    name: DATABASES.plugins,
                    owner: DATABASES.plugins,
                    cluster: { name },
                    databaseReclaimPolicy: "retain",
                },
                waitFor: "jsonpath={.status.applied}=true",
            },
            { parent: this, dependsOn: resource },
        );
    }

    private createPooler(
        { name, cluster, resource }: Server,
        { pooler, maxConnections }: PostgresHAArgs,
    ): Workload | undefined {
        if (pooler === undefined) {
            return undefined;
        }
        const poolerName = `${name}-pooler`;
        const spec = poolerSpec(poolerName, {
            clusterName: name,
            instances: pooler.instances,
            maxConnections,
            zones: cluster.zones,
            images: cluster.images,
        });
        createCustomResource(
            poolerName,
            cluster,
            { apiVersion: POSTGRES_API, kind: "Pooler", name: poolerName, spec },
            { parent: this, dependsOn: resource },
        );
        const workload = workloadOfPooler(poolerName, name, cluster.namespace, spec);
        createDisruptionBudget(
            `${poolerName}-pdb`,
            { name: poolerName, namespace: cluster.namespace, matchLabels: workload.pods?.matchLabels ?? {} },
            { parent: this },
        );
        return workload;
    }
}

function ownerName(name: string, purpose: Purpose): string {
    return `${name}-${purpose}-owner`;
}

function storeName(name: string): string {
    return `${name}-archive`;
}
