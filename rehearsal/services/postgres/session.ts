import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { placed } from "../daemon";
import { OWNER } from "./group";
import { postgresProgram } from "./programs";

/** How a client reaches a server. */
export interface ClientArgs {
    /** `host:port` */
    readonly target: string;
    /** libpq options as the query of the URI, such as DB_EXTRAS. Default: none. */
    readonly options?: string;
    /** Password of OWNER; the right one by default. */
    readonly password?: string;
    /** Network namespace that the client runs in. */
    readonly namespace?: string;
}

/** The connection was refused or lost, or a statement failed; the message is what psql says. */
export class SessionError extends Error {
    override readonly name = "SessionError";
}

/** One connection of a libpq client (psql), which runs one statement after the other. */
export class PostgresSession {
    private readonly child: ChildProcessWithoutNullStreams;
    private output = "";
    private errors = "";
    private count = 0;
    private exited = false;
    private changed: () => void = () => undefined;

    constructor(args: ClientArgs) {
        const [file = "", ...rest] = placed([postgresProgram("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", uriOf(args)], {
            namespace: args.namespace,
        });
        this.child = spawn(file, rest, {
            stdio: "pipe",
            env: { ...process.env, PGPASSWORD: args.password ?? OWNER.password, PGAPPNAME: "dify" },
        });
        this.child.stdout.setEncoding("utf8").on("data", (text: string) => this.note(() => (this.output += text)));
        this.child.stderr.setEncoding("utf8").on("data", (text: string) => this.note(() => (this.errors += text)));
        this.child.stdin.on("error", () => undefined);
        this.child.on("close", () => this.note(() => (this.exited = true)));
        this.child.on("error", ({ message }) => this.note(() => ((this.errors += message), (this.exited = true))));
    }

    /** Result of a statement: rows by line, columns by `|`. Rejects with a SessionError; the session is over then. */
    async query(sql: string): Promise<string> {
        const marker = `--${++this.count}--`;
        this.child.stdin.write(`${sql};\n\\echo ${marker}\n`);
        for (;;) {
            const end = this.output.indexOf(`${marker}\n`);
            if (end >= 0) {
                const result = this.output.slice(0, end).trim();
                this.output = this.output.slice(end + marker.length + 1);
                return result;
            }
            if (this.exited) {
                throw new SessionError(this.errors.trim());
            }
            await new Promise<void>((resolve) => (this.changed = resolve));
        }
    }

    /** Ends the client at once. */
    close(): void {
        this.child.kill("SIGKILL");
    }

    private note(change: () => void): void {
        change();
        this.changed();
    }
}

/** Runs statements in one session and closes it; the results, one per statement. */
export async function inSession(args: ClientArgs, ...statements: string[]): Promise<string[]> {
    const session = new PostgresSession(args);
    try {
        const results: string[] = [];
        for (const statement of statements) {
            results.push(await session.query(statement));
        }
        return results;
    } finally {
        session.close();
    }
}

function uriOf({ target, options }: ClientArgs): string {
    return `postgresql://${OWNER.name}@${target}/${OWNER.name}${options === undefined ? "" : `?${options}`}`;
}
