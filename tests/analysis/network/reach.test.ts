import type { GraphResource } from "../../../analysis/graph";
import { describePorts, policiesOf, reachablePorts, reachMatrix, type End } from "../../../analysis/network";
import { graphOf, resource } from "../../support/syntheticGraph";

/** What the Kubernetes API says that NetworkPolicies mean: cases from its documentation, and those that are easily got wrong. */

const policy = (spec: object, namespace = "dify"): GraphResource =>
    resource(`policy-${JSON.stringify([spec, namespace]).length}`, {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        inputs: { metadata: { name: "policy", namespace }, spec },
    });

const pods = (app: string, namespace = "dify"): End => ({ kind: "pods", name: app, namespace, labels: { app } });
const host = (address: string): End => ({ kind: "address", name: address, address });

const [WEB, CACHE, OTHER] = [pods("web"), pods("cache"), pods("web", "other")];
const INTERNET = host("1.1.1.1");

const reach = (specs: readonly (object | GraphResource)[], from: End, to: End) => {
    const all = specs.map((spec) => ("urn" in spec ? spec : policy(spec)));
    return describePorts(reachablePorts(policiesOf(graphOf(...all)), from, to));
};

const ofWeb = (egress: object[]) => ({
    podSelector: { matchLabels: { app: "web" } },
    policyTypes: ["Egress"],
    egress,
});
const intoCache = (ingress: object[]) => ({
    podSelector: { matchLabels: { app: "cache" } },
    policyTypes: ["Ingress"],
    ingress,
});
const DENY = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
const TO_CACHE = { to: [{ podSelector: { matchLabels: { app: "cache" } } }], ports: [{ port: 6379 }] };
const FROM_WEB = { from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ protocol: "TCP", port: 6379 }] };
const IN_OTHER = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "other" } } };

test.each<[what: string, specs: readonly (object | GraphResource)[], from: End, to: End, ports: string]>([
    ["pods that no policy selects are open", [], WEB, CACHE, "every port"],
    ["a policy for other pods says nothing", [ofWeb([])], CACHE, WEB, "every port"],
    ["a policy of another namespace says nothing", [policy(DENY, "other")], WEB, CACHE, "every port"],
    ["no rule lets nothing through", [DENY], WEB, CACHE, ""],
    ["an empty rule lets everything through", [ofWeb([{}])], WEB, INTERNET, "every port"],
    ["one end is not enough", [DENY, ofWeb([TO_CACHE])], WEB, CACHE, ""],
    ["both ends are", [DENY, ofWeb([TO_CACHE]), intoCache([FROM_WEB])], WEB, CACHE, "6379"],
    ["answers need no rule, but connections back do", [DENY, ofWeb([TO_CACHE]), intoCache([FROM_WEB])], CACHE, WEB, ""],
    [
        "only ports that both ends name",
        [ofWeb([{ ports: [{ port: 1, endPort: 7000 }] }]), intoCache([FROM_WEB])],
        WEB,
        CACHE,
        "6379",
    ],
    ["UDP is not TCP", [ofWeb([{ ports: [{ protocol: "UDP", port: 6379 }] }]), intoCache([FROM_WEB])], WEB, CACHE, ""],
    ["policies add up", [ofWeb([TO_CACHE]), ofWeb([{ ports: [{ port: 80 }] }])], WEB, CACHE, "80, 6379"],
    ["a pod selector alone means the policy's own namespace", [ofWeb([{ to: [{ podSelector: {} }] }])], WEB, OTHER, ""],
    ["a namespace selector alone means all of its pods", [ofWeb([{ to: [IN_OTHER] }])], WEB, OTHER, "every port"],
    [
        "both selectors of one peer must match",
        [ofWeb([{ to: [{ ...IN_OTHER, podSelector: { matchLabels: { app: "cache" } } }] }])],
        WEB,
        OTHER,
        "",
    ],
    [
        "an empty namespace selector means every namespace",
        [ofWeb([{ to: [{ namespaceSelector: {} }] }])],
        WEB,
        OTHER,
        "every port",
    ],
    ["selectors mean no address", [ofWeb([{ to: [{ namespaceSelector: {} }] }])], WEB, INTERNET, ""],
    ["a block", [ofWeb([{ to: [{ ipBlock: { cidr: "1.0.0.0/8" } }] }])], WEB, INTERNET, "every port"],
    ["outside of a block", [ofWeb([{ to: [{ ipBlock: { cidr: "2.0.0.0/8" } }] }])], WEB, INTERNET, ""],
    [
        "an exception of a block",
        [ofWeb([{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["1.1.0.0/16"] } }] }])],
        WEB,
        INTERNET,
        "",
    ],
    [
        "an exception of one block that is in another",
        [
            ofWeb([
                {
                    to: [
                        { ipBlock: { cidr: "0.0.0.0/0", except: ["1.1.0.0/16"] } },
                        { ipBlock: { cidr: "1.1.1.1/32" } },
                    ],
                },
            ]),
        ],
        WEB,
        INTERNET,
        "every port",
    ],
    [
        "IPv4 blocks mean no IPv6 address",
        [ofWeb([{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }])],
        WEB,
        host("2606::1"),
        "",
    ],
    [
        "a block takes in pods, which have private addresses",
        [ofWeb([{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }])],
        WEB,
        OTHER,
        "every port",
    ],
    [
        "an address connects like a pod",
        [intoCache([{ from: [{ ipBlock: { cidr: "1.1.1.1/32" } }] }])],
        INTERNET,
        CACHE,
        "every port",
    ],
])("%s", (_, specs, from, to, ports) => expect(reach(specs, from, to)).toBe(ports));

test("the matrix has a line for each set of ports of whoever reaches somebody", () => {
    const deployment = (app: string) =>
        resource(app, {
            type: "kubernetes:apps/v1:Deployment",
            inputs: {
                kind: "Deployment",
                metadata: { name: app, namespace: "dify" },
                spec: { template: { metadata: { labels: { app } }, spec: { containers: [] } } },
            },
        });
    const graph = graphOf(
        deployment("web"),
        deployment("cache"),
        policy(DENY),
        policy(ofWeb([TO_CACHE, { to: [{ ipBlock: { cidr: "10.9.0.0/16" } }] }])),
        policy(intoCache([FROM_WEB, { from: [IN_OTHER], ports: [{ port: 9121 }] }])),
    );
    expect(reachMatrix(graph, "dify")).toEqual([
        "web -> 6379: cache",
        "web -> every port: 10.9.0.0/16",
        "any pod of other -> 9121: cache",
    ]);
});
