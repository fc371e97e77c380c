/** How long something took; undefined when it did not end in time. */
export interface Timed {
    readonly name: string;
    readonly seconds: number | undefined;
}

/** The one that took longest of those that ended, in words. */
export function slowest(all: readonly Timed[]): string {
    const ended = all.flatMap(({ name, seconds }) => (seconds === undefined ? [] : [{ name, seconds }]));
    const [first, ...others] = ended;
    if (first === undefined) {
        return "none in time";
    }
    const last = others.reduce((a, b) => (b.seconds > a.seconds ? b : a), first);
    return `${last.seconds.toFixed(1)} s (${last.name})`;
}

/** A time in words. */
export function inSeconds(seconds: number | undefined): string {
    return seconds === undefined ? "not in time" : `${seconds.toFixed(1)} s`;
}
