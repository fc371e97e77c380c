import type { ResourceGraph } from "../graph";
import { selects, type Labels } from "../invariants/pods";
import { EVERY_PORT, type PortRange } from "./ports";
import { isWithin } from "./addresses";

/** NetworkPolicies of a graph, and what they say of two ends of a connection: as the Kubernetes API defines it. Pure. */

/** Pods that are alike. */
export interface Pods {
    readonly kind: "pods";
    readonly name: string;
    readonly namespace: string;
    readonly labels: Labels;
}

/** A host that is no pod. */
export interface Address {
    readonly kind: "address";
    readonly name: string;
    readonly address: string;
}

export type End = Pods | Address;

interface Selector {
    readonly matchLabels?: Labels;
}

interface Peer {
    readonly podSelector?: Selector;
    readonly namespaceSelector?: Selector;
    readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
    readonly protocol?: string;
    readonly port?: number;
    readonly endPort?: number;
}

interface Rule {
    readonly from?: readonly Peer[];
    readonly to?: readonly Peer[];
    readonly ports?: readonly Port[];
}

export interface NetworkPolicy {
    readonly metadata: { readonly namespace: string };
    readonly spec: {
        readonly podSelector: Selector;
        readonly policyTypes?: readonly string[];
        readonly ingress?: readonly Rule[];
        readonly egress?: readonly Rule[];
    };
}

export function policiesOf(graph: ResourceGraph): NetworkPolicy[] {
    return graph.resources
        .filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy")
        .map(({ inputs }) => inputs as unknown as NetworkPolicy);
}

const DIRECTIONS = {
    egress: { type: "Egress", rules: ({ spec }: NetworkPolicy) => spec.egress, peers: ({ to }: Rule) => to },
    ingress: { type: "Ingress", rules: ({ spec }: NetworkPolicy) => spec.ingress, peers: ({ from }: Rule) => from },
} as const;

type Direction = keyof typeof DIRECTIONS;

/** The policies that decide about a direction of pods; without any the pods are open. */
export function policiesFor(
    policies: readonly NetworkPolicy[],
    direction: Direction,
    { namespace, labels }: Pods,
): NetworkPolicy[] {
    const { type } = DIRECTIONS[direction];
    return policies.filter(
        ({ metadata, spec }) =>
            metadata.namespace === namespace &&
            spec.policyTypes?.includes(type) === true &&
            selects(spec.podSelector.matchLabels ?? {}, labels),
    );
}

/** Ports on which policies let pods connect to `other` (egress), or be connected to by it (ingress). */
export function allowedPorts(
    policies: readonly NetworkPolicy[],
    direction: Direction,
    own: End,
    other: End,
): readonly PortRange[] {
    const { rules, peers } = DIRECTIONS[direction];
    const applicable = own.kind === "address" ? [] : policiesFor(policies, direction, own);
    return applicable.length === 0
        ? EVERY_PORT
        : applicable
              .flatMap((policy) => (rules(policy) ?? []).map((rule) => ({ policy, rule })))
              .filter(({ policy, rule }) => {
                  const named = peers(rule);
                  return named === undefined || named.some((peer) => matches(peer, policy.metadata.namespace, other));
              })
              .flatMap(({ rule }) => portsOf(rule));
}

/** Tells whether policies let pods out to an end at all, whatever the port: for who asks of many ends. */
export function egressFilter(policies: readonly NetworkPolicy[]): (end: End) => boolean {
    const rules = policies.flatMap(({ metadata, spec }) =>
        (spec.egress ?? []).map(({ to }) => ({ to, namespace: metadata.namespace })),
    );
    const peers = rules.flatMap(({ to = [], namespace }) => to.map((peer) => ({ peer, namespace })));
    const isOpen = rules.some(({ to }) => to === undefined);
    return (end) => isOpen || peers.some(({ peer, namespace }) => matches(peer, namespace, end));
}

/** Name of the label that every namespace has. */
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** Pods have some private address: a block takes them in that takes in this one. */
const ADDRESS_OF_PODS = "10.0.128.1";

function matches({ podSelector, namespaceSelector, ipBlock }: Peer, own: string, end: End): boolean {
    if (ipBlock !== undefined) {
        const address = end.kind === "pods" ? ADDRESS_OF_PODS : end.address;
        return isWithin(address, ipBlock.cidr) && !(ipBlock.except ?? []).some((range) => isWithin(address, range));
    }
    if (end.kind === "address") {
        return false;
    }
    const inNamespace =
        namespaceSelector === undefined
            ? end.namespace === own
            : selects(namespaceSelector.matchLabels ?? {}, { [NAMESPACE_LABEL]: end.namespace });
    return inNamespace && selects(podSelector?.matchLabels ?? {}, end.labels);
}

function portsOf({ ports }: Rule): readonly PortRange[] {
    return ports === undefined
        ? EVERY_PORT
        : ports.map(({ protocol = "TCP", port = 1, endPort = port }) => ({ protocol, first: port, last: endPort }));
}
