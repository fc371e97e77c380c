import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { imageFrom, type ClusterHandle, type PostgresEndpoint, type Traffic, type Workload } from "../../contracts";
import { checksumAnnotation } from "../shared/checksum";
import { dependenciesOf } from "../shared/dependencies";
import { ENDPOINT_RECOVERY } from "../shared/recovery";
import { createReplicatedService } from "../shared/replicatedService";
import { READ_ONLY_CONTAINER, unprivilegedPodWithVolumes } from "../shared/securityContexts";
import { tcp } from "../shared/traffic";
import { PGPOOL_IMAGE, PGPOOL_UID } from "./catalogue";
import { CONFIG_FOLDER, PGPOOL_PORT, pgpoolConfig, POOL_HBA, RUN_FOLDER, USERS_FOLDER } from "./config";
import { pgpoolResources } from "./resources";

export interface PgpoolArgs {
    readonly cluster: ClusterHandle;
    /** The database that it stands in front of; without a `readerHost` it is refused. */
    readonly database: PostgresEndpoint;
    /** Pods, at least 2. Default: 2. */
    readonly replicas?: number;
    /**
     * Clients that one replica takes, each a process. Default: as many as the server takes, less RESERVED_CONNECTIONS: connections
     * stay where they were opened, so one replica may have to carry all of them.
     */
    readonly connections?: number;
}

/** Connections of the server that are left to operators, exporters and the other database. */
export const RESERVED_CONNECTIONS = 20;

const MIN_REPLICAS = 2;

/**
 * Pgpool-II: reads of sessions that have not written yet go to a standby, all other statements to the primary.
 *
 * It costs what DB_EXTRAS gives: those options end here, and Pgpool-II has none of them towards the servers, so that a session whose
 * primary goes dark hangs (tests/services/postgres/darkPrimary.test.ts). Other sessions may read what a standby has not replayed yet.
 */
export class Pgpool extends pulumi.ComponentResource {
    /** The same database, reached through it. */
    public readonly database: PostgresEndpoint;
    public readonly workloads: Workload[];
    public readonly traffic: Traffic;

    /** Throws a RangeError for fewer than two replicas, fewer than one connection, or a database without standbys. */
    constructor(name: string, args: PgpoolArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:Pgpool", name, args, opts);
        const { cluster, database, replicas = MIN_REPLICAS } = args;
        const { connections = database.maxConnections - RESERVED_CONNECTIONS } = args;
        const readerHost = validated(database, replicas, connections);

        const files = pulumi.all([database.host, readerHost]).apply(([writer, reader]) => ({
            "pgpool.conf": pgpoolConfig({
                writerHost: writer,
                readerHost: reader,
                port: database.port,
                user: database.user,
                database: database.database,
                connections,
            }),
            "pool_hba.conf": POOL_HBA,
            "start.sh": START_SCRIPT,
        }));
        const config = new ConfigMap(
            `${name}-config`,
            { metadata: { name: `${name}-config`, namespace: cluster.namespace.created }, data: files },
            { parent: this },
        );
        const { workload } = createReplicatedService(
            name,
            name,
            {
                namespace: cluster.namespace,
                zones: cluster.zones,
                labels: { "app.kubernetes.io/name": name },
                replicas,
                resources: pgpoolResources(connections),
                container: {
                    image: imageFrom(PGPOOL_IMAGE, cluster.images),
                    command: ["sh", `${CONFIG_FOLDER}/start.sh`],
                    env: [
                        { name: "PGPOOL_CONFIG", value: CONFIG_FOLDER },
                        { name: "PGPOOL_USERS", value: USERS_FOLDER },
                        { name: "PGPOOL_RUN", value: RUN_FOLDER },
                    ],
                    volumeMounts: [
                        { name: "config", mountPath: CONFIG_FOLDER, readOnly: true },
                        { name: "users", mountPath: USERS_FOLDER, readOnly: true },
                        { name: "run", mountPath: RUN_FOLDER },
                    ],
                    // The port alone: a probe that asked the servers would take every replica away when they fail over.
                    readinessProbe: { tcpSocket: { port: PGPOOL_PORT }, periodSeconds: 5 },
                    livenessProbe: { tcpSocket: { port: PGPOOL_PORT }, periodSeconds: 15 },
                    securityContext: READ_ONLY_CONTAINER,
                },
                ports: [{ name: "postgres", port: PGPOOL_PORT }],
                // Clients hold their connections for ever: nothing to wait for beyond the removal from endpoints.
                preStopSeconds: 10,
                terminationSeconds: 30,
                podSecurityContext: unprivilegedPodWithVolumes(PGPOOL_UID),
                volumes: [
                    { name: "config", configMap: { name: config.metadata.name } },
                    {
                        name: "users",
                        secret: {
                            secretName: database.password.name,
                            items: [{ key: database.password.key, path: database.user }],
                            defaultMode: USERS_MODE,
                        },
                    },
                    { name: "run", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
                ],
                podAnnotations: checksumAnnotation(files),
                facts: { tier: "data", quorum: 1, dependsOn: [database.servedBy], recovery: ENDPOINT_RECOVERY },
            },
            { parent: this, dependsOn: dependenciesOf(opts) },
        );
        this.database = {
            ...database,
            host: `${name}.${cluster.namespace.name}.svc.cluster.local`,
            port: PGPOOL_PORT,
            tls: true,
            servedBy: name,
        };
        this.workloads = [workload];
        this.traffic = {
            flows: [
                {
                    from: name,
                    to: database.servedBy,
                    ports: tcp(database.port),
                    reason: "statements, to the primary or a standby",
                },
            ],
        };
        this.registerOutputs({ database: this.database, workloads: this.workloads });
    }
}

/** Read by the group of the pod, and nobody else. */
const USERS_MODE = 0o440;

const START_SCRIPT = fs.readFileSync(path.join(__dirname, "start.sh"), "utf8");

function validated(
    { servedBy, readerHost }: PostgresEndpoint,
    replicas: number,
    connections: number,
): pulumi.Input<string> {
    if (replicas < MIN_REPLICAS) {
        throw new RangeError(`replicas is ${replicas}; at least ${MIN_REPLICAS}, so that losing one is no outage`);
    }
    if (connections < 1) {
        throw new RangeError(`connections is ${connections}; at least 1`);
    }
    if (readerHost === undefined) {
        throw new RangeError(`the database of ${servedBy} has no address of its standbys`);
    }
    return readerHost;
}
