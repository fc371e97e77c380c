import { createSpinner } from "nanospinner";
import pc from "picocolors";
import type { Progress, Step } from "../rehearsal/progress";

export interface TerminalOptions {
    /** Default: what the terminal and NO_COLOR say. */
    readonly color?: boolean;
    /** Default: standard error, so that standard output carries results alone. */
    readonly stream?: NodeJS.WriteStream;
}

/** Seconds between lines about a step that goes on, where lines cannot be rewritten (a log, a pipe). */
const LOG_INTERVAL_SECONDS = 30;

/** Narrower terminals (some report no width at all) get lines as a log does: a line that wraps cannot be rewritten. */
const MOVING_COLUMNS = 20;

/** Progress for people: one line that moves in a terminal, one line at the end of each step in a log. */
export function terminalProgress(options: TerminalOptions = {}): Progress {
    const stream = options.stream ?? process.stderr;
    const colors = pc.createColors(options.color ?? pc.isColorSupported);
    const line = (text: string) => stream.write(`${text}\n`);
    const ok = (text: string) => `${colors.green("✔")} ${text}`;
    const bad = (text: string) => `${colors.red("✖")} ${text}`;
    return {
        step: (title, { expectedSeconds } = {}) => {
            const started = performance.now();
            const seconds = () => (performance.now() - started) / 1000;
            const isMoving = stream.isTTY && stream.columns >= MOVING_COLUMNS;
            const show = isMoving ? movingLine(stream) : loggedLine(line, seconds);
            let detail = expectedSeconds === undefined ? "" : `about ${formatSeconds(expectedSeconds)}`;
            const refresh = () =>
                show.update(`${title}${detail === "" ? "" : ` · ${detail}`} · ${formatSeconds(seconds())}`);
            const timer = setInterval(refresh, isMoving ? 200 : 1000);
            timer.unref();
            refresh();
            const end = (text: string) => {
                clearInterval(timer);
                show.end();
                line(`${text} ${colors.dim(`(${formatSeconds(seconds())})`)}`);
            };
            return {
                update: (text) => {
                    detail = text;
                    refresh();
                },
                done: (text) => end(ok(text ?? title)),
                fail: (text) => end(bad(text === undefined ? title : `${title}: ${text}`)),
            } satisfies Step;
        },
        note: (text) => line(`${colors.cyan("•")} ${text}`),
    };
}

interface Line {
    update(text: string): void;
    end(): void;
}

function movingLine(stream: NodeJS.WriteStream): Line {
    const spinner = createSpinner("", { stream }).start();
    return {
        update: (text) => spinner.update(fit(text, stream.columns - 4)),
        end: () => spinner.reset().clear(),
    };
}

function loggedLine(line: (text: string) => void, seconds: () => number): Line {
    let nextAt = LOG_INTERVAL_SECONDS;
    return {
        update: (text) => {
            if (seconds() >= nextAt) {
                nextAt += LOG_INTERVAL_SECONDS;
                line(`  ${text}`);
            }
        },
        end: () => undefined,
    };
}

/** A text that fits into so many columns: a longer one would wrap and could not be rewritten. */
function fit(text: string, columns: number): string {
    return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}

/** A duration for people: `0.4 s`, `12 s`, `3 min 5 s`. */
export function formatSeconds(seconds: number): string {
    if (seconds < 10) {
        return `${seconds.toFixed(1)} s`;
    }
    const whole = Math.round(seconds);
    return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
