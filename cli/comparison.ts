import * as fs from "node:fs";
import { z } from "zod";
import type { Plan } from "../analysis/diff/plan";
import { comparePlans } from "../analysis/diff/plans";
import { costDifference, type CostDifference } from "../analysis/cost/diff";
import { comparedFigures, type ComparedFigure } from "../report/markdown/comparison";
import { UserError } from "../rehearsal/userError";
import { evaluateStack } from "./evaluation/evaluateStack";
import { judge } from "./judgement";
import { planDocument, type PlanDocument } from "./planDocument";
import { planSchema } from "./planSchema";
import { BAD_INPUT, loadStack } from "./stackFile";

/** What a plan is compared with. */
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

/** How a plan differs from another one. */
export interface Comparison {
    readonly costDifference: ComparedCost;
    /** Availability, cost, connections, capacity and rules of both. */
    readonly figures: readonly ComparedFigure[];
}

/** The comparison that was asked for; undefined when none was. */
export async function comparisonOf(
    document: PlanDocument,
    { compare, compareTo }: CompareOptions,
): Promise<Comparison | undefined> {
    if (compare !== undefined && compareTo !== undefined) {
        throw new UserError("--compare names a stack and --compare-to a saved plan: give one of them.", {
            exitCode: BAD_INPUT,
        });
    }
    if (compare !== undefined) {
        return comparison(document, await planOf(compare), compare);
    }
    return compareTo === undefined ? undefined : comparison(document, savedPlan(compareTo), compareTo);
}

function comparison(document: PlanDocument, base: Plan, against: string): Comparison {
    return {
        costDifference: { against, ...costDifference(document.cost ?? undefined, base.cost ?? undefined) },
        figures: comparedFigures(base, document, comparePlans(base, document)),
    };
}

async function planOf(stack: string): Promise<Plan> {
    const loaded = loadStack(stack, []);
    const graph = await evaluateStack(loaded);
    return planDocument(graph, judge(graph, loaded.config));
}

const range = z.object({ low: z.number(), likely: z.number(), high: z.number() });

const planWithCost = planSchema.extend({
    cost: z
        .looseObject({
            monthlyUsd: range,
            components: z.array(z.object({ component: z.string(), monthlyUsd: range })),
        })
        .nullable(),
});

function savedPlan(file: string): Plan {
    const parsed = planWithCost.safeParse(readJson(file));
    if (!parsed.success) {
        throw new UserError(
            `${file} is not a plan with a cost. Write one: npm run --silent plan -- <stack> --json > plan.json`,
            { exitCode: BAD_INPUT },
        );
    }
    return parsed.data as Plan;
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
