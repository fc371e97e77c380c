import { setTimeout as delay } from "node:timers/promises";
import type { ServiceNetwork } from "../network";
import { secondsSince } from "../wait";
import type { PostgresGroup } from "./group";
import { inSession, PostgresSession, SessionError, type ClientArgs } from "./session";
import { WRITES_TABLE } from "./writer";

/** Virtual address of the read-write Service. */
export const READ_WRITE = "10.96.0.10:5432";

/** Member of the network that clients run in. */
export const CLIENT = "client";

/** A client that is connected when the primary goes dark. */
export interface DarkClient {
    readonly client: ClientArgs;
    /** `write`: it sends a write into the dark. `wait`: it waits for the reply to a statement that was acknowledged before. */
    readonly does: "write" | "wait";
}

/** What one client saw, in seconds from the moment the primary went dark. */
export interface ClientExperience {
    /** When its connection was given up. */
    readonly noticed: number;
    /** When a write through a new connection was acknowledged. */
    readonly recovered: number;
    /** What it was told. */
    readonly message: string;
}

export interface DarkPrimary<Name extends string> {
    /** How long the clients were watched, in seconds. */
    readonly observedSeconds: number;
    /** When the standby had been promoted and the Service followed, in seconds likewise. */
    readonly promoted: number;
    /** Of each client; undefined when it hung until the observation ended. */
    readonly seen: Readonly<Record<Name, ClientExperience | undefined>>;
}

/** Seconds after which the standby is promoted: what detection and election take is the operator's, not the client's. */
const PROMOTE_AFTER_SECONDS = 3;

/** Twice what a client that writes may need with DB_EXTRAS: 10 s to notice, 5 s to connect. */
const OBSERVED_SECONDS = 30;

/** Milliseconds for a statement to be sent, acknowledged and begun. */
const SETTLE_MS = 500;

/**
 * The primary goes dark under clients that are connected to it. READ_WRITE must lead to it, and follows the promoted standby.
 *
 * @param observedSeconds how long the clients are watched, from the moment it goes dark.
 */
export async function darkenPrimary<Name extends string>(
    group: PostgresGroup,
    network: ServiceNetwork,
    clients: Readonly<Record<Name, DarkClient>>,
    observedSeconds = OBSERVED_SECONDS,
): Promise<DarkPrimary<Name>> {
    await group.primary.query(`${WRITES_TABLE}; GRANT ALL ON writes TO PUBLIC`, "dify");
    const attempts = await Promise.all(
        Object.entries<DarkClient>(clients).map(async ([name, client]) => ({
            name,
            attempt: await Attempt.prepare(client),
        })),
    );
    try {
        await delay(SETTLE_MS);
        network.goDark(group.primary.name);
        const started = performance.now();
        attempts.forEach(({ attempt }, index) => attempt.begin(started, index));
        await delay(PROMOTE_AFTER_SECONDS * 1000);
        network.route(READ_WRITE, (await group.promote()).target);
        const promoted = secondsSince(started);
        await delay((observedSeconds - promoted) * 1000);
        const seen = attempts.map(({ name, attempt }) => [name, attempt.experience] as const);
        return {
            promoted,
            observedSeconds,
            seen: Object.fromEntries(seen) as Record<Name, ClientExperience | undefined>,
        };
    } finally {
        await Promise.all(attempts.map(({ attempt }) => attempt.end()));
    }
}

/** One client's way from a connection that is dead to one that works. */
class Attempt {
    experience: ClientExperience | undefined;
    private ended = false;
    private done: Promise<void> = Promise.resolve();

    private constructor(
        private readonly client: ClientArgs,
        private readonly session: PostgresSession,
        private readonly waiting: Promise<string> | undefined,
    ) {}

    static async prepare({ client, does }: DarkClient): Promise<Attempt> {
        const session = new PostgresSession(client);
        await session.query("SELECT count(*) FROM writes");
        const waiting = does === "wait" ? session.query("SELECT pg_sleep(600)") : undefined;
        // Whoever awaits it later sees the error.
        waiting?.catch(() => undefined);
        return new Attempt(client, session, waiting);
    }

    begin(started: number, writer: number): void {
        this.done = this.recover(started, writer);
    }

    async end(): Promise<void> {
        this.ended = true;
        this.session.close();
        await this.done;
    }

    private async recover(started: number, writer: number): Promise<void> {
        const statement = this.waiting ?? this.session.query(`INSERT INTO writes VALUES (${writer}, 1)`);
        const message = await statement.then(
            () => "the statement succeeded",
            (error: Error) => error.message,
        );
        const noticed = secondsSince(started);
        this.session.close();
        while (!this.ended) {
            try {
                await inSession(this.client, `INSERT INTO writes VALUES (${writer}, 2)`);
                this.experience = { noticed, recovered: secondsSince(started), message };
                return;
            } catch (error) {
                if (!(error instanceof SessionError)) {
                    throw error;
                }
            }
        }
    }
}
