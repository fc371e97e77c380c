import type { ResourceGraph } from "../graph";
import {
    ADDRESSES,
    egressFilter,
    podsOf,
    policiesFor,
    policiesOf,
    reachablePorts,
    type End,
    type Pods,
} from "../network";
import { podServices } from "./pods";
import { finding, type Finding } from "./types";

/** What pods reach that run what strangers wrote, or fetch what they name. */

interface Reach {
    /** End of a Deployment's name. */
    readonly name: RegExp;
    /** Hosts that stand for what it must not reach by itself. */
    readonly hosts: readonly End[];
    /** The only pods that it may reach, name servers aside. Default: whom the policies of the pods let in. */
    readonly pods?: RegExp;
}

const OF_STRANGERS: readonly Reach[] = [
    { name: /-sandbox$/, hosts: Object.values(ADDRESSES), pods: /-ssrf-proxy$/ },
    { name: /-plugin-daemon$/, hosts: [ADDRESSES.internet, ADDRESSES.metadata] },
    { name: /-ssrf-proxy$/, hosts: [ADDRESSES.metadata] },
];

export function freeEgress(graph: ResourceGraph): Finding[] {
    const policies = policiesOf(graph);
    const all = podsOf(graph);
    return podServices(graph).flatMap(({ resource, name, namespace, labels }) => {
        const reach = OF_STRANGERS.find((kind) => kind.name.test(name));
        const own: Pods = { kind: "pods", name, namespace, labels };
        if (reach === undefined) {
            return [];
        }
        const restricting = policiesFor(policies, "egress", own);
        if (restricting.length === 0) {
            return [finding(resource, "no NetworkPolicy says where it may connect to")];
        }
        const { pods, hosts } = reach;
        const forbidden = [...hosts, ...(pods === undefined ? [] : all.filter((other) => !pods.test(other.name)))];
        return (
            forbidden
                // Most are not even let out to, which few policies decide.
                .filter(egressFilter(restricting))
                .filter((end) => reachablePorts(policies, own, end).length > 0)
                .map((end) => finding(resource, `reaches ${end.name} by itself`))
        );
    });
}
