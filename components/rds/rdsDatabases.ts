import * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import {
    kubernetesSecret,
    PLACES,
    type ClusterHandle,
    type CloudAccess,
    type KubernetesSecretRef,
    type PostgresEndpoint,
    type Traffic,
} from "../../contracts";
import { accountAnnotations } from "../shared/cloudAccess";
import { checksumAnnotation } from "../shared/checksum";
import { dependenciesOf } from "../shared/dependencies";
import { generatePassword } from "../shared/password";
import { createSecret, type GeneratedSecret } from "../shared/secret";
import { identityFlows, tcp } from "../shared/traffic";
import { accountName, bootstrapName, bootstrapSpec } from "./bootstrap";
import type { DatabaseServer } from "./databaseServer";
import { POSTGRES_PORT } from "./port";
import { bootstrapScripts } from "./scripts";

export interface RdsDatabasesArgs {
    readonly cluster: ClusterHandle;
    /** The server, as `RdsServer` gives it. */
    readonly server: DatabaseServer;
    /** What `bootstrapGrant` came to: how the Job reads the master user's secret. */
    readonly access: CloudAccess;
    /** Whether there is a database of the plugin daemon beside Dify's own. Default: true. */
    readonly pluginDatabase?: boolean;
}

/** The databases, each owned by a role of the same name. */
const DATABASES = { app: "dify", plugins: "dify_plugin" } as const;

type Purpose = keyof typeof DATABASES;

const PASSWORD_KEY = "password";

/** Role of exporters. */
const MONITOR_ROLE = "dify_monitor";

/** Secret with a role. */
interface Role {
    readonly secret: GeneratedSecret;
    readonly password: pulumi.Output<string>;
}

/** The roles that own the databases there are. */
type Owners = { readonly app: Role } & { readonly [purpose in Purpose]?: Role };

/**
 * Dify's databases and the roles that own them, on a server that AWS runs. A Job makes them; what depends on this component waits for it.
 * The master user never comes near Dify: only the Job reads its secret.
 */
export class RdsDatabases extends pulumi.ComponentResource {
    /** Database of Dify's API and workers. */
    public readonly app: PostgresEndpoint;
    /** Database of the plugin daemon; undefined where there is none. */
    public readonly plugins: PostgresEndpoint | undefined;
    /** Role of exporters: it may connect to both, and read statistics. */
    public readonly monitor: { readonly user: string; readonly password: KubernetesSecretRef };
    public readonly traffic: Traffic;

    constructor(name: string, args: RdsDatabasesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:RdsDatabases", name, args, opts);

        const { pluginDatabase = true } = args;
        const owners: Owners = {
            app: this.createOwner(name, "app", args.cluster),
            ...(pluginDatabase ? { plugins: this.createOwner(name, "plugins", args.cluster) } : {}),
        };
        const monitor = this.createRole(`${name}-monitor`, MONITOR_ROLE, args.cluster);
        // A replica of another region has the databases already, and takes no writes.
        if (args.server.acceptsWrites) {
            this.createBootstrap(name, args, owners, monitor, opts);
        }

        this.app = endpointOf("app", args.server, owners.app);
        this.plugins = owners.plugins && endpointOf("plugins", args.server, owners.plugins);
        this.monitor = { user: MONITOR_ROLE, password: passwordRef(monitor) };
        this.traffic = bootstrapTraffic(name, args);
        this.registerOutputs({ app: this.app, plugins: this.plugins, monitor: this.monitor });
    }

    private createOwner(name: string, purpose: Purpose, cluster: ClusterHandle): Role {
        return this.createRole(`${name}-${purpose}`, DATABASES[purpose], cluster, `${name}-${purpose}-owner`);
    }

    private createRole(name: string, username: string, cluster: ClusterHandle, secretName = name): Role {
        const child = { parent: this };
        const password = generatePassword(`${name}-password`, child);
        const secret = createSecret(
            secretName,
            cluster,
            {
                name: secretName,
                type: "kubernetes.io/basic-auth",
                stringData: { username, [PASSWORD_KEY]: password },
            },
            child,
        );
        return { secret, password };
    }

    private createBootstrap(
        name: string,
        { cluster, server, access }: RdsDatabasesArgs,
        owners: Owners,
        monitor: Role,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): void {
        const child = { parent: this };
        const { namespace } = cluster;
        const account = new ServiceAccount(
            accountName(name),
            {
                metadata: {
                    name: accountName(name),
                    namespace: namespace.created,
                    annotations: accountAnnotations(access),
                },
                automountServiceAccountToken: false,
            },
            child,
        );
        const files = bootstrapScripts();
        const scripts = new ConfigMap(
            `${name}-bootstrap-scripts`,
            { metadata: { name: `${name}-bootstrap-scripts`, namespace: namespace.created }, data: files },
            child,
        );
        const labels = { "app.kubernetes.io/name": accountName(name) };
        const plan = {
            server,
            owners: (Object.keys(owners) as Purpose[]).flatMap((purpose) => {
                const owner = owners[purpose];
                return owner === undefined ? [] : [{ database: DATABASES[purpose], password: passwordRef(owner) }];
            }),
            monitor: { role: MONITOR_ROLE, password: passwordRef(monitor) },
        };
        const jobName = bootstrapName(name, plan, files);
        const spec = bootstrapSpec(name, {
            ...plan,
            access,
            scriptsConfigMap: scripts.metadata.name,
            zones: cluster.zones,
            images: cluster.images,
            labels,
            annotations: checksumAnnotation({
                app: owners.app.password,
                ...(owners.plugins === undefined ? {} : { plugins: owners.plugins.password }),
                monitor: monitor.password,
            }),
        });
        new Job(
            jobName,
            { metadata: { name: jobName, namespace: namespace.created, labels }, spec },
            { ...child, dependsOn: [...dependenciesOf(opts), account] },
        );
    }
}

/** Of the Job, where there is one. */
function bootstrapTraffic(name: string, { cluster, server, access }: RdsDatabasesArgs): Traffic {
    if (!server.acceptsWrites) {
        return { flows: [] };
    }
    const job = accountName(name);
    return {
        pods: { [job]: { namespace: cluster.namespace.name, matchLabels: { "app.kubernetes.io/name": job } } },
        flows: [
            { from: job, to: server.name, ports: tcp(POSTGRES_PORT), reason: "makes roles and databases" },
            {
                from: job,
                to: PLACES.awsApis,
                ports: tcp(443),
                reason: "the master user's secret, from Secrets Manager",
            },
            ...identityFlows(job, access),
        ],
    };
}

function passwordRef({ secret }: Role) {
    return kubernetesSecret(secret.name, PASSWORD_KEY);
}

function endpointOf(purpose: Purpose, server: DatabaseServer, owner: Role): PostgresEndpoint {
    return {
        host: server.host,
        readerHost: server.readerHost,
        port: POSTGRES_PORT,
        database: DATABASES[purpose],
        user: DATABASES[purpose],
        tls: true,
        password: passwordRef(owner),
        maxConnections: server.maxConnections,
        servedBy: server.name,
    };
}
