import { html, linked, type Content, type Markup } from "./markup";

/** Notes on where figures come from: each once, numbered in the order in which the report first refers to them. */
export class Notes {
    private readonly texts: string[] = [];

    /** The number of a note, as a link to its text; pointing at it shows the text. */
    to(text: string): Markup {
        const known = this.texts.indexOf(text);
        const number = known < 0 ? this.texts.push(text) : known + 1;
        return html`<sup class="note"><a href="#note-${number}" title="${text}">${number}</a></sup>`;
    }

    /** All notes that something refers to. */
    list(): Content {
        return html`<ol class="notes">
            ${this.texts.map((text, index) => html`<li id="note-${index + 1}">${linked(text)}</li>`)}
        </ol>`;
    }
}
