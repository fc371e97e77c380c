import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { DRILLS } from "../rehearsal/drill/catalogue";
import { UserError } from "../rehearsal/userError";
import type { Drilled } from "../report/html/input";
import { BAD_INPUT } from "./stackFile";

/** What of a drill's record is shown again. */
const record = z.object({
    stack: z.string(),
    drill: z.string(),
    promise: z.string(),
    measured: z.string(),
    verdict: z.enum(["kept", "broken", "not applicable"]),
    breaches: z.array(z.string()),
});

/** What `npm run drill` left in the output folder of a stack, in the order of the catalogue. */
export function savedDrills(stack: string, folder: string): Drilled[] {
    const drills = path.join(folder, "drills");
    if (!fs.existsSync(drills)) {
        return [];
    }
    return fs
        .readdirSync(drills)
        .filter((name) => name.endsWith(".json"))
        .map((name) => savedDrill(stack, path.join(drills, name)))
        .sort((a, b) => placeOf(a) - placeOf(b));
}

function savedDrill(stack: string, file: string): Drilled {
    const parsed = record.safeParse(jsonIn(file));
    if (!parsed.success || parsed.data.stack !== stack) {
        throw new UserError(
            `${file} is not a record of a drill of ${stack}: delete it, or make it anew with npm run drill -- all --stack ${stack}`,
            { exitCode: BAD_INPUT },
        );
    }
    const { drill, promise, measured, verdict, breaches } = parsed.data;
    const day = fs.statSync(file).mtime.toISOString().slice(0, "2026-11-25".length);
    return { drill, promise, measured, verdict, breaches, day };
}

/** Those that are not in the catalogue come last. */
function placeOf({ drill }: Drilled): number {
    const place = DRILLS.findIndex(({ name }) => name === drill);
    return place === -1 ? DRILLS.length : place;
}

function jsonIn(file: string): unknown {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as unknown;
    } catch {
        return undefined;
    }
}
