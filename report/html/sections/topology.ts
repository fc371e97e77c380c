import type { Picture } from "../input";
import { html, Markup } from "../markup";
import type { Section } from "./section";

/** Who sits where, as a picture. */
export const TOPOLOGY: Section = {
    id: "topology",
    title: "Topology",
    body: ({ topology }) =>
        topology && [
            drawing("wide", topology),
            drawing("narrow", topology),
            html`<p class="small">The same in sentences: <a href="#topology-text">topology in words</a>.</p>`,
        ],
};

function drawing(width: "wide" | "narrow", picture: Picture): Markup {
    return html`<figure class="picture ${width}">${Markup.finished(picture[width])}</figure>`;
}

/** The picture in sentences, among what is for auditors. */
export const TOPOLOGY_TEXT: Section = {
    id: "topology-text",
    title: "Topology in words",
    body: ({ topology }) =>
        topology &&
        html`<ul class="plain">
            ${topology.text.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>`,
};
