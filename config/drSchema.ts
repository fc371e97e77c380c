import { z } from "zod";
import { formed, text } from "./forms";

/** The part of the stack configuration that is about losing a whole region: where copies go, and the stack that takes over. */

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

const arn = (service: string, rest: string, example: string) =>
    formed(
        new RegExp(`^arn:aws(-[a-z]+)*:${service}:[a-z0-9-]+:\\d{12}:${rest}.+$`),
        `must be an ARN such as ${example}`,
        example,
    );

export const dr = z.strictObject({
    region: formed(REGION, "must be an AWS region such as eu-west-1", "eu-west-1")
        .optional()
        .describe(
            "Second region: gets the automated backups of RDS, a copy of every bucket, and the secrets that a stack there must share. The " +
                "public name becomes the primary record of a failover pair. Default: no copies.",
        ),
});

const database = z.strictObject({
    from: z
        .enum(["backups", "replica"])
        .describe(
            "`backups`: no server until `recovery.active`, then one restored from the replicated backups; `replica`: a read replica of the " +
                "primary region's server all the time, promoted by `recovery.active`.",
        ),
    automatedBackupsArn: arn("rds", "auto-backup:", "arn:aws:rds:eu-west-1:111122223333:auto-backup:ab-1")
        .optional()
        .describe("The replicated backups, in this region. Required with `from: backups`."),
    time: formed(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
        "must be a moment in UTC such as 2026-11-23T01:59:00Z",
        "2026-11-23T01:59:00Z",
    )
        .optional()
        .describe("Moment to restore (`from: backups`). Default: the newest there is."),
    sourceArn: arn("rds", "db:", "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres")
        .optional()
        .describe("The server in the primary region. Required with `from: replica`."),
    masterSecretArn: arn(
        "secretsmanager",
        "secret:",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:postgres-master-abc",
    ).describe("This region's copy of the master user's secret."),
});

export const recovery = z
    .strictObject({
        primary: text()
            .meta({ examples: ["prod"] })
            .describe("Name of the stack that this one takes over from."),
        active: z
            .boolean()
            .describe(
                "`false`: a pilot light, that is network, cluster, copies of the data and nothing of Dify; `true`: Dify on them, and the " +
                    "secondary record of its public name.",
            ),
        bucketsKeyArn: arn("kms", "key/", "arn:aws:kms:eu-west-1:111122223333:key/1").describe(
            "Key that encrypts the copies of the buckets.",
        ),
        database: database.describe("Where the database comes from."),
    })
    .optional()
    .describe(
        "Makes the stack the second region of another one, whose `dr.region` is this stack's `aws.region`. `storage.buckets` are the names " +
            "of the originals; their copies are used. The other stack's output `recovery` has the values.",
    );
