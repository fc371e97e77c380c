import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../contracts";

/** IAM policies: pure; ARNs may be known later. */

type IamConditions = NonNullable<PolicyStatement["conditions"]>;

export interface PolicyDocument {
    readonly Version: "2012-10-17";
    readonly Statement: readonly {
        readonly Sid: string;
        readonly Effect: "Allow";
        readonly Action: readonly string[];
        readonly Resource: readonly pulumi.Input<string>[];
        readonly Condition?: IamConditions;
    }[];
}

/** `service:Action`; an asterisk is looked at on its own. */
const ACTION = /^[a-z0-9-]+:[A-Za-z*]+$/;

const SID = /^[A-Za-z0-9]+$/;

/** A policy that allows what the statements say. Throws one RangeError that names everything wrong with them. */
export function policyDocument(statements: readonly PolicyStatement[]): PolicyDocument {
    const problems = problemsOf(statements);
    if (problems.length > 0) {
        throw new RangeError(problems.join("\n"));
    }
    return {
        Version: "2012-10-17",
        Statement: statements.map(({ sid, actions, resources, conditions }) => ({
            Sid: sid,
            Effect: "Allow",
            Action: actions,
            Resource: resources,
            ...(conditions === undefined ? {} : { Condition: conditions }),
        })),
    };
}

function problemsOf(statements: readonly PolicyStatement[]): string[] {
    const sids = statements.map(({ sid }) => sid);
    return [
        ...(statements.length === 0 ? ["a policy needs at least one statement"] : []),
        ...statements.flatMap((statement, index) => [
            ...problemsOfStatement(statement),
            ...(sids.indexOf(statement.sid) < index ? [`${statement.sid}: another statement has this sid`] : []),
        ]),
    ];
}

function problemsOfStatement({ sid, actions, resources }: PolicyStatement): string[] {
    const everything = resources.includes("*");
    const checks: [boolean, string][] = [
        [SID.test(sid), "a sid has letters and digits only"],
        [actions.length > 0, "allows no action"],
        [resources.length > 0, "names no resource"],
        ...actions.map((action): [boolean, string] => [ACTION.test(action), `${action} is not an action`]),
        ...actions
            .filter((action) => everything && action.includes("*"))
            .map((action): [boolean, string] => [
                false,
                `${action} on every resource: name the actions, or the resources`,
            ]),
    ];
    return checks.filter(([ok]) => !ok).map(([, problem]) => `${sid}: ${problem}`);
}
