import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { run } from "../../process/run";
import { onProcessEnd } from "../../process/end";
import { placed } from "../daemon";
import { freePort } from "../freePort";
import type { ServiceNetwork } from "../network";
import { eventually } from "../wait";
import { POSTGRES_USER } from "./programs";
import type { RenderedPostgres } from "./rendered";
import { PostgresServer } from "./server";
import { REPLICATION_ROLE, slotOf, synchronousStandbyNames } from "./settings";

/** A role that owns a database of the same name. */
export const OWNER = { name: "dify", password: "rehearsal-only" };

/** Port of the first server in a network; the others count on, because their local sockets share a folder. */
const FIRST_PORT = 5432;

/**
 * A primary and its standbys, built with what a stack renders; `promote` and `reconcile` do the operator's part. All data is in a
 * temporary folder that `remove` deletes, as does the end of this process.
 */
export class PostgresGroup {
    readonly servers: readonly PostgresServer[];
    private current: PostgresServer;
    private readonly forget: () => void;

    private constructor(
        private readonly rendered: RenderedPostgres,
        private readonly folder: string,
        servers: readonly [PostgresServer, ...PostgresServer[]],
    ) {
        this.servers = servers;
        this.current = servers[0];
        this.forget = onProcessEnd(() => this.deleteFolder());
    }

    /** Starts it; every standby streams when it returns. With a network, server n is its member `postgres-n`. */
    static async start(rendered: RenderedPostgres, network?: ServiceNetwork): Promise<PostgresGroup> {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-postgres-"));
        const names = memberNames(rendered.instances);
        const [first, ...others] = await Promise.all(
            names.map(async (name, index) => {
                const place =
                    network === undefined
                        ? { address: "127.0.0.1", port: await freePort() }
                        : {
                              address: network.addressOf(name),
                              port: FIRST_PORT + index,
                              namespace: network.namespaceOf(name),
                          };
                return new PostgresServer({ name, folder: path.join(folder, "servers"), ...place });
            }),
        );
        if (first === undefined) {
            throw new RangeError("a group has at least one instance");
        }
        const group = new PostgresGroup(rendered, folder, [first, ...others]);
        try {
            await group.build();
        } catch (error) {
            const logs = group.servers.map((server) => `${server.name}:\n${server.log().slice(-1500)}`);
            await group.remove();
            throw new Error(`the servers did not start; their logs end with\n${logs.join("\n")}`, { cause: error });
        }
        return group;
    }

    get primary(): PostgresServer {
        return this.current;
    }

    /** Every other server, running or not. */
    get standbys(): PostgresServer[] {
        return this.servers.filter((server) => server !== this.current);
    }

    /** One of the standbys, counted from 0. */
    standby(index: number): PostgresServer {
        const server = this.standbys[index];
        if (server === undefined) {
            throw new RangeError(`no standby ${index}`);
        }
        return server;
    }

    /**
     * Promotes the running standby with the most WAL, as the operator elects, and makes the others follow it. The old primary must be
     * dead or unreachable.
     */
    async promote(): Promise<PostgresServer> {
        const candidates = await Promise.all(
            this.standbys
                .filter(({ running }) => running)
                .map(async (server) => ({ server, received: await receivedBytes(server) })),
        );
        const [elected] = candidates.sort((a, b) => (a.received < b.received ? 1 : -1));
        if (elected === undefined) {
            throw new Error("no standby runs");
        }
        this.current = elected.server;
        await this.createSlots(elected.server);
        this.reconcile();
        await elected.server.query("SELECT pg_promote(true, 60)");
        return elected.server;
    }

    /** Renders the configuration of every server for who runs now, as the operator does whenever that changes. */
    reconcile(): void {
        this.servers.forEach((server) => this.configure(server));
    }

    /** Waits until every running standby streams from the primary. */
    async streaming(): Promise<void> {
        const expected = this.standbys.filter(({ running }) => running).length;
        await eventually(`${expected} standbys stream`, async () => {
            const count = await this.primary.query(
                "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'",
            );
            return Number(count) === expected;
        });
    }

    async remove(): Promise<void> {
        await Promise.all(this.servers.map((server) => server.kill()));
        this.deleteFolder();
        this.forget();
    }

    private async build(): Promise<void> {
        const folder = path.join(this.folder, "servers");
        fs.chmodSync(this.folder, 0o755);
        fs.mkdirSync(folder);
        await giveToPostgres(folder);
        await createCertificate(folder);
        await this.primary.initialize();
        // Nobody confirms yet: the first configuration waits for no standby.
        this.configure(this.primary, { synchronous_standby_names: "" });
        await this.primary.start();
        await this.primary.query(`CREATE ROLE ${REPLICATION_ROLE} LOGIN REPLICATION`);
        await this.primary.query(`CREATE ROLE ${OWNER.name} LOGIN PASSWORD '${OWNER.password}'`);
        await this.primary.query(`CREATE DATABASE ${OWNER.name} OWNER ${OWNER.name}`);
        await this.createSlots(this.primary);
        await Promise.all(this.standbys.map((standby) => this.addStandby(standby)));
        await this.streaming();
        this.reconcile();
        const names = this.synchronousNames();
        await eventually("the primary waits for standbys", async () => {
            return (await this.primary.query("SHOW synchronous_standby_names")) === names;
        });
    }

    private async addStandby(standby: PostgresServer): Promise<void> {
        await standby.copyFrom(this.primary, REPLICATION_ROLE, slotOf(standby.name));
        await giveToPostgres(standby.dataFolder, "standby.signal");
        this.configure(standby);
        await standby.start();
    }

    /** A slot for each of the others: the operator keeps them on every instance, so that a promoted one has them. */
    private async createSlots(server: PostgresServer): Promise<void> {
        const existing = (await server.query("SELECT slot_name FROM pg_replication_slots")).split("\n");
        for (const { name } of this.servers.filter((other) => other !== server)) {
            if (!existing.includes(slotOf(name))) {
                await server.query(`SELECT pg_create_physical_replication_slot('${slotOf(name)}', true)`);
            }
        }
    }

    private configure(server: PostgresServer, own: Readonly<Record<string, string>> = {}): void {
        const { address, port } = this.primary.args;
        const conninfo = `host=${address} port=${port} user=${REPLICATION_ROLE} application_name=${server.name} sslmode=require`;
        server.configure(this.rendered.parameters, {
            synchronous_standby_names: this.synchronousNames(),
            ...(server === this.primary ? {} : { primary_conninfo: conninfo, primary_slot_name: slotOf(server.name) }),
            ...own,
        });
    }

    private synchronousNames(): string {
        return synchronousStandbyNames(
            this.rendered.synchronous,
            this.servers.map(({ name }) => name),
            this.standbys.filter(({ running }) => running).map(({ name }) => name),
        );
    }

    private deleteFolder(): void {
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}

/** Names of the instances, which are also the members of their network. */
export function memberNames(instances: number): string[] {
    return Array.from({ length: instances }, (_, index) => `postgres-${index + 1}`);
}

async function receivedBytes(server: PostgresServer): Promise<bigint> {
    return BigInt(
        await server.query("SELECT coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn"),
    );
}

/** Hands a folder, or an empty new file in it, to the user that runs the servers. */
async function giveToPostgres(folder: string, file?: string): Promise<void> {
    const target = file === undefined ? folder : path.join(folder, file);
    if (file !== undefined) {
        fs.writeFileSync(target, "");
    }
    if (process.getuid?.() === 0) {
        await mustRun("chown", `${POSTGRES_USER}:`, target);
    }
}

/** A certificate signed by itself, as good as the operator's for clients that ask for `sslmode=require`. */
async function createCertificate(folder: string): Promise<void> {
    const [file = "", ...args] = placed(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ].concat([
            "-subj",
            "/CN=postgres",
            "-keyout",
            path.join(folder, "server.key"),
            "-out",
            path.join(folder, "server.crt"),
        ]),
        { user: POSTGRES_USER },
    );
    await mustRun(file, ...args);
}

async function mustRun(file: string, ...args: string[]): Promise<void> {
    const { code, stderr } = await run(file, args);
    if (code !== 0) {
        throw new Error(`${file} ${args.join(" ")} failed:\n${stderr}`);
    }
}
