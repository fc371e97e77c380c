/** Widest line of what is shown, columns. */
const WIDTH = 100;

/** Breaks a text where it would leave the terminal. Colour codes count nothing. */
export function wrap(text: string, first: string, next: string, width = WIDTH): string[] {
    const lines: string[] = [];
    let line = first;
    let used = first.length;
    for (const word of text.split(" ")) {
        const length = word.replaceAll(/\u001b\[\d+m/g, "").length;
        if (used + 1 + length > width && used > next.length) {
            lines.push(line.trimEnd());
            line = next;
            used = next.length;
        }
        line += `${word} `;
        used += length + 1;
    }
    return [...lines, line.trimEnd()];
}
