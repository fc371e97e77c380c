import * as pulumi from "@pulumi/pulumi";
import { PublicName, type Failover } from "../components/dns/publicName";
import type { PublicLoadBalancer } from "../components/network/publicLoadBalancer";
import { RdsBackupCopies } from "../components/rds/backupCopies";
import type { BackupSource, Origin, RdsServer } from "../components/rds/rdsServer";
import { replicaBuckets, type BucketSet } from "../components/s3/replicaBuckets";
import { S3Replicas } from "../components/s3/s3Replicas";
import { S3Storage, type ReplicationTarget } from "../components/s3/s3Storage";
import type { StackConfig } from "../config";
import type { SecretStore } from "../contracts";
import { prefixOf, type AwsOptions, type Names } from "./awsBase";
import { createAwsProvider } from "./awsProvider";

/** What a stack has in a second region, and what a stack there takes over. */

/** The region that copies go to. */
export interface SecondRegion {
    readonly region: string;
    /** Options of what is made there. */
    readonly opts: AwsOptions;
    readonly replication: ReplicationTarget;
}

/** Everything in the second region but the database's backups; undefined without one. */
export function createSecondRegion(config: StackConfig, names: Names): SecondRegion | undefined {
    const { region } = config.dr;
    if (region === undefined) {
        return undefined;
    }
    const opts = { provider: createAwsProvider(config, names, region) };
    const { target } = new S3Replicas(
        "replicas",
        { region, names: config.storage.buckets, ...retentionOf(config) },
        opts,
    );
    return { region, opts, replication: target };
}

/** The buckets of the stack: its own, with or without copies, or the copies of another stack's. */
export function createBuckets(
    config: StackConfig,
    { region }: Names,
    second: SecondRegion | undefined,
    opts: AwsOptions,
): BucketSet {
    const { storage, recovery } = config;
    return recovery === undefined
        ? new S3Storage(
              "storage",
              { region, names: storage.buckets, ...retentionOf(config), replication: second?.replication },
              opts,
          )
        : replicaBuckets(region, storage.buckets, recovery.bucketsKeyArn);
}

function retentionOf({ storage: { oldVersionDays, lockBackupsDays } }: StackConfig) {
    return {
        expireNoncurrentDays: oldVersionDays,
        objectLock: lockBackupsDays === undefined ? undefined : { days: lockBackupsDays },
    };
}

/** Whether Dify runs: a pilot light has what takes long to make, and what holds data. */
export function isActive({ recovery }: StackConfig): boolean {
    return recovery === undefined || recovery.active;
}

/** Whether there is a database server: a pilot light has one if it is a replica. */
export function hasServer(config: StackConfig): boolean {
    return isActive(config) || config.recovery?.database.from === "replica";
}

/** Where the database's data comes from; undefined for a server that begins empty. */
export function originOf({ recovery }: StackConfig): Origin | undefined {
    if (recovery === undefined) {
        return undefined;
    }
    const { from, masterSecretArn, automatedBackupsArn = "", sourceArn = "", time } = recovery.database;
    return from === "backups"
        ? { kind: "backups", masterSecretArn, automatedBackupsArn, time }
        : { kind: "replicaOf", masterSecretArn, sourceArn, promoted: recovery.active };
}

/** The part of the stack's secrets that both regions must have alike. */
export function sharedSecrets({
    dr,
    recovery,
}: StackConfig): Extract<SecretStore, { kind: "secretsManager" }>["shared"] {
    if (recovery !== undefined) {
        return { role: "copy", prefix: prefixOf(recovery.primary) };
    }
    return dr.region === undefined ? undefined : { role: "source", copyTo: dr.region };
}

/** What a stack in the second region must be told: the values of its `recovery`. */
export interface RecoveryOutputs {
    /** Name of this stack. */
    readonly primary: string;
    readonly bucketsKeyArn: pulumi.Input<string>;
    readonly automatedBackupsArn: pulumi.Output<string>;
    readonly sourceArn: pulumi.Output<string>;
    readonly masterSecretArn: pulumi.Output<string>;
}

/** Has the database's backups copied; the configuration sees to it that there is a server. */
export function copyBackups(
    { postgres }: StackConfig,
    { region }: Names,
    { region: to, opts, replication }: SecondRegion,
    { source, earlier, server }: RdsServer,
): RecoveryOutputs {
    const copiesOf = ({ name, arn }: BackupSource) =>
        new RdsBackupCopies(`${name}-copies`, { sourceArn: arn, retentionDays: postgres.backup.retentionDays }, opts);
    earlier.forEach(copiesOf);
    return {
        primary: pulumi.getStack(),
        bucketsKeyArn: replication.kmsKeyArn,
        automatedBackupsArn: copiesOf(source).automatedBackupsArn,
        sourceArn: source.arn,
        // A copy of a secret has the ARN of the original, but for the region.
        masterSecretArn: pulumi.output(server.masterSecretArn).apply((arn) => arn.replace(`:${region}:`, `:${to}:`)),
    };
}

/** How a stack takes over from another one. */
export interface TakeOver {
    readonly from: string;
    readonly active: boolean;
    readonly database: "backups" | "replica";
}

export function takeOverOf({ primary, active, database }: NonNullable<StackConfig["recovery"]>): TakeOver {
    return { from: primary, active, database: database.from };
}

/** Whether Route 53 is to tell by itself when the region is lost. */
export function hasFailoverRecord({ dr, domain }: StackConfig): boolean {
    return dr.region !== undefined && domain.hostedZoneId !== undefined;
}

/** Reaches the API, and no database: see `Failover`. */
const HEALTH_PATH = "/console/api/ping";

function failoverOf(config: StackConfig, { addresses }: PublicLoadBalancer): Failover | undefined {
    if (config.recovery !== undefined) {
        return { role: "secondary" };
    }
    return config.dr.region === undefined ? undefined : { role: "primary", healthPath: HEALTH_PATH, addresses };
}

/**
 * The public name. A pilot light has none: its gateway is healthy without Dify behind it, so that Route 53 would send people there on
 * every hiccup of the primary region.
 */
export function createPublicName(config: StackConfig, loadBalancer: PublicLoadBalancer, opts: AwsOptions): void {
    const { hostedZoneId, host } = config.domain;
    if (hostedZoneId !== undefined && host !== undefined && isActive(config)) {
        new PublicName("name", { hostedZoneId, host, loadBalancer, failover: failoverOf(config, loadBalancer) }, opts);
    }
}
