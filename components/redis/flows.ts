import { PLACES, type Flow, type Traffic } from "../../contracts";
import { tcp } from "../shared/traffic";
import { REDIS_PORT } from "./config";

/** Connections of the members, the Sentinels and the proxy: pure. */

const SENTINEL_PORT = 26379;

/** Members of a Redis Cluster tell each other here who is alive: 10,000 above the port of clients. */
const BUS_PORT = REDIS_PORT + 10_000;

/** Of the exporter beside each member. */
const EXPORTER_PORT = 9121;

/** `proxy`: Workload that leads to the master. */
export function redisTraffic(
    name: string,
    { namespace, proxy, sharded }: { readonly namespace: string; readonly proxy: string; readonly sharded: boolean },
): Traffic {
    const sentinel = `${name}-sentinel`;
    const leader = `${name}-sharded-leader`;
    const watched = sharded ? [name, leader] : [name];
    return {
        // Clients of a Redis Cluster are sent to any of its members, and a replica becomes a primary.
        pods: sharded ? { [leader]: { namespace, matchLabels: { redis_setup_type: "cluster" } } } : {},
        flows: [
            { from: name, to: name, ports: tcp(REDIS_PORT), reason: "replication" },
            { from: proxy, to: name, ports: tcp(REDIS_PORT), reason: "the master, for clients, and whether it is one" },
            { from: sentinel, to: name, ports: tcp(REDIS_PORT), reason: "Sentinels watch the members" },
            { from: sentinel, to: sentinel, ports: tcp(SENTINEL_PORT), reason: "Sentinels vote" },
            {
                from: PLACES.redisOperator,
                to: sentinel,
                ports: tcp(SENTINEL_PORT),
                reason: "the operator sets them up",
            },
            ...(sharded
                ? [{ from: leader, to: leader, ports: tcp(REDIS_PORT, BUS_PORT), reason: "replication and the bus" }]
                : []),
            ...watched.flatMap((members): Flow[] => [
                {
                    from: PLACES.redisOperator,
                    to: members,
                    ports: tcp(REDIS_PORT),
                    reason: "the operator sets members up and asks for their role",
                },
                { from: PLACES.prometheus, to: members, ports: tcp(EXPORTER_PORT), reason: "metrics" },
            ]),
        ],
    };
}
