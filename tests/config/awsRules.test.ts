import { AWS_REGIONS, zonesOfRegion } from "../../config/awsRegions";
import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import { linesOf, MINIMAL } from "./minimal";

const ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

const AWS: RawConfig = mergeConfig(MINIMAL, {
    cluster: { kind: "eks" },
    aws: { region: "eu-central-1" },
    zones: ZONES,
    storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
    postgres: { engine: "rds" },
    redis: { engine: "elasticache" },
    secrets: { store: "secretsManager" },
});

const linesWith = (change: RawConfig) => linesOf(mergeConfig(AWS, change));

test.each(["eks", "k3s"])("a production stack on %s with everything managed is valid", (kind) => {
    expect(linesWith({ cluster: { kind } })).toEqual([]);
});

test("what AWS manages needs a cluster on AWS, each named", () => {
    expect(
        linesOf(
            mergeConfig(MINIMAL, {
                storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
                postgres: { engine: "aurora" },
                redis: { engine: "elasticache" },
                secrets: { store: "secretsManager" },
                domain: { hostedZoneId: "Z123" },
            }),
        ),
    ).toEqual(
        [
            'postgres.engine = "aurora"',
            'redis.engine = "elasticache"',
            'storage.kind = "s3"',
            'secrets.store = "secretsManager"',
            'domain.hostedZoneId = "Z123"',
        ].map((key) => `${key}: needs cluster.kind: eks or k3s, whose network it is part of`),
    );
});

test.each<[title: string, change: RawConfig, lines: string[]]>([
    ["no region", { aws: { region: undefined } }, ["aws.region: missing; cluster.kind: eks needs an AWS region"]],
    [
        "a region that there is not",
        { aws: { region: "eu-middle-1" } },
        [`aws.region = "eu-middle-1": must be one of ${Object.keys(AWS_REGIONS).join(", ")}`],
    ],
    [
        "zones of another region",
        { zones: ["eu-central-1a", "eu-west-1b", "eu-central-1c"] },
        [
            'zones = ["eu-west-1b"]: must be availability zones of aws.region eu-central-1: eu-central-1a, eu-central-1b, eu-central-1c',
        ],
    ],
    [
        "more zones than the region has",
        { aws: { region: "us-west-1" } },
        [
            `zones = ${JSON.stringify(ZONES)}: us-west-1 has 2 zones only: us-west-1a, us-west-1b; take fewer or another region`,
        ],
    ],
    ...["10.0.0.0/21", "10.0.0.0/15", "fd00::/20"].map((cidr): [string, RawConfig, string[]] => [
        `network ${cidr}`,
        { network: { cidr } },
        [`network.cidr = "${cidr}": must be an IPv4 range from /16 to /20: every pod takes an address from it`],
    ]),
    ["networks at the bounds", { network: { cidr: "10.0.0.0/20" } }, []],
    [
        "one NAT gateway",
        { network: { nat: "single" } },
        [
            'network.nat = "single": must be perAz or regional in production: losing its zone would cut every zone off the internet; ' +
                "set network.acceptSingleNat: true to accept that",
        ],
    ],
    ["one NAT gateway, accepted", { network: { nat: "single", acceptSingleNat: true } }, []],
    ["one NAT gateway outside production", { environment: "staging", network: { nat: "single" } }, []],
    [
        "an existing network without a zone",
        {
            network: {
                existing: {
                    vpcId: "vpc-1",
                    zones: ZONES.slice(1).map((zone) => ({
                        zone,
                        publicSubnetId: "a",
                        privateSubnetId: "b",
                        isolatedSubnetId: "c",
                    })),
                },
            },
        },
        [
            'network.existing.zones = ["eu-central-1b","eu-central-1c"]: must have an entry for each of zones; missing: eu-central-1a',
        ],
    ],
    [
        "k3s in two zones",
        { environment: "staging", cluster: { kind: "k3s" }, zones: ZONES.slice(1) },
        [
            `zones = ${JSON.stringify(ZONES.slice(1))}: k3s needs 3: with fewer, losing one takes the majority of its etcd along; or use ` +
                "cluster.kind: eks",
        ],
    ],
    [
        "node bounds the wrong way round",
        { cluster: { nodes: { general: { minPerZone: 4, maxPerZone: 3 } } } },
        ["cluster.nodes.general.maxPerZone = 3: must be at least cluster.nodes.general.minPerZone, which is 4"],
    ],
    [
        "one database instance in production",
        { postgres: { multiAz: false } },
        [
            "postgres.multiAz = false: must be true in production: with one instance, losing its zone is an outage until it is restored",
        ],
    ],
    [
        "what only servers in the cluster have",
        { postgres: { pooler: { enabled: true }, readWriteSplit: "pgpool" } },
        [
            'postgres.readWriteSplit = "pgpool": excludes postgres.pooler.enabled: Pgpool-II must see the primary, not another pooler',
            "postgres.pooler.enabled = true: needs postgres.engine: cloudnativepg; it is rds",
            'postgres.readWriteSplit = "pgpool": needs postgres.engine: cloudnativepg; it is rds',
        ],
    ],
    ["a server restored by RDS", { postgres: { restoreFrom: { as: "postgres-b", backup: "rds:nightly" } } }, []],
    [
        "a server restored by Aurora, which needs no dumps",
        {
            environment: "staging",
            postgres: { engine: "aurora", backup: { enabled: false }, restoreFrom: { as: "postgres-b" } },
        },
        [],
    ],
    [
        "two points that RDS is to restore",
        { postgres: { restoreFrom: { as: "postgres-b", backup: "rds:nightly", time: "2026-11-23T01:59:00Z" } } },
        [
            'postgres.restoreFrom.backup = "rds:nightly": excludes postgres.restoreFrom.time; give one, or neither for the newest state',
        ],
    ],
    ["a durable group with shards", { redis: { cluster: { enabled: true, durability: "sync" } } }, []],
    [
        "durability without shards",
        { redis: { cluster: { durability: "async" } } },
        [
            'redis.cluster.durability = "async": needs redis.cluster.enabled: true; the primary and its replicas have no such log',
        ],
    ],
    [
        "durability in the cluster",
        { redis: { engine: "operator", cluster: { enabled: true, durability: "sync" } } },
        [
            'redis.cluster.durability = "sync": needs redis.engine: elasticache; members in the cluster keep an append-only file',
        ],
    ],
    [
        "backups of no day",
        { postgres: { backup: { retentionDays: 0 } } },
        ["postgres.backup.retentionDays = 0: must be at least 1"],
    ],
    [
        "an existing store without an address",
        { storage: { kind: "existing", credentialsSecret: "s3" } },
        [
            'storage.kind = "existing": must be s3 with cluster.kind: eks, whose buckets the program makes',
            "storage.endpoint: missing; name the URL of the object store, such as https://s3.eu-central-1.amazonaws.com",
        ],
    ],
    [
        "flow logs for a time that CloudWatch does not offer",
        { network: { flowLogDays: 31 } },
        [
            "network.flowLogDays = 31: must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, " +
                "2557, 2922, 3288, 3653, which CloudWatch offers",
        ],
    ],
])("%s", (_title, change, lines) => {
    expect(linesWith(change)).toEqual(lines);
});

test("zones are named after their region", () => {
    expect(zonesOfRegion("ap-northeast-1")).toEqual(["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]);
    expect(zonesOfRegion("nowhere")).toEqual([]);
});
