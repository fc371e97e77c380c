import { z } from "zod";

/** The part of the stack configuration about what users are promised. */

/**
 * Least and greatest target. Below the least, a budget of errors could not burn 14.4 times as fast as allowed, and the alert on it
 * could never fire; above the greatest, the budget of a month is less than half a minute.
 */
const LEAST_TARGET = 0.95;
const GREATEST_TARGET = 0.99999;

/** As `RATES` and `SERVICES` of analysis/availability call them. */
const rate = z.strictObject({
    of: z
        .enum(["pod", "podWithVolume", "providerInstance", "natGateway", "zone", "region"])
        .describe("What fails: one member, with or without a volume, or what a provider runs; or all in a place."),
    failuresPerYear: z.number().min(0).max(365).describe("How often one of them fails."),
    repairSeconds: z.number().min(0).max(2592000).describe("Seconds from a failure until it is back."),
});

const service = z.strictObject({
    of: z.enum(["dns", "loadBalancer", "objectStore"]).describe("What the provider runs for the whole region."),
    availability: z.number().gt(0).max(1).describe("Share of time, or of requests."),
});

export const slo = z.strictObject({
    target: z
        .number()
        .refine(
            (target) => target >= LEAST_TARGET && target <= GREATEST_TARGET,
            `must be a share of 1 between ${LEAST_TARGET} and ${GREATEST_TARGET}: 0.999 for 99.9 %`,
        )
        .meta({ minimum: LEAST_TARGET, maximum: GREATEST_TARGET })
        .default(0.999)
        .describe(
            "Share of requests that are answered without an error of Dify's, over 30 days; alerts fire when the rest is used up too fast. " +
                `Between ${LEAST_TARGET} and ${GREATEST_TARGET}, and at most what AWS promises for what the stack consists of. ` +
                "A plan that is expected to be less available is refused, in development aside.",
        ),
    rates: z
        .array(rate)
        .default([])
        .describe(
            "What you know about failures of your own, in place of the assumptions of analysis/availability/rates.ts; " +
                "only what `npm run plan` says of availability changes.",
        ),
    services: z
        .array(service)
        .default([])
        .describe("The same for services of the provider: what you measured, or what you rely on."),
    latencyMilliseconds: z
        .int()
        .min(10)
        .max(60000)
        .default(500)
        .describe(
            "Milliseconds in which 99 of 100 of the API's answers must be complete, those aside that are streamed.",
        ),
});
