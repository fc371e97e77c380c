/** GitHub refuses a longer comment: 65,536 characters; the rest is for what is put in front of it. */
export const LIMIT = 65_000;

const CUT = "*Something is left out: GitHub takes no longer comment.*";

/** Blocks of Markdown one after the other, as many as fit, and a note where some do not. No block is cut inside. */
export function fitted(blocks: readonly string[], limit = LIMIT): string {
    const whole = blocks.join("\n\n");
    if (whole.length <= limit) {
        return whole;
    }
    const kept: string[] = [];
    let length = CUT.length;
    for (const block of blocks) {
        if (length + block.length + 2 <= limit) {
            length += block.length + 2;
            kept.push(block);
        }
    }
    return [...kept, CUT].join("\n\n");
}

/** Resources that are shown of a stack: fewer, where a comment would become too long. */
const RESOURCES = [Infinity, 100, 50, 20, 5, 0];

/** The blocks with as many resources as fit. */
export function fittedResources(blocksWith: (resources: number) => readonly string[]): string {
    const wanted = RESOURCES.find((resources) => blocksWith(resources).join("\n\n").length <= LIMIT);
    return fitted(blocksWith(wanted ?? 0));
}
