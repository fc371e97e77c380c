import { z } from "zod";

/** What every plan's document has, of whatever commit wrote it. Sections came later one by one, and are taken as they are. */
export const planSchema = z.looseObject({
    stack: z.string(),
    resources: z.array(
        z.looseObject({
            urn: z.string(),
            type: z.string(),
            name: z.string(),
            parent: z.string().nullable(),
            inputs: z.record(z.string(), z.unknown()),
        }),
    ),
});
