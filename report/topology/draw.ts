import type { Topology } from "./model";

export interface PictureOptions {
    /** `wide` for a page, `narrow` for a phone. Default: `wide`. */
    readonly width?: "wide" | "narrow";
}

export function drawTopology(topology: Topology, { width = "wide" }: PictureOptions = {}): string {
    const pixels = width === "wide" ? 1200 : 390;
    return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${pixels} 40"><title>${topology.stack}</title></svg>`;
}
