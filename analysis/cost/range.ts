/** A figure that nobody knows yet: at least, probably, at most. */
export interface Range {
    readonly low: number;
    readonly likely: number;
    readonly high: number;
}

export const NOTHING: Range = { low: 0, likely: 0, high: 0 };

/** A figure that is known. */
export function exactly(value: number): Range {
    return { low: value, likely: value, high: value };
}

export function plus(a: Range, b: Range): Range {
    return combined(a, b, (one, other) => one + other);
}

export function minus(a: Range, b: Range): Range {
    return combined(a, b, (one, other) => one - other);
}

export function times(range: Range, factor: number): Range {
    return combined(range, exactly(factor), (one, other) => one * other);
}

export function sum(ranges: readonly Range[]): Range {
    return ranges.reduce(plus, NOTHING);
}

/** To the cent: sums of what is shown are what is shown. */
export function toCents(range: Range): Range {
    return combined(range, exactly(100), (value, cents) => Math.round(value * cents) / cents);
}

function combined(a: Range, b: Range, by: (one: number, other: number) => number): Range {
    return { low: by(a.low, b.low), likely: by(a.likely, b.likely), high: by(a.high, b.high) };
}
