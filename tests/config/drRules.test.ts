import { AWS_REGIONS } from "../../config/awsRegions";
import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import { linesOf, MINIMAL } from "./minimal";

const stackIn = (region: string, change: RawConfig): RawConfig =>
    mergeConfig(
        mergeConfig(MINIMAL, {
            cluster: { kind: "eks" },
            aws: { region },
            zones: ["a", "b", "c"].map((letter) => region + letter),
            storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
            postgres: { engine: "rds" },
            secrets: { store: "secretsManager" },
        }),
        change,
    );

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:postgres-master-abc";
const BACKUPS = "arn:aws:rds:eu-west-1:111122223333:auto-backup:ab-1";
const SOURCE = "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres";

const FROM_BACKUPS = { from: "backups", automatedBackupsArn: BACKUPS, masterSecretArn: SECRET };
const FROM_REPLICA = { from: "replica", sourceArn: SOURCE, masterSecretArn: SECRET };

const RESTORED = { restoreFrom: { as: "postgres-b" } };

const primaryWith = (change: RawConfig) => linesOf(mergeConfig(stackIn("eu-central-1", {}), change));

const secondaryWith = (database: RawConfig, change: RawConfig = {}) =>
    linesOf(
        mergeConfig(
            stackIn("eu-west-1", { recovery: { primary: "prod", active: false, bucketsKeyArn: KEY, database } }),
            change,
        ),
    );

test("a second region, and stacks that take over from backups and from a replica, are valid", () => {
    expect(primaryWith({ dr: { region: "eu-west-1" } })).toEqual([]);
    expect(secondaryWith(FROM_BACKUPS)).toEqual([]);
    expect(secondaryWith({ ...FROM_BACKUPS, time: "2026-11-23T01:59:00Z" })).toEqual([]);
    expect(secondaryWith(FROM_REPLICA, { recovery: { active: true } })).toEqual([]);
    expect(secondaryWith(FROM_BACKUPS, { recovery: { active: true }, postgres: RESTORED })).toEqual([]);
    expect(primaryWith({ dr: { region: "eu-west-1" }, postgres: RESTORED })).toEqual([]);
});

test.each<[title: string, change: RawConfig, lines: string[]]>([
    [
        "the same region twice",
        { dr: { region: "eu-central-1" } },
        ['dr.region = "eu-central-1": must not be aws.region, whose loss it is there for'],
    ],
    [
        "a region that there is not",
        { dr: { region: "eu-middle-1" } },
        [`dr.region = "eu-middle-1": must be one of ${Object.keys(AWS_REGIONS).join(", ")}`],
    ],
    ["no region at all", { dr: { region: "west" } }, ['dr.region = "west": must be an AWS region such as eu-west-1']],
    [
        "Aurora",
        { dr: { region: "eu-west-1" }, postgres: { engine: "aurora" } },
        ['postgres.engine = "aurora": must be rds with dr.region: AWS copies automated backups of RDS instances only'],
    ],
    [
        "nothing that could be copied, all at once",
        {
            dr: { region: "eu-west-1" },
            postgres: { engine: "cloudnativepg" },
            secrets: { store: "kubernetes" },
        },
        [
            'postgres.engine = "cloudnativepg": must be rds with dr.region: AWS copies automated backups of RDS instances only',
            'secrets.store = "kubernetes": must be secretsManager with dr.region: Dify must find its keys again, which AWS copies from there',
        ],
    ],
])("a primary with %s", (_title, change, lines) => {
    expect(primaryWith(change)).toEqual(lines);
});

test.each<[title: string, database: RawConfig, change: RawConfig, lines: string[]]>([
    [
        "backups that are not named",
        { from: "backups", masterSecretArn: SECRET },
        {},
        ["recovery.database.automatedBackupsArn: missing; recovery.database.from: backups needs it"],
    ],
    [
        "a replica of nothing",
        { from: "replica", masterSecretArn: SECRET },
        {},
        ["recovery.database.sourceArn: missing; recovery.database.from: replica needs it"],
    ],
    [
        "what belongs to the other origin",
        { ...FROM_REPLICA, automatedBackupsArn: BACKUPS, time: "2026-11-23T01:59:00Z" },
        {},
        [
            `recovery.database.automatedBackupsArn = "${BACKUPS}": only has a meaning with recovery.database.from: backups`,
            'recovery.database.time = "2026-11-23T01:59:00Z": only has a meaning with recovery.database.from: backups',
        ],
    ],
    [
        "ARNs of other regions",
        { ...FROM_REPLICA, sourceArn: SOURCE.replace("eu-central-1", "eu-west-1") },
        { recovery: { bucketsKeyArn: KEY.replace("eu-west-1", "eu-central-1") } },
        [
            'recovery.bucketsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1": must be of aws.region, which is eu-west-1',
            'recovery.database.sourceArn = "arn:aws:rds:eu-west-1:111122223333:db:dify-ha-prod-postg...: must be of the primary region, not of ' +
                "aws.region, which is eu-west-1",
        ],
    ],
    [
        "copies of its own",
        FROM_BACKUPS,
        { dr: { region: "eu-central-1" } },
        [
            'dr.region = "eu-central-1": must be absent with recovery: a stack has copies made, or runs on those of another one',
        ],
    ],
    [
        "a restore before it is active",
        FROM_REPLICA,
        { postgres: RESTORED },
        [
            'postgres.restoreFrom.as = "postgres-b": must be absent while recovery.active is false: a pilot light has nothing of its own to ' +
                "restore; the moment that it begins with is recovery.database.time",
        ],
    ],
    [
        "keys in Kubernetes",
        FROM_BACKUPS,
        { secrets: { store: "kubernetes" } },
        [
            'secrets.store = "kubernetes": must be secretsManager with recovery: Dify must find its keys again, which AWS copies from there',
        ],
    ],
    [
        "something that is no ARN",
        { ...FROM_BACKUPS, masterSecretArn: "postgres-master" },
        {},
        [
            'recovery.database.masterSecretArn = "postgres-master": must be an ARN such as ' +
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:postgres-master-abc",
        ],
    ],
])("a second region with %s", (_title, database, change, lines) => {
    expect(secondaryWith(database, change)).toEqual(lines);
});

test("both need a cluster on AWS", () => {
    expect(linesOf(mergeConfig(MINIMAL, { dr: { region: "eu-west-1" } }))[0]).toBe(
        'dr.region = "eu-west-1": needs cluster.kind: eks or k3s, whose network it is part of',
    );
    expect(
        linesOf(
            mergeConfig(MINIMAL, {
                recovery: { primary: "prod", active: false, bucketsKeyArn: KEY, database: FROM_BACKUPS },
            }),
        )[0],
    ).toBe('recovery.primary = "prod": needs cluster.kind: eks or k3s, whose network it is part of');
});
