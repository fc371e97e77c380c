/** Markup in which every text is escaped, unless it is markup itself. */

/** Finished markup. Only this file makes it. */
export class Markup {
    readonly text: string;

    private constructor(text: string) {
        this.text = text;
    }

    /** For what another program has drawn, and escaped itself. */
    static finished(text: string): Markup {
        return new Markup(text);
    }
}

/** What can stand in markup: a list is written without anything between its parts, `undefined` is nothing. */
export type Content = Markup | string | number | undefined | readonly Content[];

/** A template of HTML: what is put in is escaped, in texts as in attributes between quotation marks. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
    return Markup.finished(
        strings.map((string, index) => (index === 0 ? string : written(values[index - 1]) + string)).join(""),
    );
}

function written(content: Content): string {
    if (content === undefined) {
        return "";
    }
    if (content instanceof Markup) {
        return content.text;
    }
    return typeof content === "object" ? content.map(written).join("") : escaped(String(content));
}

const REPLACEMENTS: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

function escaped(text: string): string {
    return text.replaceAll(/[&<>"']/g, (character) => REPLACEMENTS[character] ?? character);
}

/** Addresses in a text become links, which show them in full: on paper, too. */
export function linked(text: string): Content {
    return text
        .split(/(https?:\/\/[^\s,;)]*[^\s,;).:])/)
        .map((part, index) => (index % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : part));
}
