import type * as k8s from "@pulumi/kubernetes/types/input";
import {
    METADATA_RANGES,
    type Flow,
    type FlowPort,
    type NetworkPeer,
    type NetworkPlaces,
    type PodSelector,
} from "../../contracts";
import { rangeIsWithin } from "../../contracts/addressRange";

/** NetworkPolicies made of flows: one for each place that has pods in the namespace, and one that denies the rest. Pure. */

export interface NamedPolicy {
    readonly name: string;
    readonly spec: k8s.networking.v1.NetworkPolicySpec;
}

const DIRECTIONS = {
    ingress: { type: "Ingress", own: "to", other: "from" },
    egress: { type: "Egress", own: "from", other: "to" },
} as const;

type Direction = keyof typeof DIRECTIONS;

const POLICY_TYPES = Object.values(DIRECTIONS).map(({ type }) => type);

/** For every pod: what nothing else allows is denied. */
const DEFAULT_DENY: NamedPolicy = { name: "default-deny", spec: { podSelector: {}, policyTypes: POLICY_TYPES } };

/** The policies of a namespace. Throws a RangeError for a flow with a place that is nowhere, or with no end in the namespace. */
export function networkPolicies(namespace: string, places: NetworkPlaces, flows: readonly Flow[]): NamedPolicy[] {
    const at = (place: string): readonly NetworkPeer[] => places[place] ?? rangeOf(place);
    const podsAt = (place: string): PodSelector | undefined =>
        at(place).find((peer) => peer.kind === "pods" && peer.namespace === namespace) as PodSelector | undefined;
    for (const flow of flows) {
        if (podsAt(flow.from) === undefined && podsAt(flow.to) === undefined) {
            throw new RangeError(`no pods of namespace ${namespace} in the flow from ${flow.from} to ${flow.to}`);
        }
    }
    const named = [...new Set(flows.flatMap(({ from, to }) => [from, to]))].sort();
    const policies = named.flatMap((place) => {
        const pods = podsAt(place);
        return pods === undefined ? [] : [{ name: place, spec: policyOf(place, pods, namespace, at, flows) }];
    });
    return [DEFAULT_DENY, ...policies];
}

function policyOf(
    place: string,
    { matchLabels }: PodSelector,
    namespace: string,
    at: (place: string) => readonly NetworkPeer[],
    flows: readonly Flow[],
): k8s.networking.v1.NetworkPolicySpec {
    const rules = (direction: Direction) => {
        const { own, other } = DIRECTIONS[direction];
        const relevant = flows.filter((flow) => flow[own] === place);
        return [...new Set(relevant.map((flow) => flow[other]))].map((end) => ({
            [other]: at(end).map((peer) => policyPeer(peer, namespace)),
            ...portsOf(relevant.filter((flow) => flow[other] === end)),
        }));
    };
    const [ingress, egress] = [rules("ingress"), rules("egress")];
    return {
        podSelector: selectorOf(matchLabels),
        policyTypes: POLICY_TYPES,
        ...(ingress.length === 0 ? {} : { ingress }),
        ...(egress.length === 0 ? {} : { egress }),
    };
}

/** Ports of flows between the same places, each once; nothing where one of them has every port. */
function portsOf(flows: readonly Flow[]): { ports?: k8s.networking.v1.NetworkPolicyPort[] } {
    if (flows.some(({ ports }) => ports === undefined)) {
        return {};
    }
    const ports = new Map(flows.flatMap(({ ports: some = [] }) => some.map((port) => [JSON.stringify(port), port])));
    return { ports: [...ports.values()].map(policyPort) };
}

function policyPort({ protocol, ...ports }: FlowPort): k8s.networking.v1.NetworkPolicyPort {
    return { protocol: protocol ?? "TCP", ...ports };
}

/** Label that Kubernetes itself gives to a namespace (1.22 and later). */
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

function policyPeer(peer: NetworkPeer, own: string): k8s.networking.v1.NetworkPolicyPeer {
    switch (peer.kind) {
        case "pods":
            return {
                ...(peer.namespace === own ? {} : inNamespace(peer.namespace)),
                podSelector: selectorOf(peer.matchLabels),
            };
        case "namespace":
            return peer.name === undefined ? { namespaceSelector: {} } : inNamespace(peer.name);
        case "range":
            return {
                ipBlock: { cidr: peer.cidr, ...(peer.except === undefined ? {} : { except: [...peer.except] }) },
            };
    }
}

/** Without labels nothing: the API server drops an empty set, and every update would bring it back. */
function selectorOf(matchLabels: PodSelector["matchLabels"]) {
    return Object.keys(matchLabels).length === 0 ? {} : { matchLabels: { ...matchLabels } };
}

function inNamespace(name: string) {
    return { namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: name } } };
}

/** A range that is named itself; metadata services stay closed within a larger one. */
function rangeOf(place: string): readonly NetworkPeer[] {
    if (!place.includes("/")) {
        throw new RangeError(`nobody says where ${place} is, which a flow names`);
    }
    const except = METADATA_RANGES.filter((metadata) => rangeIsWithin(metadata, place));
    return [{ kind: "range", cidr: place, ...(except.length === 0 ? {} : { except }) }];
}
