import { z } from "zod";
import { DAYS } from "../contracts/workingTime";
import { formed, text } from "./forms";

/** The part of the stack configuration about the time in which nobody works. */

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

const timeOfDay = (example: string) => formed(TIME_OF_DAY, `must be a time of day such as ${example}`, example);

export const offHours = z
    .strictObject({
        timeZone: text()
            .meta({ examples: ["Europe/Berlin"] })
            .describe("IANA time zone of `from` and `until`; its summer time is kept."),
        days: z.array(z.enum(DAYS)).min(1).optional().describe("Days on which people work. Default: Monday to Friday."),
        from: timeOfDay("08:00").describe("Time of day at which all members run."),
        until: timeOfDay("20:00").describe("Time of day after which they go, one a minute; later than `from`."),
        replicas: z
            .int()
            .min(1)
            .max(1000)
            .optional()
            .describe(
                "Members of each stateless service at least outside of working time; load adds more, up to those by day. Default: one in " +
                    "each zone, and no fewer than 2. A single one breaks the rule `replicas-quorum`, which a waiver has to accept.",
            ),
        stopDatabase: z
            .boolean()
            .optional()
            .describe(
                "Stop the RDS instance or Aurora cluster outside of working time, from half an hour after `until` until half an hour before " +
                    "`from`: Dify does not work then. Refused in production. Default: it always runs.",
            ),
    })
    .optional()
    .describe(
        "Working time, outside of which less runs: fewer members of the stateless services (by KEDA), and fewer nodes on AWS. Default: all " +
            "of it always.",
    );
