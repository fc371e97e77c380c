import * as fs from "node:fs";
import * as path from "node:path";
import { run } from "../../process/run";
import { Daemon, placed } from "../daemon";
import { eventually } from "../wait";
import { POSTGRES_USER, postgresProgram } from "./programs";
import { configurationText, HOST_BASED_AUTHENTICATION } from "./settings";

export interface ServerArgs {
    readonly name: string;
    /** Folder for data, socket and log, owned by the user that runs the server. */
    readonly folder: string;
    /** IP address to listen on. */
    readonly address: string;
    readonly port: number;
    /** Network namespace that the address is in. */
    readonly namespace?: string;
}

/** How long starting, stopping and copying a server may take, in milliseconds. */
const PATIENCE_MS = 60_000;

/** One PostgreSQL server with a data directory of its own. */
export class PostgresServer {
    private daemon: Daemon | undefined;
    private readonly data: string;

    constructor(readonly args: ServerArgs) {
        this.data = path.join(args.folder, args.name);
    }

    get name(): string {
        return this.args.name;
    }

    /** `address:port` */
    get target(): string {
        return `${this.args.address}:${this.args.port}`;
    }

    get running(): boolean {
        return this.daemon?.running ?? false;
    }

    get dataFolder(): string {
        return this.data;
    }

    /** Makes an empty server, checksums on and UTF-8, as the Cluster's bootstrap asks for. */
    async initialize(): Promise<void> {
        await this.execute(
            "initdb",
            "-D",
            this.data,
            "-U",
            "postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--data-checksums",
        );
    }

    /** Makes a copy of a running server. */
    async copyFrom({ args }: PostgresServer, role: string, slot: string): Promise<void> {
        const source = ["-h", args.folder, "-p", String(args.port), "-U", role];
        await this.execute("pg_basebackup", "-D", this.data, ...source, "-X", "stream", "-S", slot, "-c", "fast");
    }

    /** Writes the configuration and makes a running server read it. */
    configure(parameters: Readonly<Record<string, string>>, own: Readonly<Record<string, string>>): void {
        const { address, port, folder, name } = this.args;
        const text = configurationText(parameters, {
            listen_addresses: address,
            port: String(port),
            unix_socket_directories: folder,
            cluster_name: name,
            ssl_cert_file: path.join(folder, "server.crt"),
            ssl_key_file: path.join(folder, "server.key"),
            ...own,
        });
        fs.writeFileSync(path.join(this.data, "postgresql.conf"), text, { mode: 0o644 });
        fs.writeFileSync(path.join(this.data, "pg_hba.conf"), HOST_BASED_AUTHENTICATION, { mode: 0o644 });
        this.daemon?.signal("SIGHUP");
    }

    /** Starts it and waits until it takes connections. Throws with the end of its log otherwise. */
    async start(): Promise<void> {
        const { folder, port, namespace } = this.args;
        const command = [postgresProgram("postgres"), "-D", this.data];
        const daemon = new Daemon(command, { user: POSTGRES_USER, namespace }, this.logFile);
        this.daemon = daemon;
        await eventually(`PostgreSQL ${this.name} takes connections`, async () => {
            if (!daemon.running) {
                throw new Error(`PostgreSQL ${this.name} did not start:\n${this.log().slice(-2000)}`);
            }
            const { code } = await run(postgresProgram("pg_isready"), [
                "-q",
                "-h",
                folder,
                "-p",
                String(port),
                "-U",
                "postgres",
            ]);
            return code === 0;
        });
    }

    /** kill -9 of all its processes. */
    async kill(): Promise<void> {
        await this.daemon?.kill();
        this.daemon = undefined;
    }

    /** Result of one statement as the superuser over the local socket, whatever the network does: columns joined by `|`. */
    async query(sql: string, database = "postgres"): Promise<string> {
        const { folder, port } = this.args;
        const { code, stdout, stderr } = await run(
            postgresProgram("psql"),
            [
                "-XqAt",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                folder,
                "-p",
                String(port),
                "-U",
                "postgres",
                "-d",
                database,
                "-c",
                sql,
            ],
            { timeoutMs: PATIENCE_MS },
        );
        if (code !== 0) {
            throw new Error(`${this.name}: ${sql}\n${stderr}`);
        }
        return stdout.trim();
    }

    /** What the server has logged; empty before its first start. */
    log(): string {
        return fs.existsSync(this.logFile) ? fs.readFileSync(this.logFile, "utf8") : "";
    }

    private get logFile(): string {
        return path.join(this.args.folder, `${this.name}.log`);
    }

    private async execute(program: string, ...args: string[]): Promise<void> {
        const [file = "", ...rest] = placed([postgresProgram(program), ...args], { user: POSTGRES_USER });
        const { code, stderr } = await run(file, rest, { timeoutMs: PATIENCE_MS, cwd: "/" });
        if (code !== 0) {
            throw new Error(`${program} failed:\n${stderr}`);
        }
    }
}
