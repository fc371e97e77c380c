/** Numbers as every form of a report, and the terminal, writes them. */

/** Whole, with a comma at the thousands. */
export function whole(value: number): string {
    return Math.round(value).toLocaleString("en-US");
}

/** A difference, with its sign. */
export function signedWhole(value: number): string {
    return `${value < 0 ? "−" : "+"}${whole(Math.abs(value))}`;
}
