import { NetworkPolicies } from "../components/networkPolicies/networkPolicies";
import { MONITORING_NAMESPACE } from "../components/observability/catalogue";
import { COLLECTOR_NAME } from "../components/observability/collector";
import { POD_LABELS } from "../components/observability/stackValues";
import { OPERATORS, type OperatorName } from "../components/operators/catalogue";
import { namespaceOf, placesOfWorkloads, tcp } from "../components/shared/traffic";
import type { StackConfig } from "../config";
import {
    METADATA_RANGES,
    PLACES,
    PRIVATE_IPV4_RANGES,
    type Flow,
    type NetworkPeer,
    type NetworkPlaces,
    type PrimaryEndpoint,
    type Traffic,
    type Workload,
} from "../contracts";
import type { Platform } from "./deployDify";
import { isWatched } from "./observability";

/** Who may speak to whom in Dify's namespace: what the components say that they need, and where that is in this stack. */

export interface Network {
    readonly platform: Platform;
    readonly workloads: readonly Workload[];
    /** Of every component with pods in Dify's namespace. */
    readonly traffic: readonly Traffic[];
    /** Redis with Celery's queues. */
    readonly broker: PrimaryEndpoint;
    /** Redis of the gateway's counters. */
    readonly rateLimits?: PrimaryEndpoint;
}

/** Closes the namespace, where its cluster can. */
export function createNetworkPolicies(config: StackConfig, network: Network): void {
    if (!config.cluster.networkPolicies) {
        return;
    }
    const { cluster, opts } = network.platform;
    new NetworkPolicies(
        "network",
        {
            namespace: cluster.namespace,
            places: placesOf(config, network),
            flows: [
                RESOLVING,
                ...network.traffic.flatMap(({ flows }) => flows),
                ...gatewayFlows(config, network),
                ...autoscalerFlows(config, network),
            ].filter(({ from }) => from !== PLACES.prometheus || isWatched(config)),
        },
        opts,
    );
}

const DNS_PORTS = [{ port: 53 }, { port: 53, protocol: "UDP" }] as const;

const RESOLVING: Flow = { from: PLACES.allPods, to: PLACES.nameServers, ports: DNS_PORTS, reason: "names" };

/** Connections of the gateway's plugins into the namespace. */
function gatewayFlows({ gateway: { models } }: StackConfig, { platform, rateLimits }: Network): Flow[] {
    const from = PLACES.gateway;
    const host = models.cache?.semantic?.milvusHost;
    const service = host === undefined ? undefined : `http://${host}`;
    const isOurs = service !== undefined && namespaceOf(service, "") === platform.cluster.namespace.name;
    return platform.gateway === undefined
        ? []
        : [
              ...(rateLimits === undefined
                  ? []
                  : [
                        {
                            from,
                            to: rateLimits.servedBy,
                            ports: tcp(rateLimits.port),
                            reason: "counters of rate limits",
                        },
                    ]),
              ...(isOurs ? [{ from, to: "milvus-proxy", ports: tcp(19530), reason: "answers that are kept" }] : []),
          ];
}

/** Only into the namespace: a Redis that AWS runs is behind a security group, which lets all of the cluster's nodes in. */
function autoscalerFlows({ dify: { workerPools } }: StackConfig, { broker, workloads }: Network): Flow[] {
    const isOurs = workloads.some(({ name, pods }) => name === broker.servedBy && pods !== undefined);
    return workerPools.enabled && isOurs
        ? [{ from: PLACES.autoscaler, to: broker.servedBy, ports: tcp(broker.port), reason: "lengths of queues" }]
        : [];
}

const range = (cidr: string): NetworkPeer => ({ kind: "range", cidr });
const namespace = (name?: string): NetworkPeer => ({ kind: "namespace", name });

const METADATA_IPV4 = METADATA_RANGES.filter((cidr) => !cidr.includes(":"));

const EVERYWHERE: NetworkPeer = { kind: "range", cidr: "0.0.0.0/0", except: METADATA_IPV4 };

const INTERNET: NetworkPeer = {
    kind: "range",
    cidr: "0.0.0.0/0",
    except: [...PRIVATE_IPV4_RANGES, ...METADATA_IPV4.filter((cidr) => cidr !== "100.100.100.200/32")],
};

/** EKS, k3s and kubeadm label CoreDNS like its predecessor; the address is that of NodeLocal DNSCache. */
const NAME_SERVERS: readonly NetworkPeer[] = [
    { kind: "pods", namespace: "kube-system", matchLabels: { "k8s-app": "kube-dns" } },
    range("169.254.20.10/32"),
];

/** EKS user guide, "Learn how EKS Pod Identity grants pods access to AWS services". */
const IDENTITY_AGENT = range("169.254.170.23/32");

function placesOf(config: StackConfig, { platform, workloads, traffic }: Network): NetworkPlaces {
    const own = config.namespace;
    const pods = Object.assign({}, ...traffic.map((each) => each.pods ?? {})) as NonNullable<Traffic["pods"]>;
    return {
        ...managedPlaces(workloads, platform.dataRanges ?? []),
        ...placesOfWorkloads(workloads),
        ...Object.fromEntries(Object.entries(pods).map(([name, some]) => [name, [{ kind: "pods", ...some }]])),
        [PLACES.allPods]: [{ kind: "pods", namespace: own, matchLabels: {} }],
        [PLACES.nameServers]: NAME_SERVERS,
        [PLACES.gateway]: gatewayPeers(config, platform),
        [PLACES.prometheus]: prometheusPeers(config),
        [PLACES.collectors]: [
            {
                kind: "pods",
                namespace: MONITORING_NAMESPACE,
                matchLabels: { "app.kubernetes.io/name": COLLECTOR_NAME },
            },
        ],
        [PLACES.postgresOperator]: operatorPeers(config, "cloudnative-pg"),
        [PLACES.redisOperator]: operatorPeers(config, "redis-operator"),
        [PLACES.milvusOperator]: operatorPeers(config, "milvus-operator"),
        [PLACES.autoscaler]: operatorPeers(config, "keda"),
        [PLACES.kubernetesApi]: [EVERYWHERE],
        [PLACES.everywhere]: [EVERYWHERE],
        [PLACES.objectStore]: objectStorePeers(config, platform),
        [PLACES.identityAgent]: [IDENTITY_AGENT],
        [PLACES.awsApis]: [INTERNET, ...(platform.endpointRanges ?? []).map(range)],
        [PLACES.internet]: [INTERNET],
    };
}

/** Servers that AWS runs are no pods. */
function managedPlaces(workloads: readonly Workload[], ranges: readonly string[]): NetworkPlaces {
    return Object.fromEntries(
        workloads.filter(({ pods }) => pods === undefined).map(({ name }) => [name, ranges.map(range)]),
    );
}

function gatewayPeers({ domain }: StackConfig, { gateway }: Platform): NetworkPeer[] {
    return gateway === undefined
        ? [namespace(domain.ingressNamespace)]
        : [{ kind: "pods", namespace: gateway.namespace, matchLabels: gateway.podLabels }];
}

/** Another Prometheus than ours is somewhere in the cluster. */
function prometheusPeers({ observability }: StackConfig): NetworkPeer[] {
    return [
        observability.enabled
            ? { kind: "pods", namespace: MONITORING_NAMESPACE, matchLabels: POD_LABELS.prometheus }
            : namespace(),
    ];
}

/** Another operator than ours is somewhere in the cluster. */
function operatorPeers({ cluster }: StackConfig, operator: OperatorName): NetworkPeer[] {
    return [namespace(cluster.installOperators ? OPERATORS[operator].namespace : undefined)];
}

function objectStorePeers({ storage }: StackConfig, { objectStore, cluster }: Platform): NetworkPeer[] {
    const inCluster = namespaceOf(objectStore.url, cluster.namespace.name);
    if (inCluster !== undefined) {
        return [namespace(inCluster)];
    }
    return storage.addresses.length === 0 ? [INTERNET] : storage.addresses.map(range);
}
