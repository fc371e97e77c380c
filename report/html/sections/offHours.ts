import { HOURS_PER_MONTH } from "../../../analysis/cost/priceBook";
import type { Range } from "../../../analysis/cost";
import { dollars } from "../figures";
import { html } from "../markup";
import { table } from "../table";
import type { Section } from "./section";

const METHOD =
    "The cost of the resources as they are, against that of the same resources without their schedules. Working time is read from the " +
    "schedules themselves.";

interface Row {
    readonly what: string;
    readonly usd: Range;
    readonly trace: string;
}

/** What it saves that less runs while nobody works. */
export const OFF_HOURS: Section = {
    id: "off-hours",
    title: "Off-hours",
    body: ({ cost }, notes) => {
        const offHours = cost?.offHours;
        if (cost === null || offHours === undefined) {
            return null;
        }
        const { hoursPerMonth, share, idleUsd, savedUsd, reachedUsd, ofIdlePercent, ofBillPercent } = offHours;
        const always = cost.monthlyUsd.likely + savedUsd.likely;
        const rows: Row[] = [
            {
                what: "those hours, if everything ran",
                usd: idleUsd,
                trace: `${Math.round(100 * share)} % of what the stack would cost without schedules`,
            },
            { what: "saved", usd: savedUsd, trace: "Cost without the schedules, minus cost with them" },
        ];
        const figureOf = (bound: keyof Range) => ({
            figure: ({ usd }: Row) => dollars(usd[bound]),
            trace: ({ trace }: Row) => trace,
        });
        return html`<p>
                Outside of working time are ${hoursPerMonth} of ${HOURS_PER_MONTH} hours a month. What is saved is
                likely ${ofIdlePercent} % of what those hours would cost, and ${ofBillPercent} % of the bill: schedules
                reach what costs ${dollars(reachedUsd.likely)} USD of it, the other
                ${dollars(always - reachedUsd.likely)} are the same by day and by night.${notes.to(METHOD)}
            </p>
            ${table(
                [
                    { title: "USD a month", words: ({ what }: Row) => what, isHeader: true },
                    { title: "low", ...figureOf("low") },
                    { title: "likely", ...figureOf("likely") },
                    { title: "high", ...figureOf("high") },
                ],
                rows,
                { label: "What is saved outside of working time" },
            )}`;
    },
};
