import { RUN_FOLDER } from "../../../components/pgpool/config";
import { Pgpool } from "../../../components/pgpool/pgpool";
import { kubernetesSecret, type PostgresEndpoint } from "../../../contracts";
import type { ServiceNetwork } from "../../../rehearsal/services/network";
import { CLIENT, READ_WRITE } from "../../../rehearsal/services/postgres/darkPrimary";
import { OWNER, type PostgresGroup } from "../../../rehearsal/services/postgres/group";
import { PgpoolServer, type PgpoolFiles } from "../../../rehearsal/services/postgres/pgpool";
import { clusterHandle } from "../../support/cluster";
import { evaluateComponent } from "../../support/evaluation";
import { inputsOf } from "../../support/graph";

/** Virtual address of the Service of the standbys. */
export const READ_ONLY = "10.96.0.11:5432";

const WRITER_HOST = "postgres-rw.dify.svc.cluster.local";
const READER_HOST = "postgres-ro.dify.svc.cluster.local";

/** A database as PostgresHA exposes it. */
const DATABASE: PostgresEndpoint = {
    host: WRITER_HOST,
    readerHost: READER_HOST,
    port: 5432,
    database: OWNER.name,
    user: OWNER.name,
    tls: true,
    password: kubernetesSecret("postgres-app-owner", "password"),
    maxConnections: 500,
    servedBy: "postgres",
};

/**
 * Pgpool-II with what the component renders, in the client's network namespace. The virtual addresses lead to the primary and the first
 * standby.
 */
export async function startPgpool(
    group: PostgresGroup,
    network: ServiceNetwork,
    connections = 50,
): Promise<PgpoolServer> {
    const graph = await evaluateComponent(
        (opts) => new Pgpool("pgpool", { cluster: clusterHandle(), database: DATABASE, connections }, opts),
    );
    const { data } = inputsOf<{ data: PgpoolFiles }>(graph, "ConfigMap", "pgpool-config");
    network.route(READ_WRITE, group.primary.target);
    network.route(READ_ONLY, group.standby(0).target);
    const hosts = { [WRITER_HOST]: hostOf(READ_WRITE), [READER_HOST]: hostOf(READ_ONLY) };
    return PgpoolServer.start(data, RUN_FOLDER, hosts, network.namespaceOf(CLIENT));
}

function hostOf(address: string): string {
    return address.slice(0, address.indexOf(":"));
}
