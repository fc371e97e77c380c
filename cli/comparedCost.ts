import * as fs from "node:fs";
import { z } from "zod";
import { costOf, type Cost } from "../analysis/cost";
import { costDifference, type Compared, type CostDifference } from "../analysis/cost/diff";
import { UserError } from "../rehearsal/userError";
import { evaluateStack } from "./evaluation/evaluateStack";
import { BAD_INPUT, loadStack } from "./stackFile";

/** What a plan's cost is compared with. */
export interface CompareOptions {
    /** Another stack. */
    readonly compare?: string;
    /** File that `plan --json` wrote. */
    readonly compareTo?: string;
}

/** How a cost differs from another one. */
export interface ComparedCost extends CostDifference {
    /** Name of the other stack, or path of the plan. */
    readonly against: string;
}

/** The difference that was asked for; undefined when none was. */
export async function comparedCost(
    cost: Cost | undefined,
    { compare, compareTo }: CompareOptions,
): Promise<ComparedCost | undefined> {
    if (compare !== undefined && compareTo !== undefined) {
        throw new UserError("--compare names a stack and --compare-to a saved plan: give one of them.", {
            exitCode: BAD_INPUT,
        });
    }
    if (compare !== undefined) {
        const other = costOf(await evaluateStack(loadStack(compare, [])));
        return { against: compare, ...costDifference(cost, other) };
    }
    return compareTo === undefined ? undefined : { against: compareTo, ...costDifference(cost, savedCost(compareTo)) };
}

const range = z.object({ low: z.number(), likely: z.number(), high: z.number() });

const savedPlan = z.object({
    cost: z
        .object({
            monthlyUsd: range,
            components: z.array(z.object({ component: z.string(), monthlyUsd: range })),
        })
        .nullable(),
});

function savedCost(file: string): Compared | undefined {
    const parsed = savedPlan.safeParse(readJson(file));
    if (!parsed.success) {
        throw new UserError(
            `${file} is not a plan with a cost. Write one: npm run --silent plan -- <stack> --json > plan.json`,
            { exitCode: BAD_INPUT },
        );
    }
    return parsed.data.cost ?? undefined;
}

function readJson(file: string): unknown {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as unknown;
    } catch (error) {
        throw new UserError(`The plan to compare with cannot be read: ${(error as Error).message}`, {
            exitCode: BAD_INPUT,
        });
    }
}
