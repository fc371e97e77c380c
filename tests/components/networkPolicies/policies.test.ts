import { networkPolicies } from "../../../components/networkPolicies/policies";
import type { Flow, NetworkPlaces } from "../../../contracts";

const PLACES: NetworkPlaces = {
    api: [{ kind: "pods", namespace: "dify", matchLabels: { app: "api" } }],
    cache: [{ kind: "pods", namespace: "dify", matchLabels: { app: "cache" } }],
    metrics: [{ kind: "pods", namespace: "monitoring", matchLabels: { app: "prometheus" } }],
    operator: [{ kind: "namespace", name: "operators" }],
    anybody: [{ kind: "namespace" }],
    internet: [{ kind: "range", cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] }],
    names: [
        { kind: "pods", namespace: "kube-system", matchLabels: { "k8s-app": "kube-dns" } },
        { kind: "range", cidr: "169.254.20.10/32" },
    ],
    "all-pods": [{ kind: "pods", namespace: "dify", matchLabels: {} }],
};

const flow = (from: string, to: string, ports?: Flow["ports"]): Flow => ({ from, to, ports, reason: "a reason" });

const policiesOf = (...flows: Flow[]) =>
    Object.fromEntries(networkPolicies("dify", PLACES, flows).map(({ name, spec }) => [name, spec]));

const BOTH = ["Ingress", "Egress"];
const DENY = { podSelector: {}, policyTypes: BOTH };

test("without flows everything is denied to every pod", () => {
    expect(policiesOf()).toEqual({ "default-deny": DENY });
});

test("a flow between pods of the namespace opens both ends", () => {
    const ports = [{ protocol: "TCP", port: 6379 }];
    expect(policiesOf(flow("api", "cache", [{ port: 6379 }]))).toEqual({
        "default-deny": DENY,
        api: {
            podSelector: { matchLabels: { app: "api" } },
            policyTypes: BOTH,
            egress: [{ to: [{ podSelector: { matchLabels: { app: "cache" } } }], ports }],
        },
        cache: {
            podSelector: { matchLabels: { app: "cache" } },
            policyTypes: BOTH,
            ingress: [{ from: [{ podSelector: { matchLabels: { app: "api" } } }], ports }],
        },
    });
});

test.each([
    [
        "pods of another namespace",
        "metrics",
        [
            {
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
                podSelector: { matchLabels: { app: "prometheus" } },
            },
        ],
    ],
    [
        "a namespace",
        "operator",
        [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "operators" } } }],
    ],
    ["every namespace", "anybody", [{ namespaceSelector: {} }]],
    ["a range with holes", "internet", [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }]],
    [
        "a place in two parts",
        "names",
        [
            {
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
                podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
            { ipBlock: { cidr: "169.254.20.10/32" } },
        ],
    ],
    ["a range that is named itself", "10.1.0.0/16", [{ ipBlock: { cidr: "10.1.0.0/16" } }]],
    [
        "a range with a metadata service in it",
        "100.64.0.0/10",
        [{ ipBlock: { cidr: "100.64.0.0/10", except: ["100.100.100.200/32"] } }],
    ],
    ["a range with two of them", "fc00::/7", [{ ipBlock: { cidr: "fc00::/7", except: ["fd00:ec2::/32"] } }]],
])("%s at either end", (_, place, peers) => {
    const ports = [{ protocol: "TCP", port: 80 }];
    expect(policiesOf(flow("api", place, [{ port: 80 }]))["api"]?.egress).toEqual([{ to: peers, ports }]);
    expect(policiesOf(flow(place, "api", [{ port: 80 }]))["api"]?.ingress).toEqual([{ from: peers, ports }]);
});

test("flows between the same places are one rule, with each port once", () => {
    const { api } = policiesOf(
        flow("api", "names", [{ port: 53 }]),
        flow("api", "cache", [{ port: 6379 }]),
        flow("api", "names", [{ port: 53 }, { port: 53, protocol: "UDP" }, { port: 1025, endPort: 65535 }]),
    );
    expect(api?.egress).toMatchObject([
        {
            ports: [
                { protocol: "TCP", port: 53 },
                { protocol: "UDP", port: 53 },
                { protocol: "TCP", port: 1025, endPort: 65535 },
            ],
        },
        { ports: [{ protocol: "TCP", port: 6379 }] },
    ]);
});

test("a flow of every port beside another one is every port", () => {
    const { api } = policiesOf(flow("api", "cache", [{ port: 6379 }]), flow("api", "cache"));
    expect(api?.egress).toEqual([{ to: [{ podSelector: { matchLabels: { app: "cache" } } }] }]);
});

test("every pod of the namespace is a place like any other", () => {
    const policies = policiesOf(flow("all-pods", "names", [{ port: 53 }]));
    expect(policies["all-pods"]?.podSelector).toEqual({});
});

test.each([
    [flow("api", "nobody"), "nobody says where nobody is, which a flow names"],
    [flow("metrics", "operator"), "no pods of namespace dify in the flow from metrics to operator"],
])("%j is refused", (wrong, message) => {
    expect(() => networkPolicies("dify", PLACES, [wrong])).toThrow(new RangeError(message));
});
