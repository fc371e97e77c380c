import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { freePort } from "../freePort";
import { start, untilReady, type Running } from "./childProcess";
import { giveTo, unprivileged } from "./user";

/** A PostgreSQL server of its own: own data, own port, own socket; gone when it is stopped. */
export interface PostgresServer {
    /** TCP port on 127.0.0.1, where passwords are asked for. */
    readonly port: number;
    /** Runs SQL as the superuser and returns the lines of its result. Throws with the server's complaint. */
    sql(database: string, text: string): Promise<string[]>;
    /** Makes a database with an owner of the same name. */
    createDatabase(name: string): Promise<TrialDatabase>;
    stop(): Promise<void>;
}

export interface TrialDatabase {
    readonly database: string;
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly tls: boolean;
    readonly password: string;
}

/** Fast, not durable: nothing of it has to survive. */
const PARAMETERS = [
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_wal_size=2GB",
    "autovacuum=off",
];

const START_SECONDS = 30;

/** Starts a server with its files in a new folder below `folder`. */
export async function startPostgres(postgresFolder: string, folder: string): Promise<PostgresServer> {
    const identity = unprivileged();
    const program = (name: string) => path.join(postgresFolder, name);
    const home = fs.mkdtempSync(path.join(folder, "pg-"));
    giveTo(identity, home);
    const data = path.join(home, "data");
    const initialised = await start(
        program("initdb"),
        [
            "-D",
            data,
            "-U",
            "postgres",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ],
        identity,
    ).result;
    if (initialised.code !== 0) {
        throw new Error(`initdb failed: ${initialised.stderr}`);
    }
    const port = await freePort();
    const settings = ["listen_addresses=127.0.0.1", `port=${port}`, `unix_socket_directories=${home}`, ...PARAMETERS];
    const server = start(
        program("postgres"),
        ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
        identity,
    );
    const psql = async (database: string, text: string) => {
        const connection = ["-h", home, "-p", String(port), "-U", "postgres", "-d", database];
        const options = ["-XAtq", "-v", "ON_ERROR_STOP=1", ...connection];
        return start(program("psql"), options, { ...identity, input: text }).result;
    };
    const sql = async (database: string, text: string) => {
        const { code, stdout, stderr } = await psql(database, text);
        if (code !== 0) {
            throw new Error(stderr.trim());
        }
        return stdout.split("\n").slice(0, -1);
    };
    await untilReady("PostgreSQL", server, START_SECONDS, async () => (await psql("postgres", "SELECT 1")).code === 0);
    return {
        port,
        sql,
        createDatabase: async (name) => {
            const password = randomBytes(16).toString("hex");
            await sql("postgres", `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
            await sql("postgres", `CREATE DATABASE ${name} OWNER ${name}`);
            return { database: name, host: "127.0.0.1", port, user: name, tls: false, password };
        },
        stop: () => stop(server, home),
    };
}

async function stop(server: Running, home: string): Promise<void> {
    server.process.kill("SIGQUIT");
    await server.result;
    fs.rmSync(home, { recursive: true, force: true });
}
