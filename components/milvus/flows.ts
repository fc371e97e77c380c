import { PLACES, type ObjectStoreEndpoint, type Traffic } from "../../contracts";
import { objectStoreFlows, tcp } from "../shared/traffic";

/** Connections of Milvus, of its etcd, and of the Job that makes its user: pure. */

export const MILVUS_PORT = 19530;

const METRICS_PORT = 9091;

const ETCD_PORTS = { clients: 2379, peers: 2380 } as const;

export function milvusTraffic(
    name: string,
    { namespace, objectStore }: { readonly namespace: string; readonly objectStore: ObjectStoreEndpoint },
): Traffic {
    const [proxy, etcd, user] = [`${name}-proxy`, `${name}-etcd`, `${name}-user`];
    return {
        pods: {
            // Every component.
            [name]: {
                namespace,
                matchLabels: { "app.kubernetes.io/instance": name, "app.kubernetes.io/name": "milvus" },
            },
            [user]: { namespace, matchLabels: { "app.kubernetes.io/name": user } },
        },
        flows: [
            { from: name, to: name, reason: "components call each other, each at ports of its own" },
            { from: name, to: etcd, ports: tcp(ETCD_PORTS.clients), reason: "state and leases" },
            { from: etcd, to: etcd, ports: tcp(ETCD_PORTS.clients, ETCD_PORTS.peers), reason: "replication" },
            {
                from: PLACES.milvusOperator,
                to: etcd,
                ports: tcp(ETCD_PORTS.clients),
                reason: "the operator asks for health",
            },
            { from: user, to: proxy, ports: tcp(MILVUS_PORT), reason: "makes the user that Dify signs in with" },
            { from: PLACES.prometheus, to: name, ports: tcp(METRICS_PORT), reason: "metrics" },
            { from: PLACES.prometheus, to: etcd, ports: tcp(ETCD_PORTS.clients), reason: "metrics" },
            ...objectStoreFlows(name, objectStore, "vectors"),
        ],
    };
}
