import { counter, type AlertCase, type Input } from "../alertCase";
import { EXAMPLES, groupStore } from "../examples";

/** PostgreSQL, Redis, Milvus, backups. */

const HOUR = 60;
const DAY = 24 * HOUR;

const CNPG_POD = { job: "cloudnativepg", namespace: "dify", cluster: "postgres", zone: "zone-a" };
const REDIS_POD = { job: "redis", namespace: "dify", zone: "zone-a" };

const pod = (series: string, name: string) => series.replace(`pod="postgres-1"`, `pod="${name}"`);

const POSTGRES_CASES: readonly AlertCase[] = [
    {
        alert: "PostgresReplicationLag",
        in: ["onprem"],
        inputs: (targets) => [{ series: EXAMPLES.replayLag(targets), values: [0.1, 0.11, 0.1] }],
        labels: () => ({ application_name: "postgres-2" }),
        summary: "postgres-2 is 110ms behind the primary",
    },
    {
        alert: "PostgresReplicationLag",
        in: ["prod"],
        inputs: (targets) => [{ series: EXAMPLES.replicationLag(targets), values: [0.1, 0.11, 0.1] }],
        summary: "The read replica is 110ms behind the primary",
    },
    {
        alert: "PostgresReplicationLag",
        in: ["aurora"],
        inputs: (targets) => [{ series: EXAMPLES.auroraReplicaLag(targets), values: [100, 110, 20] }],
        summary: "The slowest reader is 110ms behind the primary",
    },
    {
        alert: "PostgresReplicaBroken",
        in: ["onprem"],
        inputs: (targets) => [
            { series: EXAMPLES.inRecovery(targets), values: 1 },
            { series: EXAMPLES.walReceiverUp(targets), values: [1, 0, 1] },
            // The primary has no receiver, and needs none.
            { series: pod(EXAMPLES.inRecovery(targets), "postgres-2"), values: 0 },
            { series: pod(EXAMPLES.walReceiverUp(targets), "postgres-2"), values: 0 },
        ],
        labels: () => ({ ...CNPG_POD, pod: "postgres-1" }),
        summary: "postgres-1 is a standby that receives nothing from the primary",
    },
    {
        alert: "PostgresReplicaBroken",
        in: ["prod"],
        inputs: (targets) => [
            { series: EXAMPLES.postgresUp(targets), values: 1 },
            { series: EXAMPLES.walSenders(targets), values: [0, "absent", 0] },
        ],
        summary: "0 of 1 read replicas follow the primary",
    },
    {
        alert: "PostgresReplicaMissing",
        inputs: (targets) => [
            { series: EXAMPLES.streamingReplicas(targets), values: [2, 1, 2] },
            { series: pod(EXAMPLES.streamingReplicas(targets), "postgres-2"), values: 0 },
        ],
        summary: "1 of 2 standbys follow the primary",
    },
    {
        alert: "PostgresNoStandby",
        inputs: (targets) => [{ series: EXAMPLES.streamingReplicas(targets), values: [1, 0, 2] }],
        summary: "0 of 2 standbys follow the primary: its loss would be an outage",
    },
    {
        alert: "PostgresNoPrimary",
        inputs: (targets) => [
            { series: EXAMPLES.inRecovery(targets), values: [0, 1, 0] },
            { series: pod(EXAMPLES.inRecovery(targets), "postgres-2"), values: 1 },
        ],
        summary: "All instances are standbys (pg_is_in_recovery is 1 everywhere): nobody takes writes",
    },
    {
        alert: "PostgresConnectionsHigh",
        in: ["onprem"],
        inputs: (targets) => [
            { series: EXAMPLES.backends(targets), values: [400, 401, 400] },
            { series: EXAMPLES.backends(targets).replace("idle", "active"), values: 400 },
        ],
        labels: () => ({ pod: "postgres-1" }),
        summary: "postgres-1 has 801 of 1000 connections",
    },
    {
        alert: "PostgresConnectionsHigh",
        title: "with a smaller budget",
        in: ["local"],
        inputs: (targets) => [{ series: EXAMPLES.backends(targets), values: [400, 401, 400] }],
        labels: () => ({ pod: "postgres-1" }),
        summary: "postgres-1 has 401 of 500 connections",
    },
    {
        alert: "PostgresConnectionsHigh",
        in: ["prod", "aurora"],
        inputs: (targets) => [
            { series: EXAMPLES.numBackends(targets), values: [790, 791, 700] },
            { series: EXAMPLES.numBackends(targets).replace(`datname="dify"`, `datname="dify_plugin"`), values: 10 },
        ],
        labels: () => ({ server: "primary" }),
        summary: "The primary has 801 of 1000 connections",
    },
    {
        alert: "PostgresArchivingFails",
        inputs: (targets) => [
            { series: EXAMPLES.lastArchived(targets), values: [300, 300, 3000] },
            { series: EXAMPLES.lastArchiveFailure(targets), values: [-1, 600, 600] },
        ],
        labels: () => ({ ...CNPG_POD, pod: "postgres-1" }),
        summary: "postgres-1 has archived no write-ahead log since 1970-01-01 00:10:00 +0000 UTC, when it failed",
    },
    {
        alert: "PostgresDown",
        inputs: (targets) => [{ series: EXAMPLES.postgresUp(targets), values: [1, 0, 1] }],
        summary: "The server for writes does not answer (pg_up is 0)",
    },
    {
        alert: "PostgresReplicaDown",
        inputs: (targets) => [
            { series: EXAMPLES.postgresUp(targets), values: 1 },
            { series: EXAMPLES.postgresUp(targets).replace("primary", "replica"), values: [1, 0, 1] },
        ],
        summary: "A server for reading does not answer (pg_up is 0)",
    },
    {
        alert: "PostgresStorageFilling",
        inputs: (targets) => [
            // A gigabyte an hour, from twelve on.
            {
                series: EXAMPLES.rdsFreeStorage(targets),
                values: [12e9, { from: 12e9, perMinute: -1e9 / HOUR }, 1e12],
            },
            { series: EXAMPLES.rdsFreeStorage(targets).replace("postgres", "postgres-replica-1"), values: 1e9 },
        ],
        timeline: { before: 6 * HOUR, during: 6 * HOUR, after: HOUR, step: 5 },
        labels: () => ({ job: "cloudwatch", dimension_DBInstanceIdentifier: "dify-ha-prod-postgres" }),
        summary: "dify-ha-prod-postgres is full within a day: -16.66GiB free by then at this rate",
    },
];

const member = (series: string, number: number) => series.replace(/(pod="[^"]*-)0"/, `$1${number}"`);

const REDIS_CASES: readonly AlertCase[] = [
    {
        alert: "RedisDown",
        inputs: (targets) => [{ series: EXAMPLES.redisUp(targets), values: [1, 0, 1] }],
        labels: (targets) => ({ ...REDIS_POD, store: groupStore(targets), pod: `${groupStore(targets)}-0` }),
        summary: (targets) => `${groupStore(targets)} does not answer ${groupStore(targets)}-0 (redis_up is 0)`,
    },
    {
        alert: "RedisReplicaBroken",
        inputs: (targets) => [{ series: EXAMPLES.redisLinkUp(targets), values: [1, 0, 1] }],
        labels: (targets) => ({ ...REDIS_POD, store: groupStore(targets), pod: `${groupStore(targets)}-0` }),
        summary: (targets) => `${groupStore(targets)}-0 of ${groupStore(targets)} has lost its primary (link up: 0)`,
    },
    {
        alert: "RedisMemoryHigh",
        in: ["onprem", "local", "prod"],
        inputs: (targets) => [
            { series: EXAMPLES.redisMemoryUsed(targets), values: [800, 810, 800] },
            { series: EXAMPLES.redisMemoryMax(targets), values: 1000 },
        ],
        labels: (targets) => ({ ...REDIS_POD, store: groupStore(targets), pod: `${groupStore(targets)}-0` }),
        summary: (targets) => `${groupStore(targets)} uses 81% of its memory, says ${groupStore(targets)}-0`,
    },
    {
        alert: "RedisMemoryHigh",
        title: "of ElastiCache",
        in: ["prod", "aurora"],
        inputs: (targets) => [{ series: EXAMPLES.elastiCacheMemory(targets), values: [80, 81, 80] }],
        labels: () => ({ dimension_CacheClusterId: "redis-001" }),
        summary: "redis-001 uses 81% of its memory",
    },
    {
        alert: "RedisMemoryFull",
        inputs: (targets) => [
            { series: EXAMPLES.redisMemoryUsed(targets), values: [950, 960, 950] },
            { series: EXAMPLES.redisMemoryMax(targets), values: 1000 },
            { series: EXAMPLES.redisInstance(targets).replace("{", `{maxmemory_policy="noeviction",`), values: 1 },
            // As full, but old keys make room there.
            { series: member(EXAMPLES.redisMemoryUsed(targets), 1), values: 990 },
            { series: member(EXAMPLES.redisMemoryMax(targets), 1), values: 1000 },
            {
                series: member(EXAMPLES.redisInstance(targets), 1).replace("{", `{maxmemory_policy="volatile-ttl",`),
                values: 1,
            },
        ],
        labels: (targets) => ({ namespace: "dify", store: groupStore(targets) }),
        summary: (targets) => `A member of ${groupStore(targets)} uses 96% of its memory, and refuses writes at 100%`,
    },
    {
        alert: "RedisNoPrimary",
        inputs: (targets) => {
            const master = EXAMPLES.redisInstance(targets);
            return [
                { series: master, values: [1, "absent", 1] },
                { series: master.replace("-0", "-1").replace("master", "slave"), values: 1 },
            ];
        },
        labels: (targets) => ({ store: groupStore(targets) }),
        summary: (targets) => `None of 1 members of ${groupStore(targets)} is the primary: nobody takes writes`,
    },
    {
        alert: "RedisReplicaMissing",
        inputs: (targets) => [
            { series: EXAMPLES.redisReplicas(targets), values: [2, 1, 2] },
            { series: EXAMPLES.redisReplicas(targets).replace("-0", "-1"), values: 0 },
        ],
        labels: (targets) => ({ store: groupStore(targets) }),
        summary: (targets) => `1 of 2 replicas follow the primary of ${groupStore(targets)}`,
    },
    ...(
        [
            ["the state", [1, 0, 1], 0, 16384, 0],
            ["failed slots", 1, [0, 1, 0], 16384, 1],
            // Of 16384, 100 are a member's that one suspects.
            ["slots that nobody has", 1, 0, [16284, 16283, 16284], 16383],
        ] satisfies [string, Input["values"], Input["values"], Input["values"], number][]
    ).map(([title, state, failed, ok, value]): AlertCase => ({
        alert: "RedisClusterBroken",
        title,
        inputs: (targets) => [
            { series: EXAMPLES.clusterState(targets), values: state },
            { series: EXAMPLES.clusterSlotsFail(targets), values: failed },
            { series: EXAMPLES.clusterSlotsOk(targets), values: ok },
            { series: EXAMPLES.clusterSlotsSuspected(targets), values: 100 },
        ],
        labels: () => ({ namespace: "dify", store: "redis-sharded" }),
        summary: `A part of the 16384 hash slots of redis-sharded fails (value of state, slots failed or slots served: ${value})`,
    })),
];

const MILVUS_CASES: readonly AlertCase[] = [
    {
        alert: "MilvusRequestsFail",
        inputs: (targets) => [
            { series: EXAMPLES.milvusRequests(targets), values: { perMinute: 1000 } },
            {
                series: EXAMPLES.milvusRequests(targets).replace("total", "fail"),
                values: counter(49, 60, 49),
            },
        ],
        summary: "6% of Milvus' requests fail",
    },
    {
        alert: "MilvusComponentGone",
        inputs: (targets) =>
            [
                { name: "milvus-milvus-proxy", ready: [1, 0, 2] as const, replicas: 2 },
                // The one of the two Deployments of a component that is not in use.
                { name: "milvus-milvus-querynode-1", ready: 0, replicas: 0 },
            ].flatMap(({ name, ready, replicas }) => [
                { series: EXAMPLES.deploymentReady(targets).replace("dify-web", name), values: ready },
                { series: EXAMPLES.deploymentReplicas(targets).replace("dify-web", name), values: replicas },
            ]),
        labels: () => ({ job: "kube-state-metrics", namespace: "dify", deployment: "milvus-milvus-proxy" }),
        summary: "0 pods of milvus-milvus-proxy are ready",
    },
    {
        alert: "MilvusEtcdNoLeader",
        inputs: (targets) => [
            { series: EXAMPLES.etcdHasLeader(targets), values: [1, 0, 1] },
            { series: EXAMPLES.etcdHasLeader(targets).replace("etcd-0", "etcd-1"), values: 1 },
        ],
        summary: "A member of Milvus' etcd sees no leader (has leader: 0)",
    },
];

/** A run at the beginning of time, and another one at the end of it. */
const BACKUP_CASES: readonly AlertCase[] = [
    {
        alert: "BackupTooOld",
        inputs: (targets) => [{ series: EXAMPLES.backupSuccess(targets), values: [0, 0, 27 * 3600] }],
        timeline: { before: 26 * HOUR, during: HOUR },
        labels: () => ({ operation: "backup" }),
        summary: "The last dump was made 1d 2h 59m 0s ago; 26 h is the limit",
    },
    {
        alert: "BackupFails",
        inputs: (targets) => [{ series: EXAMPLES.backupFailures(targets), values: [0, 1, 0] }],
        labels: () => ({ operation: "backup" }),
        summary: "backup has failed 1 times since it last succeeded",
    },
    {
        alert: "RestoreCheckTooOld",
        inputs: (targets) => [{ series: EXAMPLES.restoreCheckSuccess(targets), values: [0, 0, 8 * 86400 + 3600] }],
        timeline: { before: 8 * DAY, during: HOUR, after: HOUR, step: 5 },
        labels: () => ({ operation: "restore_check" }),
        summary: "The last restore that proved a dump was 8d 0h 55m 0s ago; 8 days is the limit",
    },
    {
        alert: "RestoreCheckFails",
        inputs: (targets) => [
            {
                series: EXAMPLES.backupFailures(targets).replace(`operation="backup"`, `operation="restore_check"`),
                values: [0, 2, 0],
            },
        ],
        labels: () => ({ operation: "restore_check" }),
        summary: "2 restores in a row did not give back what had been dumped",
    },
    {
        alert: "BaseBackupTooOld",
        inputs: (targets) => [{ series: EXAMPLES.baseBackup(targets), values: [0, 0, 27 * 3600] }],
        timeline: { before: 26 * HOUR, during: HOUR },
        summary: "The last base backup was made 1d 2h 59m 0s ago; 26 h is the limit",
    },
];

export const DATA_CASES = [...POSTGRES_CASES, ...REDIS_CASES, ...MILVUS_CASES, ...BACKUP_CASES];
