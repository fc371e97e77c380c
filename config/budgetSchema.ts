import { z } from "zod";

/** The part of the stack configuration about what a stack may cost. */

export const budget = z.strictObject({
    monthlyUsd: z
        .number()
        .min(1)
        .optional()
        .describe(
            "USD a month that the stack may likely cost on AWS, by the plan's own estimate: above it, nothing is planned or rehearsed, and " +
                "the largest items are named. Default: no bound.",
        ),
});
