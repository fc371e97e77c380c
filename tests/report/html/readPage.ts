/** Reads what people see from the markup of a report. */

const ENTITIES: Readonly<Record<string, string>> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
    "&amp;": "&",
};

/** Text of a piece of markup, its notes left out, any white space as one space. */
export function textOf(markup: string): string {
    return decoded(markup.replaceAll(/<sup class="note">.*?<\/sup>/gs, "").replaceAll(/<[^>]*>/g, " "))
        .replaceAll(/[\s\u00a0]+/g, " ")
        .trim();
}

function decoded(text: string): string {
    return text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** The part of a page with an id. */
export function sectionOf(page: string, id: string): string {
    const found = page.match(new RegExp(`<section id="${id}"[\\s\\S]*?</section>`))?.[0];
    if (found === undefined) {
        throw new Error(`the report has no section ${id}`);
    }
    return found;
}

/** Texts of the cells of the table with a label, header first. */
export function tableOf(page: string, label: string): string[][] {
    const table = page.match(new RegExp(`aria-label="${label}" tabindex="0">([\\s\\S]*?)</table>`))?.[1];
    if (table === undefined) {
        throw new Error(`the report has no table ${label}`);
    }
    return [...table.matchAll(/<tr\b[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
        [...(row ?? "").matchAll(/<t[hd]\b[^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => textOf(cell ?? "")),
    );
}

/** Title, figure and detail of the cards of the summary. */
export function cardsOf(page: string): [title: string, figure: string, detail: string][] {
    return [...page.matchAll(/<div class="card[^>]*>([\s\S]*?)<\/div>/g)].map(([, card]) => {
        const parts = [...(card ?? "").matchAll(/<d[td]\b[^>]*>([\s\S]*?)<\/d[td]>/g)];
        const [title = "", figure = "", detail = ""] = parts.map(([, part]) => textOf(part ?? ""));
        return [title, figure, detail];
    });
}
