/** A table; the first column is on the left, figures are on the right. Cells are Markdown. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
    return [titles, titles.map((_, index) => (index === 0 ? "---" : "--:")), ...rows]
        .map((cells) => `| ${cells.map(escapePipes).join(" | ")} |`)
        .join("\n");
}

/** A cell ends at a pipe, even inside of code. */
function escapePipes(cell: string): string {
    return cell.replaceAll("|", "\\|");
}

/** Something to be opened. The summary is HTML, what is in it Markdown. */
export function details(summary: string, content: string): string {
    return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}
