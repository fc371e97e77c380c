import { CLASS_GAPS } from "../../config/awsClassGaps";
import { AWS_REGIONS, zonesOfRegion } from "../../config/awsRegions";
import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import { PROFILE_DEFAULTS } from "../../config/profiles";
import { linesOf, MINIMAL } from "./minimal";

/** A stack with everything managed in a region, on machines that every region has. */
const stackIn = (region: string, change: RawConfig = {}): RawConfig =>
    mergeConfig(
        mergeConfig(MINIMAL, {
            cluster: { kind: "eks" },
            aws: { region },
            zones: zonesOfRegion(region).slice(0, 3),
            storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
            postgres: { engine: "rds", instanceClass: "db.t4g.large" },
            redis: { engine: "elasticache", nodeType: "cache.r7g.large" },
            secrets: { store: "secretsManager" },
        }),
        change,
    );

const EC2_IN_EU_SOUTH_1 =
    "t3, t3a, t4g, m5, m5a, m6a, m6g, m6i, m7i, m8g, c5, c5a, c6g, c6i, c7g, c7i, c8g, r5, r5a, r6g, r6i, r7g, r7i, r8g, r8i";

test.each<[title: string, region: string, change: RawConfig, lines: string[]]>([
    [
        "RDS without a family",
        "ca-central-1",
        { postgres: { instanceClass: "db.m8g.large" } },
        [
            'postgres.instanceClass = "db.m8g.large": RDS does not offer it in ca-central-1; offered there: db.t4g, db.m7g, db.r7g, db.r8g',
        ],
    ],
    ["RDS with it", "eu-south-1", { postgres: { instanceClass: "db.m8g.large" } }, []],
    [
        "a family that Aurora has nowhere",
        "eu-central-1",
        { postgres: { engine: "aurora", instanceClass: "db.m7g.xlarge" } },
        [
            'postgres.instanceClass = "db.m7g.xlarge": Aurora does not offer it in eu-central-1; offered there: db.t4g (without xlarge), ' +
                "db.r7g, db.r8g",
        ],
    ],
    [
        "a size that Aurora has hardly anywhere",
        "eu-central-1",
        { postgres: { engine: "aurora", instanceClass: "db.t4g.xlarge" } },
        [
            'postgres.instanceClass = "db.t4g.xlarge": Aurora does not offer it in eu-central-1; offered there: db.t4g (without xlarge), ' +
                "db.r7g, db.r8g",
        ],
    ],
    [
        "that size where there is one",
        "me-central-1",
        { postgres: { engine: "aurora", instanceClass: "db.t4g.xlarge" } },
        [],
    ],
    [
        "ElastiCache without a family",
        "me-central-1",
        { redis: { nodeType: "cache.t4g.medium" } },
        [
            'redis.nodeType = "cache.t4g.medium": ElastiCache does not offer it in me-central-1; offered there: cache.m7g, cache.r7g',
        ],
    ],
    [
        "both pools of nodes, and the rest, at once",
        "eu-south-1",
        {
            cluster: {
                nodes: { data: { instanceType: "m7g.large" }, general: { instanceType: "c7a.2xlarge" } },
            },
            postgres: { instanceClass: "db.r8g.large" },
            redis: { nodeType: "cache.m7g.large" },
        },
        [
            `cluster.nodes.data.instanceType = "m7g.large": EC2 does not offer it in eu-south-1; offered there: ${EC2_IN_EU_SOUTH_1}`,
            `cluster.nodes.general.instanceType = "c7a.2xlarge": EC2 does not offer it in eu-south-1; offered there: ${EC2_IN_EU_SOUTH_1}`,
            'postgres.instanceClass = "db.r8g.large": RDS does not offer it in eu-south-1; offered there: db.t4g, db.m8g, db.r7g',
            'redis.nodeType = "cache.m7g.large": ElastiCache does not offer it in eu-south-1; offered there: cache.t4g, cache.m8g, ' +
                "cache.r7g, cache.r8g",
        ],
    ],
    [
        "machines that nobody makes",
        "eu-south-1",
        {
            postgres: { engine: "cloudnativepg", instanceClass: "db.r8g.large" },
            redis: { engine: "operator", nodeType: "cache.m7g.large" },
        },
        [],
    ],
    ["an instance type that the table does not know", "eu-south-1", machinesOf("i4i.large"), []],
    ["a word that every table seems to know", "eu-south-1", machinesOf("constructor.large"), []],
])("%s", (_title, region, change, lines) => {
    expect(linesOf(stackIn(region, change))).toEqual(lines);
});

function machinesOf(instanceType: string): RawConfig {
    return { cluster: { nodes: { data: { instanceType }, general: { instanceType } } } };
}

test("what is not on AWS has none of these machines", () => {
    expect(linesOf(mergeConfig(MINIMAL, machinesOf("m7g.large")))).toEqual([]);
});

test("the second region's stack is judged by its own region, as a pilot light, too", () => {
    const recovery = {
        primary: "prod",
        active: false,
        bucketsKeyArn: "arn:aws:kms:eu-west-3:111122223333:key/1",
        database: {
            from: "replica",
            sourceArn: "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres",
            masterSecretArn: "arn:aws:secretsmanager:eu-west-3:111122223333:secret:postgres-master-abc",
        },
    };
    const postgres = { instanceClass: "db.r7g.xlarge" };
    expect(linesOf(stackIn("eu-west-3", { recovery, postgres }))).toEqual([
        'postgres.instanceClass = "db.r7g.xlarge": RDS does not offer it in eu-west-3; offered there: db.t4g, db.m7g, db.m8g, db.r8g',
    ]);
    expect(linesOf(stackIn("eu-central-1", { dr: { region: "eu-west-3" }, postgres }))).toEqual([]);
});

test.each(Object.keys(AWS_REGIONS))("%s has something for every service", (region) => {
    expect(Object.values(CLASS_GAPS).filter((gaps) => Object.values(gaps).every((r) => r.includes(region)))).toEqual(
        [],
    );
});

test("the table knows the nodes of every profile", () => {
    const known = Object.keys(CLASS_GAPS.ec2);
    const families = Object.values(PROFILE_DEFAULTS).flatMap((profile) => {
        const { data, general } = (
            profile as { cluster: { nodes: Record<"data" | "general", { instanceType: string }> } }
        ).cluster.nodes;
        return [data, general].map(({ instanceType }) => instanceType.split(".")[0]);
    });
    expect(families.filter((family) => family === undefined || !known.includes(family))).toEqual([]);
});
