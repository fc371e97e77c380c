import type { Problem } from "../contracts/problem";
import { AWS_REGIONS } from "./awsRegions";
import type { StackConfig } from "./schema";

/** Rules over more than one key that concern the second region. */

const differsFromItsOwn = ({ dr: { region }, aws }: StackConfig): Problem[] => {
    if (region === undefined) {
        return [];
    }
    if (!(region in AWS_REGIONS)) {
        return [{ path: "dr.region", value: region, message: `must be one of ${Object.keys(AWS_REGIONS).join(", ")}` }];
    }
    return region === aws.region
        ? [{ path: "dr.region", value: region, message: "must not be aws.region, whose loss it is there for" }]
        : [];
};

/** What must be so that everything can be copied, or taken over. Each with the reason. */
const copiesArePossible = (config: StackConfig): Problem[] => {
    const { postgres, secrets, dr, recovery } = config;
    const of = dr.region !== undefined ? "dr.region" : "recovery";
    const needed: [path: string, value: string, only: string, why: string][] = [
        ["postgres.engine", postgres.engine, "rds", "AWS copies automated backups of RDS instances only"],
        [
            "secrets.store",
            secrets.store,
            "secretsManager",
            "Dify must find its keys again, which AWS copies from there",
        ],
    ];
    return dr.region === undefined && recovery === undefined
        ? []
        : needed
              .filter(([, value, only]) => value !== only)
              .map(([path, value, only, why]) => ({ path, value, message: `must be ${only} with ${of}: ${why}` }));
};

const oneOrTheOther = ({ dr, recovery }: StackConfig): Problem[] =>
    dr.region !== undefined && recovery !== undefined
        ? [
              {
                  path: "dr.region",
                  value: dr.region,
                  message: "must be absent with recovery: a stack has copies made, or runs on those of another one",
              },
          ]
        : [];

/** Which of the keys go with which origin of the database. */
const databaseIsNamed = ({ recovery }: StackConfig): Problem[] => {
    if (recovery === undefined) {
        return [];
    }
    const { from, automatedBackupsArn, sourceArn, time } = recovery.database;
    const keys: [key: string, value: string | undefined, of: typeof from, required: boolean][] = [
        ["automatedBackupsArn", automatedBackupsArn, "backups", true],
        ["time", time, "backups", false],
        ["sourceArn", sourceArn, "replica", true],
    ];
    return keys.flatMap(([key, value, of, required]) => {
        const path = `recovery.database.${key}`;
        if (value !== undefined && from !== of) {
            return [{ path, value, message: `only has a meaning with recovery.database.from: ${of}` }];
        }
        return value === undefined && from === of && required
            ? [{ path, message: `missing; recovery.database.from: ${of} needs it` }]
            : [];
    });
};

/** Region in an ARN. */
function regionOf(arn: string): string | undefined {
    return arn.split(":")[3];
}

/** Copies are read where the stack is; the source of a replica is where it is not. */
const arnsAreOfTheRightRegion = ({ aws, recovery }: StackConfig): Problem[] => {
    if (recovery === undefined || aws.region === undefined) {
        return [];
    }
    const { bucketsKeyArn, database } = recovery;
    const here: [string, string | undefined][] = [
        ["recovery.bucketsKeyArn", bucketsKeyArn],
        ["recovery.database.automatedBackupsArn", database.automatedBackupsArn],
        ["recovery.database.masterSecretArn", database.masterSecretArn],
    ];
    const strangers = here
        .filter(([, arn]) => arn !== undefined && regionOf(arn) !== aws.region)
        .map(([path, value]) => ({ path, value, message: `must be of aws.region, which is ${aws.region}` }));
    const { sourceArn } = database;
    return sourceArn !== undefined && regionOf(sourceArn) === aws.region
        ? [
              ...strangers,
              {
                  path: "recovery.database.sourceArn",
                  value: sourceArn,
                  message: `must be of the primary region, not of aws.region, which is ${aws.region}`,
              },
          ]
        : strangers;
};

/** A pilot light has no server of its own yet, or one that only follows another. */
const onlyAnActiveStackIsRestored = ({ postgres: { restoreFrom }, recovery }: StackConfig): Problem[] =>
    restoreFrom !== undefined && recovery?.active === false
        ? [
              {
                  path: "postgres.restoreFrom.as",
                  value: restoreFrom.as,
                  message:
                      "must be absent while recovery.active is false: a pilot light has nothing of its own to restore; the moment that " +
                      "it begins with is recovery.database.time",
              },
          ]
        : [];

/** Every problem that the rules about the second region find. */
export const DR_RULES: readonly ((config: StackConfig) => Problem[])[] = [
    differsFromItsOwn,
    copiesArePossible,
    oneOrTheOther,
    databaseIsNamed,
    arnsAreOfTheRightRegion,
    onlyAnActiveStackIsRestored,
];
