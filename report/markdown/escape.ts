/**
 * Text of others in GitHub-flavoured Markdown: shown as it is, whatever it holds. No mark-up, no HTML, nobody mentioned, nothing
 * linked. Pure.
 */

/** Breaks what GitHub makes a link or a mention of, and cannot be seen. */
const BREAK = "\u200b";

/** Line breaks, other controls, and characters that reverse the order of what follows: all of them would show something else. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

const ENTITIES: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "&vert;",
    // Two of them would be mathematics.
    $: "&dollar;",
};

/** Words of others, on one line. */
export function prose(text: string): string {
    return (
        text
            .replaceAll(INVISIBLE, " ")
            .replaceAll(/[&<>|$]/g, (character) => ENTITIES[character] ?? character)
            .replaceAll(/[\\`*_[\]~]/g, (character) => `\\${character}`)
            .replaceAll(/@(?=\w)/g, `@${BREAK}`)
            // What begins a heading or a list at the start of a line.
            .replaceAll(/(?<=^\s*|\s)([-+=#]+|\d+(?=[.)]))(?=[.)]?(\s|$))/g, (mark) =>
                /\d/.test(mark) ? `${mark}\\` : `\\${mark}`,
            )
            .replaceAll(/(#|\bGH-)(?=\d)/gi, (reference) => `${reference}${BREAK}`)
            .replaceAll(/:\/\//g, `:${BREAK}//`)
            .replaceAll(/\bwww\./gi, (start) => `${start.slice(0, -1)}${BREAK}.`)
    );
}

/** A name, path or value, set as code. */
export function code(text: string): string {
    const line = text.replaceAll(INVISIBLE, " ");
    if (line.trim() === "") {
        return "(empty)";
    }
    const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longest + 1);
    const space = /^[` ]|[` ]$/.test(line) ? " " : "";
    return `${fence}${space}${line}${space}${fence}`;
}
