import { wholePercent } from "./figures";
import { html, type Markup } from "./markup";

/** A share as a bar with its figure; one of more than all is drawn as all, in the colour of what is wrong. */
export function shareBar(share: number): Markup {
    const width = Math.min(Math.max(share, 0), 1) * 100;
    return html`<span class="share${share > 1 ? " bad" : ""}"
        ><span class="track" aria-hidden="true"><span style="width:${width.toFixed(1)}%"></span></span
        ><span class="figure">${wholePercent(share)}</span></span
    >`;
}
