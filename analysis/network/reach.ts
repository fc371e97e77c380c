import { compare, workloadsOf, type ResourceGraph } from "../graph";
import { podOwners } from "../invariants/pods";
import { commonPorts, type PortRange } from "./ports";
import { allowedPorts, policiesOf, type Address, type End, type NetworkPolicy, type Pods } from "./policies";

/** Who can reach whom, as far as NetworkPolicies decide it: pure. */

/** Hosts that stand for many: one of each kind that matters. */
export const ADDRESSES = {
    internet: { kind: "address", name: "the internet", address: "1.1.1.1" },
    metadata: { kind: "address", name: "the metadata service", address: "169.254.169.254" },
    privateHost: { kind: "address", name: "a private host", address: "192.168.200.1" },
} as const satisfies Record<string, Address>;

/** The cluster's name servers. */
export const NAME_SERVERS: Pods = {
    kind: "pods",
    name: "name servers",
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
};

/** A pod that nobody knows, in a namespace that nobody knows. */
export const STRANGER: Pods = { kind: "pods", name: "any other pod", namespace: "elsewhere", labels: {} };

/** Everything that runs as pods, by name: what the program makes pods with, and what operators and charts make of it. */
export function podsOf(graph: ResourceGraph): Pods[] {
    const owned = podOwners(graph).map(({ name, namespace, labels }) => ({ name, namespace, labels }));
    const known = new Set(owned.map(({ name, namespace }) => `${namespace}/${name}`));
    const others = workloadsOf(graph).flatMap(({ name, pods }) =>
        pods === undefined || known.has(`${pods.namespace}/${name}`)
            ? []
            : [{ name, namespace: pods.namespace, labels: pods.matchLabels }],
    );
    return [...owned, ...others]
        .map((pods) => ({ kind: "pods" as const, ...pods }))
        .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
}

const ALL_IPV4 = "0.0.0.0/0";

/** Address ranges that policies name: the first address of each. */
export function namedRanges(graph: ResourceGraph): Address[] {
    const named = policiesOf(graph).flatMap(({ spec }) =>
        [...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap(({ from = [], to = [] }) =>
            [...from, ...to].flatMap(({ ipBlock }) => ipBlock?.cidr ?? []),
        ),
    );
    return [...new Set(named)]
        .filter((cidr) => cidr !== ALL_IPV4)
        .sort(compare)
        .map((cidr) => ({ kind: "address", name: cidr, address: cidr.replace(/\/.*/, "") }));
}

/** Namespaces that policies name: one pod of each, of which nothing else is known. */
export function podsOfNamedNamespaces(graph: ResourceGraph): Pods[] {
    const text = JSON.stringify(policiesOf(graph).map(({ spec }) => spec));
    const names = [...text.matchAll(/"namespaceSelector":\{"matchLabels":\{"[^"]+":"([^"]+)"/g)].flatMap(
        ([, name]) => name ?? [],
    );
    return [...new Set(names)].sort(compare).map((namespace) => ({
        kind: "pods",
        name: `any pod of ${namespace}`,
        namespace,
        labels: {},
    }));
}

/** Ports at which one end can connect to the other: what leaving the one and entering the other have in common. */
export function reachablePorts(policies: readonly NetworkPolicy[], from: End, to: End): PortRange[] {
    return commonPorts(allowedPorts(policies, "egress", from, to), allowedPorts(policies, "ingress", to, from));
}
