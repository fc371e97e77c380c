import * as fs from "node:fs";

const LINES_SHOWN = 15;
const BYTES_READ = 64 * 1024;

/** The end of a component's log. */
export interface LogTail {
    /** The last lines for people: log records in short, without the stack dump of a crashed Go program. */
    readonly lines: readonly string[];
    /** The last 64 KiB as they are, to search for known reasons. */
    readonly text: string;
}

/** Reads the end of a log; a log that is not there has no lines. */
export function readLogTail(file: string): LogTail {
    const text = readEnd(file);
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    // What a Go program writes after this line says where it crashed, the lines before it say why.
    const dump = lines.findIndex((line) => /^goroutine \d+ \[/.test(line));
    const said = dump === -1 ? lines : lines.slice(0, dump);
    return { lines: said.slice(-LINES_SHOWN).map(inShort), text };
}

function readEnd(file: string): string {
    try {
        const content = fs.readFileSync(file);
        return content.subarray(Math.max(0, content.length - BYTES_READ)).toString("utf8");
    } catch {
        return "";
    }
}

/** "ERROR failed to listen: address already in use" from a record in JSON; other lines stay as they are. */
function inShort(line: string): string {
    try {
        const record = JSON.parse(line) as { [key: string]: unknown };
        const { level, msg, err, error = err } = record;
        const reason = typeof error === "string" ? `: ${error}` : "";
        return typeof msg === "string" ? `${String(level).toUpperCase()} ${msg}${reason}` : line;
    } catch {
        return line;
    }
}
