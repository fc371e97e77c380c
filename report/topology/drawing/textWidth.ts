/** How wide texts are, at most: fonts differ, Helvetica is among the narrow ones and DejaVu Sans among the wide. */

/** Widths in parts of the font size, of DejaVu Sans, rounded up. */
const CLASSES: readonly (readonly [characters: RegExp, width: number])[] = [
    [/[ijl'|]/, 0.3],
    [/[ .,:;Itf()/-]/, 0.41],
    [/[rs1·]/, 0.56],
    [/[mMW@]/, 1],
    [/[A-Zw×]/, 0.78],
];

const OTHERS = 0.64;

/** Letters of a bold face are wider. */
const BOLD = 1.1;

export function textWidth(text: string, size: number, bold = false): number {
    const ems = [...text].reduce(
        (sum, character) => sum + (CLASSES.find(([characters]) => characters.test(character))?.[1] ?? OTHERS),
        0,
    );
    return Math.ceil(ems * size * (bold ? BOLD : 1));
}

/** A text, shortened in the middle where it would be too wide. */
export function fitted(text: string, size: number, width: number, bold = false): string {
    const shortened = (kept: number) =>
        `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`;
    let fits = text;
    for (let kept = text.length - 1; kept > 0 && textWidth(fits, size, bold) > width; kept--) {
        fits = shortened(kept);
    }
    return fits;
}

/** Breaks a text between words into lines that are no wider. A word alone may be. */
export function wrapped(text: string, size: number, width: number): string[] {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
        if (lines.length > 0 && textWidth(longer, size) <= width) {
            lines[lines.length - 1] = longer;
        } else {
            lines.push(word);
        }
    }
    return lines;
}
