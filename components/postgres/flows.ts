import { PLACES, type Flow, type Traffic } from "../../contracts";
import { KUBERNETES_API_PORTS, objectStoreFlows, tcp } from "../shared/traffic";
import type { PostgresHAArgs } from "./postgresHa";

/**
 * Connections of the servers and poolers: pure. Ports as the operator has them (cloudnative-pg 1.30, pkg/management/url/url.go, and its
 * example of a policy, docs/src/samples/networkpolicy-example.yaml).
 */

export const POSTGRES_PORT = 5432;

/** How an instance is: the operator asks each of them, and they each other. */
const STATUS_PORT = 8000;

/** Ports at which Prometheus finds servers and poolers. */
export const METRICS_PORTS = { server: 9187, pooler: 9127 } as const;

export interface PostgresFlowsArgs extends Pick<PostgresHAArgs, "backup"> {
    readonly namespace: string;
    /** Names of the servers. */
    readonly servers: readonly string[];
    /** Name of the pooler, and of the server that it is in front of. */
    readonly pooler?: { readonly name: string; readonly server: string };
}

export function postgresTraffic({ namespace, servers, pooler, backup }: PostgresFlowsArgs): Traffic {
    return {
        // With those of the Jobs that make and join instances, and of the poolers.
        pods: Object.fromEntries(
            servers.map((name) => [name, { namespace, matchLabels: { "cnpg.io/cluster": name } }]),
        ),
        flows: [
            ...servers.flatMap((name): Flow[] => [
                {
                    from: name,
                    to: name,
                    ports: tcp(POSTGRES_PORT, STATUS_PORT),
                    reason: "replication; a primary without the Kubernetes API asks the others whether it is cut off",
                },
                {
                    from: PLACES.postgresOperator,
                    to: name,
                    ports: tcp(STATUS_PORT, POSTGRES_PORT),
                    reason: "the operator asks instances how they are, and fails over",
                },
                {
                    from: name,
                    to: PLACES.kubernetesApi,
                    ports: tcp(...KUBERNETES_API_PORTS),
                    reason: "instances read what they are to be, and tell how they are",
                },
                {
                    from: PLACES.prometheus,
                    to: name,
                    ports: tcp(METRICS_PORTS.server, METRICS_PORTS.pooler),
                    reason: "metrics",
                },
                ...(backup === undefined ? [] : objectStoreFlows(name, backup.objectStore, "backups")),
            ]),
            ...(pooler === undefined
                ? []
                : [
                      {
                          from: pooler.name,
                          to: pooler.server,
                          ports: tcp(POSTGRES_PORT),
                          reason: "connections of its clients",
                      },
                  ]),
        ],
    };
}
