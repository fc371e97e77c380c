/** GitHub refuses a longer comment: 65,536 characters; the rest is for what is put in front of it. */
export const LIMIT = 65_000;

const CUT = "*The rest is left out: GitHub takes no longer comment.*";

/** Blocks of Markdown one after the other, as many as fit, and a note where some do not. No block is cut inside. */
export function fitted(blocks: readonly string[], limit = LIMIT): string {
    const whole = blocks.join("\n\n");
    if (whole.length <= limit) {
        return whole;
    }
    const kept: string[] = [];
    let length = CUT.length;
    for (const block of blocks) {
        length += block.length + 2;
        if (length > limit) {
            break;
        }
        kept.push(block);
    }
    return [...kept, CUT].join("\n\n");
}
