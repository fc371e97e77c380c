import type * as pulumi from "@pulumi/pulumi";

/** A PostgreSQL server that AWS runs, as far as its databases are concerned. */
export interface DatabaseServer {
    /** Name of the server, which is that of the Workload that answers at `host`. */
    readonly name: string;
    /** DNS name that follows the primary. */
    readonly host: pulumi.Input<string>;
    /** DNS name of what can be read from. */
    readonly readerHost?: pulumi.Input<string>;
    /** `max_connections`, shared by all databases. */
    readonly maxConnections: number;
    /** Secret of the master user in Secrets Manager: JSON with `username` and `password`. */
    readonly masterSecretArn: pulumi.Input<string>;
    /** `false` for a replica of another region that is not promoted yet. */
    readonly acceptsWrites: boolean;
}
