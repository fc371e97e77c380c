import { z } from "zod";
import { INVARIANT_IDS } from "../contracts/invariant";
import { formed, text } from "./forms";

/** The part of the stack configuration about rules that a stack may break for a time. */

const DATE = /^\d{4}-\d\d-\d\d$/;

const waiver = z.strictObject({
    id: z.enum(INVARIANT_IDS).describe("Rule that need not hold."),
    reason: text().describe("Why that is acceptable, for whoever reads the plan."),
    until: formed(DATE, "must be a day such as 2026-12-31", "2026-12-31").describe("Last day on which it counts, UTC."),
});

export const waivers = z
    .array(waiver)
    .default([])
    .describe(
        "Rules of docs/invariants.md that the stack may break for a time, each with `id`, `reason` and `until`, the last day (UTC) on which " +
            "it counts: `npm run plan` then tells of them, and does not fail.",
    );
