import type { Range } from "../../analysis/cost";
import { whole } from "../numbers";

/** Figures as people read them. Pure. */

/** `99.957 %` of a share. */
export function percent(share: number): string {
    return `${(100 * share).toFixed(3)} %`;
}

export function minutes(value: number): string {
    return `${value.toFixed(1)} min`;
}

/** `+3.2 min`, `−3.2 min`; nothing where it does not show. */
export function minutesMore(value: number): string {
    return signed(value, (size) => minutes(size));
}

/** Whole dollars, the likely ones first: an estimate is no better. */
export function dollars({ low, likely, high }: Range): string {
    return `${whole(likely)} (${whole(low)} to ${whole(high)})`;
}

/** `+130`, `−130`; nothing where it does not show. */
export function dollarsMore(usd: number): string {
    return signed(usd, whole);
}

export function more(value: number): string {
    return signed(value, whole);
}

function signed(value: number, shown: (size: number) => string): string {
    const size = shown(Math.abs(value));
    return size === shown(0) ? "" : `${value < 0 ? "−" : "+"}${size}`;
}

/** `1 resource`, `3 resources`. */
export function counted(count: number, thing: string): string {
    return `${whole(count)} ${thing}${count === 1 ? "" : "s"}`;
}
