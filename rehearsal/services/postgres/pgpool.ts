import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { execFileSync } from "node:child_process";
import { onProcessEnd } from "../../process/end";
import { Daemon } from "../daemon";
import { eventually } from "../wait";
import { OWNER } from "./group";
import { POSTGRES_USER } from "./programs";
import { inSession, type ClientArgs } from "./session";

/** What is mounted into Pgpool-II's container, as it is rendered. */
export interface PgpoolFiles {
    readonly "pgpool.conf": string;
    readonly "pool_hba.conf": string;
    readonly "start.sh": string;
}

/** Pgpool-II with rendered files in a network namespace; only folders and host names are replaced. */
export class PgpoolServer {
    private constructor(
        private readonly folder: string,
        private readonly daemon: Daemon,
        private readonly forget: () => void,
    ) {}

    /**
     * Starts it as the container would, and waits until it serves.
     *
     * @param runFolder the folder in the configuration that stands for the one it really runs in.
     * @param hosts host names in the configuration and the addresses that stand in their place.
     */
    static async start(
        files: PgpoolFiles,
        runFolder: string,
        hosts: Readonly<Record<string, string>>,
        namespace: string,
    ): Promise<PgpoolServer> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-pgpool-"));
        const forget = onProcessEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
        const [config, users, run] = ["config", "users", "run"].map((name) => path.join(folder, name));
        const env = { PGPOOL_CONFIG: config ?? "", PGPOOL_USERS: users ?? "", PGPOOL_RUN: run ?? "" };
        Object.values(env).forEach((subfolder) => fs.mkdirSync(subfolder));
        Object.entries<string>({ ...files }).forEach(([name, text]) =>
            fs.writeFileSync(
                path.join(env.PGPOOL_CONFIG, name),
                replaceAll(text, { ...hosts, [runFolder]: env.PGPOOL_RUN }),
            ),
        );
        fs.writeFileSync(path.join(env.PGPOOL_USERS, OWNER.name), OWNER.password);
        execFileSync("chown", ["-R", `${POSTGRES_USER}:`, folder]);
        const script = path.join(env.PGPOOL_CONFIG, "start.sh");
        const log = path.join(folder, "log");
        const daemon = new Daemon(["sh", script], { user: POSTGRES_USER, namespace }, log, env);
        const server = new PgpoolServer(folder, daemon, forget);
        try {
            await eventually("Pgpool-II serves", async () => {
                if (!daemon.running) {
                    throw new Error("Pgpool-II has ended");
                }
                return inSession({ target: PGPOOL, options: "sslmode=require", namespace }, "SELECT 1").then(
                    () => true,
                    () => false,
                );
            });
        } catch (error) {
            const end = fs.readFileSync(log, "utf8").slice(-3000);
            await server.remove();
            throw new Error(`Pgpool-II did not start; its log ends with\n${end}`, { cause: error });
        }
        return server;
    }

    /** What it has logged. */
    log(): string {
        return fs.readFileSync(path.join(this.folder, "log"), "utf8");
    }

    async remove(): Promise<void> {
        await this.daemon.kill();
        fs.rmSync(this.folder, { recursive: true, force: true });
        this.forget();
    }
}

/** Where clients in the same network namespace reach it. */
export const PGPOOL = "127.0.0.1:5432";

function replaceAll(text: string, substitutions: Readonly<Record<string, string>>): string {
    return Object.entries(substitutions).reduce((result, [from, to]) => result.replaceAll(from, to), text);
}

/** How a client's session uses transactions. */
export type SessionStyle =
    /** Every statement by itself. */
    | "autocommit"
    /** Transactions that only read, as SQLAlchemy opens them for every unit of work. */
    | "readTransactions"
    /** The same in a session that has written once, as one from a pool has sooner or later. */
    | "afterWrite";

/** Share (0 to 1) of `count` reads of one session that a server other than the primary answered. */
export async function shareOfReplica(
    client: ClientArgs,
    style: SessionStyle,
    primaryPort: number,
    count: number,
): Promise<number> {
    const read = "SELECT inet_server_port()";
    const statements = Array.from({ length: count }, () =>
        style === "autocommit" ? [read] : ["BEGIN", read, "COMMIT"],
    );
    const write = ["BEGIN", "INSERT INTO writes VALUES (1, 1) ON CONFLICT DO NOTHING", "COMMIT"];
    const answers = await inSession(client, ...(style === "afterWrite" ? write : []), ...statements.flat());
    const ports = answers.filter((answer) => /^\d+$/.test(answer)).map(Number);
    return ports.filter((port) => port !== primaryPort).length / count;
}
