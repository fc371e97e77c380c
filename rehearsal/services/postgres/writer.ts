import type { ClientArgs } from "./session";
import { PostgresSession, SessionError } from "./session";

/** Creates the table that writers write to. */
export const WRITES_TABLE =
    "CREATE TABLE IF NOT EXISTS writes (writer int, sequence int, PRIMARY KEY (writer, sequence))";

/**
 * Writes numbers one after the other, each in a transaction of its own, until the server is gone, and remembers those that were
 * acknowledged: `writer:sequence`.
 */
export class AcknowledgedWriter {
    readonly acknowledged: string[] = [];
    /** Resolves with what the client was told when the connection was lost. */
    readonly lost: Promise<string>;
    private readonly session: PostgresSession;

    constructor(
        private readonly writer: number,
        client: ClientArgs,
    ) {
        this.session = new PostgresSession(client);
        this.lost = this.writeOn();
    }

    private async writeOn(): Promise<string> {
        try {
            for (let sequence = 1; ; sequence += 1) {
                await this.session.query(`INSERT INTO writes VALUES (${this.writer}, ${sequence})`);
                this.acknowledged.push(`${this.writer}:${sequence}`);
            }
        } catch (error) {
            if (error instanceof SessionError) {
                return error.message;
            }
            throw error;
        }
    }
}

/** Numbers that are in a table of writes, in the form of `acknowledged`. */
export async function writesAt(
    server: { query(sql: string, database: string): Promise<string> },
    database: string,
): Promise<Set<string>> {
    return new Set((await server.query("SELECT writer || ':' || sequence FROM writes", database)).split("\n"));
}
