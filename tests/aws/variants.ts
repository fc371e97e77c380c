import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { evaluateStack } from "../support/evaluation";

export interface AwsVariant {
    readonly stack: string;
    readonly change: RawConfig;
    /** Zones that the stack spans. */
    readonly zones: readonly string[];
}

const THREE_ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const SECOND_ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

/** A network that somebody else made. */
export const EXISTING = {
    vpcId: "vpc-0123456789abcdef0",
    zones: THREE_ZONES.map((zone, index) => ({
        zone,
        publicSubnetId: `subnet-0000000${index}`,
        privateSubnetId: `subnet-1000000${index}`,
        isolatedSubnetId: `subnet-2000000${index}`,
    })),
};

/** Without the second region, which needs more of the data tier than these choices have. */
const ALONE: RawConfig = { dr: { region: undefined } };

const CREDENTIALS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/a";

const WITH_CACHES: RawConfig = {
    aws: { accountId: "111122223333" },
    images: { pullThroughCache: true, credentials: { dockerHub: CREDENTIALS, github: CREDENTIALS } },
};

/** Streamed answers over a group of shards; Socket.IO follows no redirects. */
const SHARDED_REDIS: RawConfig = {
    dify: { collaboration: false, eventBus: "cluster" },
    redis: { cluster: { enabled: true } },
};

/** A database that is there all the time, in place of copies of backups. */
const FROM_REPLICA: RawConfig = {
    recovery: {
        database: {
            from: "replica",
            automatedBackupsArn: undefined,
            sourceArn: "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres",
        },
    },
};

/** Less of everything that can be less. */
const OFF_HOURS: RawConfig = {
    offHours: { timeZone: "Europe/Berlin", from: "08:00", until: "20:00", replicas: 1, stopDatabase: true },
    postgres: { backup: { window: "10:00-10:30", timeZone: "Europe/Berlin", at: "12:00" } },
};

/** Stacks that AWS is asked for: those of the repository, and one for each choice that makes other AWS resources. */
export const AWS_VARIANTS: Readonly<Record<string, AwsVariant>> = {
    prod: { stack: "prod", change: {}, zones: THREE_ZONES },
    staging: { stack: "staging", change: {}, zones: THREE_ZONES.slice(0, 2) },
    "off-hours": { stack: "staging", change: OFF_HOURS, zones: THREE_ZONES.slice(0, 2) },
    k3s: { stack: "prod", change: { cluster: { kind: "k3s" } }, zones: THREE_ZONES },
    cloudnativepg: { stack: "prod", change: { ...ALONE, postgres: { engine: "cloudnativepg" } }, zones: THREE_ZONES },
    aurora: { stack: "prod", change: { ...ALONE, postgres: { engine: "aurora" } }, zones: THREE_ZONES },
    "regional NAT": { stack: "prod", change: { network: { nat: "regional" } }, zones: THREE_ZONES },
    "locked backups": { stack: "prod", change: { storage: { lockBackupsDays: 14 } }, zones: THREE_ZONES },
    "sharded Redis": { stack: "prod", change: SHARDED_REDIS, zones: THREE_ZONES },
    "secrets in Kubernetes": {
        stack: "prod",
        change: { ...ALONE, secrets: { store: "kubernetes" } },
        zones: THREE_ZONES,
    },
    "pilot light": { stack: "dr", change: {}, zones: SECOND_ZONES },
    "pilot light with image caches": { stack: "dr", change: WITH_CACHES, zones: SECOND_ZONES },
    "second region": { stack: "dr", change: { recovery: { active: true } }, zones: SECOND_ZONES },
    "pilot light with a replica": { stack: "dr", change: FROM_REPLICA, zones: SECOND_ZONES },
    "existing network": { stack: "prod", change: { network: { existing: EXISTING } }, zones: THREE_ZONES },
};

/** Names of the variants, for `describe.each`. */
export const AWS_VARIANT_NAMES = Object.keys(AWS_VARIANTS);

/** Evaluates a variant. */
export function evaluateAwsVariant(name: string): Promise<ResourceGraph> {
    const { stack, change } = awsVariant(name);
    return evaluateStack(stack, change);
}

export function awsVariant(name: string): AwsVariant {
    const variant = AWS_VARIANTS[name];
    if (variant === undefined) {
        throw new Error(`no AWS variant ${name}`);
    }
    return variant;
}
