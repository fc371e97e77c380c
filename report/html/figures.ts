import { formatBytes } from "../../contracts";
import { signedWhole, whole } from "../numbers";

export { whole };

/** Figures as the report writes them, each on one line with its unit. */

const SPACE = "\u00a0";

/** Shares of time: three digits tell a minute in a month from two. */
export function percent(share: number): string {
    return `${(100 * share).toFixed(3)}${SPACE}%`;
}

/** A share that somebody has chosen, with as many digits. */
export function chosenPercent(share: number): string {
    return `${quantity(100 * share)}${SPACE}%`;
}

/** Shares of what there is. */
export function wholePercent(share: number): string {
    return share > 0 && share < 0.005 ? `<${SPACE}1${SPACE}%` : `${Math.round(100 * share)}${SPACE}%`;
}

export function minutes(value: number): string {
    return `${value.toFixed(1)}${SPACE}min`;
}

/** Whole dollars: an estimate is no better. */
export const dollars = whole;

/** For the single things that are paid for, of which many cost less than a dollar. */
export function cents(usd: number): string {
    return usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A difference in whole dollars. */
export const signedDollars = signedWhole;

/** Up to three digits behind the point, and none that say nothing. */
export function quantity(value: number): string {
    return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** A unit price, which may be fractions of a cent. */
export function unitPrice(usd: number): string {
    return usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 6 });
}

/** Bytes in the largest binary unit that keeps them readable: `512 MiB`. */
export function bytes(value: number): string {
    return formatBytes(value).replace(/([KMGT])i$/, `${SPACE}$1iB`);
}

/** Such as `3 zones`, `1 zone`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
    return `${quantity(number)} ${number === 1 ? singular : plural}`;
}

/** Such as `40 s`, `4 h`. */
export function duration(seconds: number): string {
    if (seconds >= 3600 && seconds % 3600 === 0) {
        return `${seconds / 3600}${SPACE}h`;
    }
    return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60}${SPACE}min` : `${quantity(seconds)}${SPACE}s`;
}
