import { setTimeout as delay } from "node:timers/promises";
import { secondsSince } from "../wait";
import { OWNER, type PostgresGroup } from "./group";
import { inSession } from "./session";
import { AcknowledgedWriter, WRITES_TABLE, writesAt } from "./writer";

export interface PrimaryLoss {
    /** Writes that clients were told are durable before the primary was killed. */
    readonly acknowledged: number;
    /** Those of them that the promoted server does not have. */
    readonly lost: readonly string[];
    /** From kill -9 until the promoted server acknowledged a write; detection and the operator's lease come on top. */
    readonly secondsToWrite: number;
}

const WRITERS = 4;

/** How long writers write before the primary is killed, in milliseconds. */
const LOAD_MS = 1500;

/** kill -9 of the primary under parallel writes, promotion of the elected standby, comparison. */
export async function losePrimary(group: PostgresGroup): Promise<PrimaryLoss> {
    await inSession({ target: group.primary.target }, WRITES_TABLE);
    const writers = Array.from(
        { length: WRITERS },
        (_, index) => new AcknowledgedWriter(index + 1, { target: group.primary.target }),
    );
    await delay(LOAD_MS);
    const started = performance.now();
    await group.primary.kill();
    await Promise.all(writers.map(({ lost }) => lost));
    const promoted = await group.promote();
    await inSession({ target: promoted.target }, "INSERT INTO writes VALUES (0, 1)");
    const secondsToWrite = secondsSince(started);
    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    const present = await writesAt(promoted, OWNER.name);
    return {
        acknowledged: acknowledged.length,
        lost: acknowledged.filter((write) => !present.has(write)),
        secondsToWrite,
    };
}
