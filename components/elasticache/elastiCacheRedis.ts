import * as pulumi from "@pulumi/pulumi";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { ParameterGroup } from "@pulumi/aws/elasticache/parameterGroup";
import { ReplicationGroup, type ReplicationGroupArgs } from "@pulumi/aws/elasticache/replicationGroup";
import { SubnetGroup } from "@pulumi/aws/elasticache/subnetGroup";
import { kubernetesSecret, type ClusterEndpoint, type PrimaryEndpoint, type Workload } from "../../contracts";
import { createClientSecurityGroup } from "../shared/clientSecurityGroup";
import { generatePassword } from "../shared/password";
import { refuse } from "../shared/refuse";
import { createSecret } from "../shared/secret";
import { DEFAULT_SNAPSHOT_RETENTION_DAYS, type ElastiCacheRedisArgs, type ShardedArgs } from "./args";
import { RELEASES, type EngineRelease } from "./catalogue";
import { parametersOf } from "./parameters";
import { elastiCacheProblems } from "./problems";
import { groupWorkload, shardedWorkload, zonesOfMembers } from "./workloads";

export type { ElastiCacheRedisArgs, ShardedArgs } from "./args";

const PASSWORD_KEY = "password";
const REDIS_PORT = 6379;

/** UTC. One after the other, and both after the backups of PostgreSQL, which begin at 02:00. */
const SNAPSHOT_WINDOW = "03:00-04:00";
const MAINTENANCE_WINDOW = "sun:04:30-sun:05:30";

/** Days that slow commands are kept in CloudWatch. */
const SLOW_LOG_RETENTION_DAYS = 30;

const REPLICAS_PER_SHARD = 1;

/**
 * Valkey that AWS runs: a primary with replicas in other zones behind one address that follows the primary, which is what all of Dify can
 * use, and optionally a sharded group beside it.
 *
 * Both want TLS and the password, which rules the sharded one out for Dify's main client: its Redis Cluster client passes no TLS on. It
 * can stream answers (`eventBus`): that client is made from a `rediss://` URL, and redis-py 7 takes sharded channels over TLS. Queues and
 * plugin daemon can use no Redis Cluster at all.
 */
export class ElastiCacheRedis extends pulumi.ComponentResource {
    public readonly primary: PrimaryEndpoint;
    /** Only with `sharded`. */
    public readonly sharded: ClusterEndpoint | undefined;
    public readonly workloads: Workload[];

    constructor(name: string, args: ElastiCacheRedisArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:ElastiCacheRedis", name, args, opts);
        refuse(this, elastiCacheProblems(args));
        const { network, nodeType } = args;

        const token = generatePassword(`${name}-password`, { parent: this });
        const secret = createSecret(
            `${name}-auth`,
            args.cluster,
            { name: `${name}-auth`, stringData: { [PASSWORD_KEY]: token } },
            { parent: this },
        );
        const common = {
            subnetGroupName: this.createSubnetGroup(name, args),
            securityGroupIds: [this.createSecurityGroup(name, args)],
            ...protectionOf(args, token),
        };
        const zones = zonesOfMembers(network.zones, args.members);
        const group = this.createGroup(name, args, zones, common);
        const sharded = args.sharded && this.createSharded(`${name}-sharded`, args, args.sharded, common);

        const access = { port: REDIS_PORT, tls: true, password: kubernetesSecret(secret.name, PASSWORD_KEY) };
        this.primary = { kind: "primary", host: group.primaryEndpointAddress, servedBy: name, ...access };
        this.sharded = sharded && {
            kind: "cluster",
            host: sharded.configurationEndpointAddress,
            servedBy: `${name}-sharded`,
            ...access,
        };
        this.workloads = [
            groupWorkload(name, nodeType, zones),
            ...(args.sharded === undefined
                ? []
                : [
                      shardedWorkload(
                          `${name}-sharded`,
                          nodeType,
                          network.zones,
                          args.sharded.shards,
                          1 + REPLICAS_PER_SHARD,
                      ),
                  ]),
        ];
        this.registerOutputs({ primary: this.primary, sharded: this.sharded, workloads: this.workloads });
    }

    private createSubnetGroup(name: string, { network }: ElastiCacheRedisArgs): pulumi.Output<string> {
        return new SubnetGroup(
            `${name}-subnets`,
            {
                description: "Isolated subnets of the zones",
                subnetIds: network.zones.map(({ isolatedSubnetId }) => isolatedSubnetId),
                tags: { Name: name },
            },
            { parent: this },
        ).name;
    }

    private createSecurityGroup(name: string, { network, clients }: ElastiCacheRedisArgs): pulumi.Output<string> {
        return createClientSecurityGroup(
            name,
            { vpcId: network.vpcId, clients, port: REDIS_PORT, protocol: "Valkey", description: "Valkey nodes" },
            { parent: this },
        );
    }

    private createGroup(
        name: string,
        args: ElastiCacheRedisArgs,
        zones: string[],
        common: CommonArgs,
    ): ReplicationGroup {
        return new ReplicationGroup(
            name,
            {
                ...common,
                ...this.createSettings(name, RELEASES.primary, args, false),
                description: "Cache, queues and events: a primary and its replicas",
                clusterMode: "disabled",
                numCacheClusters: args.members,
                preferredCacheClusterAzs: zones,
            },
            { parent: this, protect: true },
        );
    }

    private createSharded(
        name: string,
        args: ElastiCacheRedisArgs,
        { shards, durability }: ShardedArgs,
        common: CommonArgs,
    ): ReplicationGroup {
        return new ReplicationGroup(
            name,
            {
                ...common,
                ...this.createSettings(name, RELEASES.sharded, args, true),
                description: "Events, for clients that follow redirects: shards of a primary and a replica",
                clusterMode: "enabled",
                numNodeGroups: shards,
                // With `multiAzEnabled` AWS puts them into another zone than their primary. A placement given here would no longer
                // be true after a failover.
                replicasPerNodeGroup: REPLICAS_PER_SHARD,
                durability: durability ?? "disabled",
            },
            { parent: this, protect: true },
        );
    }

    /** What a group has of its own: engine, parameters, log and last snapshot. */
    private createSettings(
        name: string,
        { version, family }: EngineRelease,
        { identifierPrefix, nodeType }: ElastiCacheRedisArgs,
        clusterMode: boolean,
    ) {
        const child = { parent: this };
        const parameters = new ParameterGroup(
            `${name}-parameters`,
            {
                family,
                description: `Parameters of ${name}`,
                parameters: parametersOf(nodeType, clusterMode),
                tags: { Name: name },
            },
            child,
        );
        const log = new LogGroup(
            `${name}-slow-log`,
            { retentionInDays: SLOW_LOG_RETENTION_DAYS, tags: { Name: `${name}-slow-log` } },
            child,
        );
        return {
            engineVersion: version,
            nodeType,
            parameterGroupName: parameters.name,
            logDeliveryConfigurations: [
                { logType: "slow-log", logFormat: "json", destinationType: "cloudwatch-logs", destination: log.name },
            ],
            // Known beforehand, so that somebody who deletes the group on purpose finds its data.
            finalSnapshotIdentifier: `${identifierPrefix}-${name}-final`,
            tags: { Name: name },
        } satisfies Partial<ReplicationGroupArgs>;
    }
}

type CommonArgs = ReturnType<typeof protectionOf> &
    Required<Pick<ReplicationGroupArgs, "subnetGroupName" | "securityGroupIds">>;

/** What both groups must hold: failover, encryption, password, snapshots, no change outside the windows. */
function protectionOf(
    { kmsKeyArn, snapshotRetentionDays = DEFAULT_SNAPSHOT_RETENTION_DAYS }: ElastiCacheRedisArgs,
    token: pulumi.Output<string>,
) {
    return {
        engine: "valkey",
        port: REDIS_PORT,
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        authToken: token,
        // A new token is taken beside the old one, which clients go on using until they are restarted.
        authTokenUpdateStrategy: "ROTATE",
        atRestEncryptionEnabled: true,
        kmsKeyId: kmsKeyArn,
        snapshotRetentionLimit: snapshotRetentionDays,
        snapshotWindow: SNAPSHOT_WINDOW,
        maintenanceWindow: MAINTENANCE_WINDOW,
        autoMinorVersionUpgrade: false,
        applyImmediately: false,
    } satisfies Partial<ReplicationGroupArgs>;
}
