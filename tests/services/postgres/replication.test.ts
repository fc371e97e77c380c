import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { median } from "../../../cli/bench/statistics";
import { OWNER, PostgresGroup } from "../../../rehearsal/services/postgres/group";
import { postgresProgram } from "../../../rehearsal/services/postgres/programs";
import { losePrimary } from "../../../rehearsal/services/postgres/primaryLoss";
import { measureReplicationLag } from "../../../rehearsal/services/postgres/replicationLag";
import type { PostgresServer } from "../../../rehearsal/services/postgres/server";
import { slotOf } from "../../../rehearsal/services/postgres/settings";
import { inSession, PostgresSession } from "../../../rehearsal/services/postgres/session";
import { eventually } from "../../../rehearsal/services/wait";
import { temporaryFolder } from "../../support/files";
import { describeWithPostgres, renderedLocally } from "../support/postgres";

jest.setTimeout(60_000);

describeWithPostgres("PostgreSQL with the rendered parameters", {}, () => {
    let group: PostgresGroup;
    const folder = temporaryFolder();

    beforeAll(async () => {
        group = await PostgresGroup.start(await renderedLocally());
    });

    afterAll(() => group?.remove());

    test("streams to two standbys through a slot each, and commits wait for one of them", async () => {
        const { primary } = group;
        expect(await primary.query("SELECT application_name, sync_state FROM pg_stat_replication ORDER BY 1")).toBe(
            "postgres-2|quorum\npostgres-3|quorum",
        );
        expect(await primary.query("SELECT slot_name, active FROM pg_replication_slots ORDER BY 1")).toBe(
            `${slotOf("postgres-2")}|t\n${slotOf("postgres-3")}|t`,
        );
        expect(await primary.query("SHOW synchronous_standby_names")).toBe(
            'ANY 1 ("postgres-1","postgres-2","postgres-3")',
        );
    });

    test("runs every rendered parameter on every server, from the configuration and without a restart outstanding", async () => {
        const { parameters } = await renderedLocally();
        const sql = `SELECT count(*) FROM pg_settings WHERE name IN (${Object.keys(parameters)
            .map((name) => `'${name}'`)
            .join(",")}) AND source = 'configuration file' AND NOT pending_restart`;
        for (const server of group.servers) {
            expect(Number(await server.query(sql))).toBe(Object.keys(parameters).length);
        }
    });

    test("replays within 100 ms under load", async () => {
        const { samples, transactionsPerSecond } = await measureReplicationLag(group, 6);
        console.info(
            `replay lag: median ${median(samples).toFixed(1)} ms at ${transactionsPerSecond.toFixed(0)} transactions/s`,
        );
        expect(samples.length).toBeGreaterThan(5);
        expect(transactionsPerSecond).toBeGreaterThan(50);
        expect(median(samples)).toBeLessThan(100);
    });

    test("goes on writing with one of two standbys lost, which catches up when it is back", async () => {
        const lost = group.standby(0);
        await lost.kill();
        group.reconcile();
        await inSession(
            { target: group.primary.target },
            "CREATE TABLE one_lost (id int)",
            "INSERT INTO one_lost VALUES (1)",
        );
        await lost.start();
        await group.streaming();
        await eventually("the write is on the standby", async () => {
            return (
                (await lost.query("SELECT count(*) FROM pg_tables WHERE tablename = 'one_lost'", OWNER.name)) === "1"
            );
        });
    });

    test("refuses the connection after the last of max_connections, and keeps three for its superuser", async () => {
        const { parameters } = await renderedLocally();
        const { primary } = group;
        const limit = Number(parameters["max_connections"]);
        const reserved = Number(await primary.query("SHOW superuser_reserved_connections"));
        const stop = holdConnections(primary, folder, limit - reserved);
        try {
            await eventually("all connections are taken", async () => {
                return Number(await primary.query(OWNERS_CONNECTIONS)) === limit - reserved;
            });
            await expect(inSession({ target: primary.target }, "SELECT 1")).rejects.toThrow(
                "remaining connection slots are reserved",
            );
        } finally {
            await stop();
        }
    });

    test("loses no acknowledged write when the primary is killed, and takes writes again", async () => {
        await eventually("connections are free again", async () => {
            return (
                (await group.primary.query(`SELECT count(*) FROM pg_stat_activity WHERE usename = '${OWNER.name}'`)) ===
                "0"
            );
        });
        const { acknowledged, lost, secondsToWrite } = await losePrimary(group);
        console.info(
            `${acknowledged} writes acknowledged, ${lost.length} lost; writable ${secondsToWrite.toFixed(2)} s after kill -9`,
        );
        expect(acknowledged).toBeGreaterThan(100);
        expect(lost).toEqual([]);
        expect(secondsToWrite).toBeLessThan(10);
    });

    test("pauses writes when no standby is left, rather than acknowledge what one server has, and goes on when one is back", async () => {
        const { primary } = group;
        const survivor = group.standbys.find(({ running }) => running);
        if (survivor === undefined) {
            throw new Error("the test before left no standby");
        }
        await inSession({ target: primary.target }, "CREATE TABLE pauses (id int)");
        await survivor.kill();
        group.reconcile();
        const session = new PostgresSession({ target: primary.target });
        try {
            const write = session.query("INSERT INTO pauses VALUES (1)");
            const early = await Promise.race([write, new Promise((resolve) => setTimeout(resolve, 2000, "paused"))]);
            expect(early).toBe("paused");
            await survivor.start();
            await write;
        } finally {
            session.close();
        }
    });
});

const OWNERS_CONNECTIONS = `SELECT count(*) FROM pg_stat_activity WHERE usename = '${OWNER.name}'`;

/** Holds connections of the owner until the function that it returns is called, which waits until the server has noticed. */
function holdConnections(primary: PostgresServer, folder: string, count: number): () => Promise<void> {
    const { address, port } = primary.args;
    const script = path.join(folder, "hold.sql");
    fs.writeFileSync(script, "SELECT pg_sleep(600);\n");
    const args = [
        "-n",
        "-f",
        script,
        "-c",
        String(count),
        "-t",
        "1",
        "-h",
        address,
        "-p",
        String(port),
        "-U",
        OWNER.name,
        OWNER.name,
    ];
    const child = spawn(postgresProgram("pgbench"), args, {
        stdio: "ignore",
        env: { ...process.env, PGPASSWORD: OWNER.password },
    });
    return async () => {
        child.kill("SIGKILL");
        // A backend that sleeps does not look at its connection.
        await primary.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${OWNER.name}'`);
        await eventually("connections are free again", async () => (await primary.query(OWNERS_CONNECTIONS)) === "0");
    };
}

describeWithPostgres("PostgreSQL with two instances", {}, () => {
    test("goes on writing when its only standby is lost, as soon as the operator has noticed", async () => {
        const rendered = await renderedLocally({
            instances: 2,
            synchronous: { method: "any", number: 1, dataDurability: "preferred" },
        });
        const group = await PostgresGroup.start(rendered);
        try {
            const { target } = group.primary;
            await inSession({ target }, "CREATE TABLE writes (id int)", "INSERT INTO writes VALUES (1)");
            await group.standby(0).kill();
            const session = new PostgresSession({ target });
            const write = session.query("INSERT INTO writes VALUES (2)");
            group.reconcile();
            await write;
            session.close();
        } finally {
            await group.remove();
        }
    });
});
