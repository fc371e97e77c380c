import { z } from "zod";
import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import type { ConfigNode } from "../../config/schemaTree";

/** How each configuration key is changed to another valid value, and where it cannot be. */

/** A path into the configuration, with dots. */
export type Path = string;

/** Keys that change no resource, each with the reason. A key that joins them must be justified like these. */
export const EXCEPTIONS: Readonly<Record<Path, string>> = {
    waivers: "decides how strict a plan is, and nothing else",
    environment: "decides how strict the checks are, and nothing else",
    allowSingleZone: "decides how strict the checks are, and nothing else",
    "dify.broker": "only one of its values is accepted: the other is there to be refused with the reason",
    "dify.allowUntestedVersion": "decides which versions are accepted, and nothing else",
    "dify.beat.replicas": "only 1 is accepted",
    "aws.region": "zones belong to a region, so that it only changes along with them, which is tried apart",
    "budget.monthlyUsd": "decides whether there is a plan, and nothing else",
    "network.acceptSingleNat": "decides how strict the checks are, and nothing else",
    "slo.rates": "decides what a plan says of availability; tests/cli/plan.test.ts tries it",
    "slo.services": "decides what a plan says of availability; tests/cli/plan.test.ts tries it",
    "storage.kind": "follows from cluster.kind: each accepts one of its values only",
    "recovery.database.from":
        "changes with the ARN that belongs to each of its values; tests/stacks/secondRegion.test.ts has both",
};

/** Most keys count on this: three instances fit into four zones with one to spare, and everything optional runs. */
export const BASE: { readonly stack: string; readonly change: RawConfig } = {
    stack: "onprem",
    change: {
        zones: ["zone-a", "zone-b", "zone-c", "zone-d"],
        postgres: { pooler: { enabled: true } },
        redis: { cluster: { enabled: true } },
        dify: { canary: { enabled: true, weight: 10 }, workerPools: { enabled: true } },
        // Room for the series of every service at its largest.
        observability: { prometheus: { storage: "500Gi" } },
    },
};

const scaledByCpu = (service: string): RawConfig => ({ dify: { [service]: { autoscaling: { maxReplicas: 50 } } } });

const CANARY_BY_HEADER: RawConfig = {
    dify: { canary: { weight: undefined, header: { name: "X-Canary", value: "yes" } } },
};

const WITH_KEYS: RawConfig = {
    storage: { credentialsSecret: undefined, accessKeyId: "access-key-a", secretAccessKey: "secret-key-a" },
};

const RESTORED: RawConfig = { postgres: { restoreFrom: { as: "postgres-a" } } };

const WITH_TLS_SECRET: RawConfig = { domain: { clusterIssuer: undefined, tlsSecret: "tls-a" } };

const WITH_ACME: RawConfig = { domain: { clusterIssuer: undefined, acmeEmail: "a@example.com" } };

const ON_NODE_PORTS: RawConfig = {
    gateway: { exposure: { kind: "nodePorts", http: 30080, https: 30443, health: 30021 } },
};

const ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

/** A stack on AWS with everything managed. */
const ON_AWS: RawConfig = {
    cluster: { kind: "eks", context: undefined, storageClass: undefined },
    aws: { region: "eu-central-1" },
    zones: ZONES,
    postgres: { engine: "rds", pooler: { enabled: false } },
    redis: { engine: "elasticache", cluster: { enabled: false } },
    storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
};

const subnetsIn = (network: string) =>
    ZONES.map((zone) => ({
        zone,
        publicSubnetId: `${network}-public-${zone}`,
        privateSubnetId: `${network}-private-${zone}`,
        isolatedSubnetId: `${network}-isolated-${zone}`,
    }));

const IN_EXISTING_NETWORK: RawConfig = mergeConfig(ON_AWS, {
    network: { existing: { vpcId: "vpc-a", zones: subnetsIn("a") } },
});

const NOT_PRODUCTION: RawConfig = mergeConfig(ON_AWS, { environment: "staging" });

const OFF_HOURS: RawConfig = { offHours: { timeZone: "Europe/Berlin", from: "08:00", until: "20:00" } };

/** A database that may be stopped: nobody depends on it by night, and its backups are made by day. */
const STOPPABLE: RawConfig = mergeConfig(mergeConfig(NOT_PRODUCTION, OFF_HOURS), {
    postgres: { readReplicas: 0, backup: { window: "10:00-10:30", timeZone: "Europe/Berlin", at: "12:00" } },
});

const CREDENTIALS = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/a";

const WITH_CACHES: RawConfig = mergeConfig(ON_AWS, {
    aws: { accountId: "111122223333" },
    images: { pullThroughCache: true, credentials: { dockerHub: CREDENTIALS, github: CREDENTIALS } },
});

/** The stack in the second region of another one, running on a database of this origin. */
const takingOver = (database: RawConfig): RawConfig =>
    mergeConfig(ON_AWS, {
        aws: { region: "eu-west-1" },
        zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        secrets: { store: "secretsManager" },
        recovery: {
            primary: "prod",
            active: true,
            bucketsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/a",
            database: { masterSecretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:master-a", ...database },
        },
    });

const FROM_BACKUPS = takingOver({
    from: "backups",
    automatedBackupsArn: "arn:aws:rds:eu-west-1:111122223333:auto-backup:ab-a",
});

const FROM_REPLICA = takingOver({ from: "replica", sourceArn: "arn:aws:rds:eu-central-1:111122223333:db:a" });

const PRIMARY: RawConfig = mergeConfig(ON_AWS, {
    secrets: { store: "secretsManager" },
    dr: { region: "eu-west-1" },
});

/** Gateways that count together. */
const COUNTING: RawConfig = { redis: { rateLimits: { enabled: true } } };

const provider = (name: string) => ({
    name,
    type: "openai",
    host: `${name}.example.com`,
    tokens: [{ secret: "tokens", key: name }],
});

const WITH_MODELS: RawConfig = mergeConfig(COUNTING, {
    gateway: {
        models: {
            providers: [provider("one"), provider("two")],
            consumers: [{ name: "dify" }],
            cache: {
                seconds: 60,
                semantic: {
                    milvusHost: "one.dify.svc.cluster.local",
                    milvusToken: { secret: "milvus", key: "one" },
                    collection: "one",
                    similarity: 0.5,
                    embedding: { provider: "one", type: "openai", model: "one" },
                },
            },
        },
    },
});

const WITH_ALERTS: RawConfig = {
    observability: { alerts: { secret: "receivers", critical: [{ kind: "pagerduty", key: "a" }] } },
};

/** A flip that needs more than another value, or a value of a certain form. */
export interface Flip {
    readonly value?: unknown;
    /** On top of BASE. */
    readonly base?: RawConfig;
}

export const FLIPS: Readonly<Record<Path, Flip>> = {
    profile: { value: "large" },
    zones: { value: ["zone-a", "zone-b", "zone-c", "zone-e"] },
    "cluster.kind": { value: "embedded" },
    "domain.host": { value: "other.example.com" },
    "domain.ingressClass": { base: { gateway: { kind: "ingress" } }, value: "nginx-other" },
    "gateway.kind": { value: "ingress" },
    "gateway.maxBodySize": { value: "20Mi" },
    "gateway.imageHub": { value: "registry.example.com/mirror" },
    "gateway.exposure.kind": { value: "clusterIp" },
    // Both have every key: those that older releases lack are tried with the newest.
    "dify.version": { value: "1.16.0" },
    "gateway.exposure.annotations": { value: { "metallb.io/address-pool": "public" } },
    "gateway.exposure.http": { base: ON_NODE_PORTS },
    "gateway.exposure.https": { base: ON_NODE_PORTS },
    "gateway.exposure.health": { base: ON_NODE_PORTS },
    "domain.tlsSecret": { base: WITH_TLS_SECRET },
    "domain.acmeEmail": { base: WITH_ACME, value: "b@example.com" },
    "domain.acmeServer": { base: WITH_ACME, value: "https://acme.example.com/directory" },
    "dify.canary.header.name": { base: CANARY_BY_HEADER, value: "X-Other" },
    "dify.canary.header.value": { base: CANARY_BY_HEADER, value: "no" },
    "dify.canary.webImage": { base: CANARY_BY_HEADER },
    "dify.canary.environment": { value: { LOG_LEVEL: "DEBUG" } },
    ...Object.fromEntries(
        ["api", "web", "sandbox"].flatMap((service) => [
            [`dify.${service}.autoscaling.maxReplicas`, { base: scaledByCpu(service), value: 60 }],
            [`dify.${service}.autoscaling.cpuPercent`, { base: scaledByCpu(service), value: 55 }],
        ]),
    ),
    ...Object.fromEntries(
        ["latency", "heavy", "rest"].flatMap((pool) => [
            [`dify.workerPools.${pool}.maxReplicas`, { value: 60 }],
            [`dify.workerPools.${pool}.concurrency`, { value: 77 }],
            [`dify.workerPools.${pool}.waitingPerPod`, { value: 77 }],
        ]),
    ),
    "dify.eventBus": { base: { dify: { collaboration: false } }, value: "cluster" },
    "dify.ssrfProxy.allowedPrivateRanges": { value: ["10.20.0.0/16"] },
    "dify.egress.allow": { value: [{ cidr: "10.20.0.0/16", ports: [25] }] },
    "domain.ingressNamespace": { base: { gateway: { kind: "ingress" } } },
    "storage.addresses": { value: ["10.20.0.0/16"] },
    "cluster.prometheusOperator": { base: { observability: { enabled: false } } },
    "observability.prometheus.storage": { value: "777Gi" },
    "observability.probe.intervalSeconds": { base: { observability: { probe: { appKeySecret: "chat-app" } } } },
    "observability.tracing.samplingRate": { value: 0.5 },
    "observability.tracing.storage": { value: "777Gi" },
    "postgres.storage": { value: "777Gi" },
    "postgres.walStorage": { value: "777Gi" },
    "postgres.backup.enabled": { base: { environment: "staging" } },
    "postgres.backup.at": { value: "03:30" },
    "postgres.backup.timeZone": { value: "Europe/Berlin" },
    "postgres.backup.scratchSize": { value: "777Gi" },
    "postgres.readWriteSplit": { base: { postgres: { pooler: { enabled: false } } }, value: "pgpool" },
    "postgres.restoreFrom.as": { base: RESTORED, value: "postgres-b" },
    "postgres.restoreFrom.time": { base: RESTORED, value: "2026-11-23T01:59:00Z" },
    "postgres.restoreFrom.backup": { base: RESTORED, value: "20261123T020000" },
    "milvus.load.vectors": { value: 50_000_000 },
    "milvus.load.dimensions": { value: 3072 },
    "milvus.load.collections": { value: 5000 },
    "redis.storage": { value: "777Gi" },
    "redis.sentinels": { value: 5 },
    "milvus.etcd.replicas": { value: 5 },
    "milvus.etcd.storage": { value: "777Gi" },
    "storage.endpoint": { value: "https://other.example.com" },
    "storage.accessKeyId": { base: WITH_KEYS },
    "storage.secretAccessKey": { base: WITH_KEYS },
    "storage.oldVersionDays": { base: ON_AWS },
    "storage.lockBackupsDays": { base: ON_AWS, value: 14 },
    "secrets.store": { base: ON_AWS, value: "secretsManager" },
    "domain.hostedZoneId": { base: ON_AWS, value: "Z0987654321" },
    "aws.accountId": { base: ON_AWS, value: "444455556666" },
    "aws.tags": { base: ON_AWS, value: { team: "platform" } },
    "network.cidr": { base: ON_AWS, value: "10.99.0.0/16" },
    "network.nat": { base: ON_AWS, value: "regional" },
    "network.flowLogDays": { base: ON_AWS, value: 60 },
    "network.existing.vpcId": { base: IN_EXISTING_NETWORK },
    "network.existing.zones": { base: IN_EXISTING_NETWORK, value: subnetsIn("b") },
    "cluster.nodes.data.instanceType": { base: ON_AWS, value: "r7i.4xlarge" },
    "cluster.nodes.data.perZone": { base: ON_AWS },
    "cluster.nodes.general.instanceType": { base: ON_AWS, value: "c7i.4xlarge" },
    "cluster.nodes.general.minPerZone": { base: ON_AWS },
    "cluster.nodes.general.maxPerZone": { base: ON_AWS },
    "cluster.nodes.volumeGiB": { base: ON_AWS },
    "cluster.admins": { base: ON_AWS, value: ["arn:aws:iam::444455556666:role/platform"] },
    "cluster.privateEndpointCidrs": { base: ON_AWS, value: ["10.8.0.0/24"] },
    "cluster.publicEndpointCidrs": { base: ON_AWS, value: ["203.0.113.0/24"] },
    "postgres.engine": { base: ON_AWS, value: "aurora" },
    "postgres.instanceClass": { base: ON_AWS, value: "db.r7g.2xlarge" },
    "postgres.multiAz": { base: NOT_PRODUCTION },
    "postgres.readReplicas": { base: ON_AWS },
    "postgres.maxStorage": { base: ON_AWS, value: "7777Gi" },
    "postgres.backup.window": { base: ON_AWS, value: "01:00-01:30" },
    "redis.engine": { base: ON_AWS, value: "operator" },
    "redis.nodeType": { base: ON_AWS, value: "cache.r7g.xlarge" },
    "redis.snapshotDays": { base: ON_AWS },
    "redis.cluster.durability": {
        base: mergeConfig(ON_AWS, { redis: { cluster: { enabled: true } } }),
        value: "sync",
    },
    "images.mirror": { value: "registry.example.com/mirror" },
    "images.pullThroughCache": { base: WITH_CACHES },
    "images.credentials.dockerHub": { base: WITH_CACHES, value: `${CREDENTIALS}-b` },
    "images.credentials.github": { base: WITH_CACHES, value: `${CREDENTIALS}-b` },
    "gateway.rateLimits.perKey": { base: COUNTING, value: "7/second" },
    "gateway.rateLimits.perAddress": { base: COUNTING, value: "7/minute" },
    "gateway.addresses.allow": { value: ["203.0.113.0/24"] },
    "gateway.addresses.deny": { value: ["203.0.113.0/24"] },
    "gateway.firewall": { value: "block" },
    "gateway.models.providers": { base: WITH_MODELS, value: [provider("one")] },
    "gateway.models.consumers": { base: WITH_MODELS, value: [{ name: "other", quota: "7/day" }] },
    "gateway.models.allowedAddresses": { base: WITH_MODELS, value: ["10.0.0.0/16"] },
    "gateway.models.cache.seconds": { base: WITH_MODELS },
    "gateway.models.cache.semantic.milvusHost": { base: WITH_MODELS, value: "two.dify.svc.cluster.local" },
    "gateway.models.cache.semantic.milvusToken.secret": { base: WITH_MODELS },
    "gateway.models.cache.semantic.milvusToken.key": { base: WITH_MODELS },
    "gateway.models.cache.semantic.collection": { base: WITH_MODELS },
    "gateway.models.cache.semantic.similarity": { base: WITH_MODELS, value: 0.7 },
    "gateway.models.cache.semantic.embedding.provider": { base: WITH_MODELS, value: "two" },
    "gateway.models.cache.semantic.embedding.type": { base: WITH_MODELS, value: "cohere" },
    "gateway.models.cache.semantic.embedding.model": { base: WITH_MODELS },
    "observability.alerts.secret": { base: WITH_ALERTS },
    "observability.alerts.critical": { base: WITH_ALERTS, value: [{ kind: "opsgenie", key: "a", region: "eu" }] },
    "observability.alerts.warning": { base: WITH_ALERTS, value: [{ kind: "wecom", key: "b" }] },
    "observability.alerts.deadMansSwitchKey": { base: WITH_ALERTS },
    "slo.target": { value: 0.9995 },
    "offHours.timeZone": { base: OFF_HOURS, value: "Asia/Tokyo" },
    "offHours.days": { base: OFF_HOURS, value: ["sat", "sun"] },
    "offHours.from": { base: OFF_HOURS, value: "09:00" },
    "offHours.until": { base: OFF_HOURS, value: "21:00" },
    "offHours.replicas": { base: OFF_HOURS, value: 5 },
    "offHours.stopDatabase": { base: STOPPABLE, value: true },
    "dr.region": { base: PRIMARY, value: "eu-west-3" },
    "recovery.primary": { base: FROM_BACKUPS },
    "recovery.active": { base: FROM_BACKUPS },
    "recovery.bucketsKeyArn": { base: FROM_BACKUPS, value: "arn:aws:kms:eu-west-1:111122223333:key/b" },
    "recovery.database.automatedBackupsArn": {
        base: FROM_BACKUPS,
        value: "arn:aws:rds:eu-west-1:111122223333:auto-backup:ab-b",
    },
    "recovery.database.time": { base: FROM_BACKUPS, value: "2026-11-23T01:59:00Z" },
    "recovery.database.sourceArn": {
        // Unpromoted: a promoted replica has forgotten its source.
        base: mergeConfig(FROM_REPLICA, { recovery: { active: false } }),
        value: "arn:aws:rds:eu-central-1:111122223333:db:b",
    },
    "recovery.database.masterSecretArn": {
        base: FROM_BACKUPS,
        value: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:master-b",
    },
};

const RESTORED_BY_AWS: RawConfig = mergeConfig(ON_AWS, RESTORED);

/** Keys that AWS is given where it runs the servers, which are tried there, too. */
export const FLIPS_ON_AWS: Readonly<Record<Path, Flip>> = {
    "postgres.restoreFrom.as": { base: RESTORED_BY_AWS, value: "postgres-b" },
    "postgres.restoreFrom.time": { base: RESTORED_BY_AWS, value: "2026-11-23T01:59:00Z" },
    "postgres.restoreFrom.backup": { base: RESTORED_BY_AWS, value: "rds:nightly" },
};

/** Another value of a key, made from the one that it has. */
export function otherValue({ path, schema }: ConfigNode, flip: Flip | undefined, current: unknown): unknown {
    if (flip?.value !== undefined) {
        return flip.value;
    }
    if (schema instanceof z.ZodBoolean) {
        return current !== true;
    }
    if (schema instanceof z.ZodNumber) {
        return Number(current) + 1;
    }
    return `other-${path.at(-1)?.toLowerCase()}`;
}

/**
 * Sizes of services, which are many and alike: all of a kind are changed at once, each to a value that no other has, so that one
 * evaluation shows for each of them whether it arrives. In a batch by the end of the path: the values, by position.
 */
export const BATCHES: Readonly<Record<string, (position: number) => unknown>> = {
    ".replicas": (position) => 31 + position,
    ".requests.cpu": (position) => `${11 + position}m`,
    ".requests.memory": (position) => `${17 + position}Mi`,
    ".limits.cpu": (position) => `${301 + position}`,
    ".limits.memory": (position) => `${901 + position}Gi`,
};

/** Sizes that have a rule of their own, so that no number will do. */
const NOT_IN_BATCHES = ["dify.beat.replicas", "postgres.replicas", "milvus.etcd.replicas", "offHours.replicas"];

/** The batch that a key belongs to. */
export function batchOf(path: Path): string | undefined {
    return NOT_IN_BATCHES.includes(path) ? undefined : Object.keys(BATCHES).find((suffix) => path.endsWith(suffix));
}
