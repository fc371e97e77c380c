/** Lines around a difference that are shown with it. */
const CONTEXT = 3;

/** What is another line in `now` than in `before`, as unified hunks; empty when nothing is. */
export function textDiff(before: string, now: string): string {
    const steps = before === now ? [] : alignment(before.split("\n"), now.split("\n"));
    const shown = new Set(
        steps.flatMap(({ mark }, index) =>
            mark === " " ? [] : Array.from({ length: 2 * CONTEXT + 1 }, (_, offset) => index - CONTEXT + offset),
        ),
    );
    return steps
        .flatMap(({ mark, line }, index) => {
            const gap = shown.has(index) && !shown.has(index - 1) && index > 0 ? ["@@"] : [];
            return shown.has(index) ? [...gap, `${mark}${line}`] : [];
        })
        .join("\n");
}

interface Step {
    readonly mark: " " | "-" | "+";
    readonly line: string;
}

/** Lines of both texts in one row. What both begin and end with is set aside first: the rest costs the product of its lengths. */
function alignment(before: readonly string[], now: readonly string[]): Step[] {
    const shorter = Math.min(before.length, now.length);
    let head = 0;
    while (head < shorter && before[head] === now[head]) {
        head += 1;
    }
    let tail = 0;
    while (tail < shorter - head && before.at(-1 - tail) === now.at(-1 - tail)) {
        tail += 1;
    }
    const same = (lines: readonly string[]) => lines.map((line): Step => ({ mark: " ", line }));
    return [
        ...same(before.slice(0, head)),
        ...longestCommon(before.slice(head, before.length - tail), now.slice(head, now.length - tail)),
        ...same(before.slice(before.length - tail)),
    ];
}

/** By the longest common subsequence. */
function longestCommon(before: readonly string[], now: readonly string[]): Step[] {
    const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(now.length + 1));
    const at = (i: number, j: number) => common[i]?.[j] ?? 0;
    for (let i = before.length - 1; i >= 0; i -= 1) {
        for (let j = now.length - 1; j >= 0; j -= 1) {
            const row = common[i] as Uint16Array;
            row[j] = before[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
        }
    }
    const steps: Step[] = [];
    let [i, j] = [0, 0];
    while (i < before.length || j < now.length) {
        const [old, fresh] = [before[i], now[j]];
        if (old !== undefined && old === fresh) {
            steps.push({ mark: " ", line: old });
            i += 1;
            j += 1;
        } else if (fresh === undefined || (old !== undefined && at(i + 1, j) >= at(i, j + 1))) {
            steps.push({ mark: "-", line: old ?? "" });
            i += 1;
        } else {
            steps.push({ mark: "+", line: fresh });
            j += 1;
        }
    }
    return steps;
}
