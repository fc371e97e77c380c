import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { UserError } from "../rehearsal/userError";
import type { Rehearsal } from "../report/html/input";
import { BAD_INPUT } from "./stackFile";

const workload = z.object({
    name: z.string(),
    standIn: z.boolean(),
    members: z.number(),
    quorum: z.number(),
    lost: z.number(),
    lowest: z.number(),
    outageSeconds: z.number(),
    replacedAfter: z.number().optional(),
    serving: z.array(z.tuple([z.number(), z.number()])),
});

/** What of `rehearse`'s record is shown again. */
const record = z.object({
    stack: z.string(),
    appliedBy: z.string(),
    standIns: z.number(),
    drill: z.object({
        zone: z.string(),
        events: z.array(z.object({ seconds: z.number(), reached: z.boolean(), text: z.string() })),
        workloads: z.array(workload),
        outages: z.array(z.string()),
        incomplete: z.array(z.string()),
    }),
});

/** What `npm run rehearse` left in the output folder of a stack; undefined where nothing is. */
export function savedRehearsal(stack: string, folder: string): Rehearsal | undefined {
    const file = path.join(folder, "rehearsal.json");
    if (!fs.existsSync(file)) {
        return undefined;
    }
    const parsed = record.safeParse(jsonIn(file));
    if (!parsed.success || parsed.data.stack !== stack) {
        throw new UserError(
            `${file} is not a record of a rehearsal of ${stack}: delete it, or make it anew with npm run rehearse -- ${stack}`,
            { exitCode: BAD_INPUT },
        );
    }
    const { appliedBy, standIns, drill } = parsed.data;
    const day = fs.statSync(file).mtime.toISOString().slice(0, "2026-11-25".length);
    return { day, file: path.join("out", stack, path.basename(file)), appliedBy, standIns, drill };
}

function jsonIn(file: string): unknown {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as unknown;
    } catch {
        return undefined;
    }
}
