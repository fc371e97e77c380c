import type { Colors } from "picocolors/types";
import type { Cost, Range } from "../../analysis/cost";
import type { OffHours } from "../../analysis/cost/offHours";
import { HOURS_PER_MONTH } from "../../analysis/cost/priceBook";
import { signedWhole, whole } from "../../report/numbers";
import type { ComparedFigure } from "../../report/markdown/comparison";
import type { Comparison } from "../comparison";
import { renderTable, type Column } from "./table";
import { wrap } from "./wrap";

/** What a stack costs, for people: sections of a plan. */

interface Row {
    readonly component: string;
    readonly monthlyUsd: Range;
}

const TOTAL = "together";

/** A section on what a stack costs in a month, by component, and on what that rests. */
export function renderCost(cost: Cost | undefined, colors: Colors): string[] {
    if (cost === undefined) {
        return [
            `${colors.bold("Cost")}: nothing of this has a price list; what the cluster costs is its owner's to know`,
        ];
    }
    const { prices, components, monthlyUsd, missingPrices, notModelled, assumptions } = cost;
    return [
        [
            `${colors.bold("Cost")}, USD a month, by prices of ${prices} (cost.items in plan.json has each)`,
            renderTable(columns(whole), [...components, { component: TOTAL, monthlyUsd }], colors),
            ...missingPrices.map(
                ({ resource, price, region }) => `Not in it: ${resource}, no price of ${price} in ${region}`,
            ),
            ...notModelled.map(({ resource, type }) => `Not in it: ${resource}, ${type} is not modelled`),
            "Assumed:",
            ...assumptions.flatMap((assumption) => wrap(assumption, "- ", "  ")),
        ].join("\n"),
        ...(cost.offHours === undefined ? [] : [renderOffHours(cost.offHours, monthlyUsd, colors)]),
    ];
}

/** What is saved while nobody works, against what those hours would cost. */
function renderOffHours(offHours: OffHours, monthlyUsd: Range, colors: Colors): string {
    const { hoursPerMonth, share, idleUsd, savedUsd, reachedUsd, ofIdlePercent, ofBillPercent } = offHours;
    const rest = monthlyUsd.likely + savedUsd.likely - reachedUsd.likely;
    return [
        `${colors.bold("Off-hours")}: ${hoursPerMonth} of ${HOURS_PER_MONTH} hours a month, ${Math.round(100 * share)} %; USD a month`,
        renderTable(
            columns(whole),
            [
                { component: "those hours if everything ran", monthlyUsd: idleUsd },
                { component: "saved", monthlyUsd: savedUsd },
            ],
            colors,
        ),
        ...wrap(
            `Likely ${ofIdlePercent} % of what those hours would cost, ${ofBillPercent} % of the bill. Schedules reach what costs ` +
                `${whole(reachedUsd.likely)} of it; the other ${whole(rest)} are the same by day and by night.`,
            "",
            "",
        ),
    ].join("\n");
}

/** Sections on how a plan differs from another one: its figures, and its cost by component. */
export function renderComparison({ figures, costDifference }: Comparison, colors: Colors): string[] {
    const { against, components, monthlyUsd } = costDifference;
    return [
        [colors.bold(`Against ${against}`), renderTable(figureColumns(against), figures, colors)].join("\n"),
        [
            `${colors.bold(`Cost against ${against}`)}, USD a month`,
            renderTable(columns(signedWhole), [...components, { component: TOTAL, monthlyUsd }], colors),
        ].join("\n"),
    ];
}

function figureColumns(against: string): Column<ComparedFigure>[] {
    return [
        { title: "", value: ({ name }) => name },
        { title: against, align: "right", value: ({ before }) => before },
        { title: "this", align: "right", value: ({ after }) => after },
        { title: "difference", align: "right", value: ({ change }) => change },
    ];
}

/** Whole dollars: an estimate is no better. */
function columns(shown: (usd: number) => string): Column<Row>[] {
    return [
        { title: "component", value: ({ component }) => component },
        { title: "low", align: "right", value: ({ monthlyUsd }) => shown(monthlyUsd.low) },
        { title: "likely", align: "right", value: ({ monthlyUsd }) => shown(monthlyUsd.likely) },
        { title: "high", align: "right", value: ({ monthlyUsd }) => shown(monthlyUsd.high) },
    ];
}
