import { html, Markup } from "../markup";
import type { Section } from "./section";

/** Who sits where, as a picture, and the same in sentences. */
export const TOPOLOGY: Section = {
    id: "topology",
    title: "Topology",
    body: ({ topology }) =>
        topology && [
            html`<div class="scroll" role="region" aria-label="Picture of the topology" tabindex="0">
                <div class="picture" role="img" aria-label="${topology.text.join(" ")}">
                    ${Markup.finished(topology.svg)}
                </div>
            </div>`,
            html`<ul class="plain">
                ${topology.text.map((sentence) => html`<li>${sentence}</li>`)}
            </ul>`,
        ],
};
