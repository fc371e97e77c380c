import { setTimeout as delay } from "node:timers/promises";
import { run } from "../../process/run";
import { OWNER, type PostgresGroup } from "./group";
import { postgresProgram } from "./programs";

export interface ReplicationLag {
    /** Greatest `replay_lag` of any standby in each sample, milliseconds, in the order they were taken. */
    readonly samples: readonly number[];
    /** Transactions a second that pgbench got through meanwhile. */
    readonly transactionsPerSecond: number;
}

/** Parallel clients of pgbench: more than the cores of a small machine, so that it is loaded. */
const CLIENTS = 8;

/** Milliseconds between two samples. */
const SAMPLE_MS = 250;

/** Replay lag that the primary reports while pgbench writes for `seconds` (TPC-B-like, three updates and an insert each). */
export async function measureReplicationLag(group: PostgresGroup, seconds: number): Promise<ReplicationLag> {
    const { address, port } = group.primary.args;
    const pgbench = (...args: string[]) =>
        run(postgresProgram("pgbench"), ["-h", address, "-p", String(port), "-U", OWNER.name, ...args, OWNER.name], {
            env: { ...process.env, PGPASSWORD: OWNER.password },
            timeoutMs: (seconds + 60) * 1000,
        });
    await pgbench("-i", "-q", "-s", "5");
    let running = true;
    const load = pgbench("-n", "-c", String(CLIENTS), "-j", "2", "-T", String(seconds)).finally(
        () => (running = false),
    );
    const samples: number[] = [];
    for (await delay(1000); running; await delay(SAMPLE_MS)) {
        const lag = await group.primary.query(
            "SELECT 1000 * extract(epoch FROM max(replay_lag)) FROM pg_stat_replication WHERE state = 'streaming'",
        );
        if (running && lag !== "") {
            samples.push(Number(lag));
        }
    }
    const { stdout, stderr } = await load;
    const rate = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
    if (rate === undefined) {
        throw new Error(`pgbench failed:\n${stderr}`);
    }
    return { samples, transactionsPerSecond: Number(rate) };
}
