import { ServiceNetwork } from "../../../rehearsal/services/network";
import { CLIENT, READ_WRITE } from "../../../rehearsal/services/postgres/darkPrimary";
import { memberNames, PostgresGroup } from "../../../rehearsal/services/postgres/group";
import { PGPOOL, shareOfReplica, type PgpoolServer } from "../../../rehearsal/services/postgres/pgpool";
import { inSession, PostgresSession, type ClientArgs } from "../../../rehearsal/services/postgres/session";
import { WRITES_TABLE } from "../../../rehearsal/services/postgres/writer";
import { eventually } from "../../../rehearsal/services/wait";
import { READ_ONLY, startPgpool } from "../support/pgpool";
import { describeWithPostgres, renderedLocally } from "../support/postgres";

jest.setTimeout(60_000);

/** Tells the servers apart; stable, so that Pgpool-II takes it for a read. */
const WHERE = "SELECT inet_server_port()";

/** Reads of each style of session. */
const READS = 20;

describeWithPostgres(
    "Pgpool-II with the rendered configuration",
    { programs: ["ip", "nft", "pgpool"], root: true },
    () => {
        let network: ServiceNetwork;
        let group: PostgresGroup;
        let pgpool: PgpoolServer;
        let client: ClientArgs;

        beforeAll(async () => {
            const rendered = await renderedLocally();
            network = new ServiceNetwork([...memberNames(rendered.instances), CLIENT]);
            group = await PostgresGroup.start(rendered, network);
            pgpool = await startPgpool(group, network);
            client = { target: PGPOOL, options: rendered.clientOptions, namespace: network.namespaceOf(CLIENT) };
            await inSession(client, WRITES_TABLE);
            await eventually("the table is on the standby", async () => {
                return (await group.standby(0).query("SELECT to_regclass('writes')", "dify")) === "writes";
            });
        });

        afterAll(async () => {
            await pgpool?.remove();
            await group?.remove();
            network?.remove();
        });

        test("sends reads to a standby, alone or in transactions, until the session writes", async () => {
            const share = {
                autocommit: await shareOfReplica(client, "autocommit", group.primary.args.port, READS),
                readTransactions: await shareOfReplica(client, "readTransactions", group.primary.args.port, READS),
                afterWrite: await shareOfReplica(client, "afterWrite", group.primary.args.port, READS),
            };
            console.info("share of reads on the standby:", share);
            expect(share).toEqual({ autocommit: 1, readTransactions: 1, afterWrite: 0 });
        });

        test("lets a session read its own writes at once", async () => {
            const session = new PostgresSession(client);
            try {
                await session.query(WHERE);
                for (let sequence = 1; sequence <= 50; sequence += 1) {
                    await session.query(`INSERT INTO writes VALUES (2, ${sequence})`);
                    expect(await session.query("SELECT max(sequence) FROM writes WHERE writer = 2")).toBe(
                        String(sequence),
                    );
                }
            } finally {
                session.close();
            }
        });

        test("may show other sessions an older state for a moment", async () => {
            const writer = new PostgresSession(client);
            const stale: number[] = [];
            for (let sequence = 1; sequence <= READS; sequence += 1) {
                const reader = new PostgresSession(client);
                await reader.query(WHERE);
                await writer.query(`INSERT INTO writes VALUES (4, ${sequence})`);
                const read = () =>
                    reader.query(`SELECT count(*) FROM writes WHERE writer = 4 AND sequence = ${sequence}`);
                if ((await read()) === "0") {
                    stale.push(sequence);
                    await eventually("the write is seen", async () => (await read()) === "1", 5);
                }
                reader.close();
            }
            writer.close();
            console.info(
                `${stale.length} of ${READS} reads of another session missed a write that was acknowledged before`,
            );
        });

        test("refuses wrong passwords and connections without TLS, and passes start-up options on", async () => {
            await expect(inSession({ ...client, password: "wrong" }, "SELECT 1")).rejects.toThrow(
                "authentication failed",
            );
            await expect(inSession({ ...client, options: "sslmode=disable" }, "SELECT 1")).rejects.toThrow("SSL off");
            const options = `${client.options}&options=-c%20timezone%3DAsia/Tokyo`;
            expect(await inSession({ ...client, options }, "SHOW timezone")).toEqual(["Asia/Tokyo"]);
        });

        test("serves new sessions from the primary while there is no standby, and from the standby when one is back", async () => {
            const standby = group.standby(0);
            await standby.kill();
            network.route(READ_ONLY, undefined);
            expect(await inSession(client, WHERE)).toEqual([String(group.primary.args.port)]);
            await standby.start();
            await group.streaming();
            network.route(READ_ONLY, standby.target);
            expect(await inSession(client, WHERE)).toEqual([String(standby.args.port)]);
        });

        test("serves new sessions as soon as the addresses follow a failover, and tells old ones", async () => {
            const old = new PostgresSession(client);
            await old.query(WHERE);
            const former = group.primary;
            await former.kill();
            await expect(old.query("INSERT INTO writes VALUES (3, 1)")).rejects.toThrow();
            const promoted = await group.promote();
            const standby = group.standbys.find(({ running }) => running);
            network.route(READ_WRITE, promoted.target);
            network.route(READ_ONLY, standby?.target);
            expect(await inSession(client, WHERE, "INSERT INTO writes VALUES (3, 2)", WHERE)).toEqual([
                String(standby?.args.port),
                "",
                String(promoted.args.port),
            ]);
        });
    },
);
