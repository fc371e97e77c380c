import { MAX_DRAIN_SECONDS } from "../../components/gateway/drain";
import type { RawConfig } from "../../config";
import { exposureKind } from "../../config/gatewayRules";
import { mergeConfig } from "../../config/merge";
import { configWith, linesOf, linesWith, MINIMAL } from "./minimal";

const ON_AWS: RawConfig = {
    cluster: { kind: "eks" },
    aws: { region: "eu-central-1" },
    zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
};

const NODE_PORTS = { kind: "nodePorts", http: 30080, https: 30443, health: 30021 };

const absent = (kind: string) =>
    `must be absent with cluster.kind: ${kind}: the program makes the load balancer and leads it to the gateway`;
const foreign =
    "needs gateway.kind: higress; an ingress controller that the cluster has is not the program's to set up";
const tooFew = (environment: string) =>
    `must be at least 2 in ${environment}: a load balancer sends a zone's requests to the gateways of that zone, which a single ` +
    "one would fail whenever it is replaced";

test.each<[title: string, change: RawConfig, lines: string[]]>([
    [
        "one gateway a zone in production",
        { gateway: { replicasPerZone: 1 } },
        [`gateway.replicasPerZone = 1: ${tooFew("production")}`],
    ],
    [
        "one gateway a zone in staging",
        { environment: "staging", gateway: { replicasPerZone: 1 } },
        [`gateway.replicasPerZone = 1: ${tooFew("staging")}`],
    ],
    ["one gateway a zone in development", { environment: "development", gateway: { replicasPerZone: 1 } }, []],
    ["one gateway a zone, none of which is made", { gateway: { kind: "ingress", replicasPerZone: 1 } }, []],
    ["no gateway", { gateway: { replicasPerZone: 0 } }, ["gateway.replicasPerZone = 0: must be at least 1"]],
    [
        "fewer at most than at least",
        { gateway: { maxPerZone: 1 } },
        ["gateway.maxPerZone = 1: must be at least gateway.replicasPerZone, which is 2"],
    ],
    [
        "limits under requests",
        { gateway: { requests: { cpu: 2 }, limits: { memory: "256Mi" } } },
        [
            'gateway.limits.cpu = "1": must be at least gateway.requests.cpu, which is 2',
            'gateway.limits.memory = "256Mi": must be at least gateway.requests.memory, which is 512Mi',
        ],
    ],
    [
        "a stream longer than any load balancer waits",
        { gateway: { drainSeconds: MAX_DRAIN_SECONDS + 1 } },
        [`gateway.drainSeconds = ${MAX_DRAIN_SECONDS + 1}: must be at most ${MAX_DRAIN_SECONDS}`],
    ],
    ["the longest stream that it waits for", { gateway: { drainSeconds: MAX_DRAIN_SECONDS } }, []],
    [
        "bodies of bytes without a unit",
        { gateway: { maxBodySize: 104857600 } },
        ["gateway.maxBodySize = 104857600: must be bytes with a unit, such as 512Mi or 4Gi"],
    ],
    ["no bodies", { gateway: { maxBodySize: "0Mi" } }, ['gateway.maxBodySize = "0Mi": must be at least one byte']],
    [
        "a hub with a scheme",
        { gateway: { imageHub: "https://registry.example.com" } },
        [
            'gateway.imageHub = "https://registry.example.com": must be a registry with an optional port and path, such as ' +
                "registry.example.com/mirror",
        ],
    ],
    ["a hub with a port and a path", { gateway: { imageHub: "registry.example.com:5000/mirror/x" } }, []],
    [
        "the class of an ingress controller that is not used",
        { domain: { ingressClass: "nginx" } },
        ['domain.ingressClass = "nginx": needs gateway.kind: ingress; the Higress gateway has a class of its own'],
    ],
    ["an ingress controller", { gateway: { kind: "ingress" }, domain: { ingressClass: "public" } }, []],
    [
        "settings of a gateway that is not made",
        { gateway: { kind: "ingress", imageHub: "registry.example.com", exposure: { kind: "clusterIp" } } },
        [`gateway.imageHub = "registry.example.com": ${foreign}`, `gateway.exposure.kind = "clusterIp": ${foreign}`],
    ],
    [
        "an ingress controller on AWS",
        { ...ON_AWS, gateway: { kind: "ingress" } },
        ['gateway.kind = "ingress": must be higress with cluster.kind: eks, whose load balancer sends to it'],
    ],
    [
        "an exposure on AWS",
        { ...ON_AWS, cluster: { kind: "k3s" }, gateway: { exposure: { ...NODE_PORTS, proxyProtocol: false } } },
        [
            `gateway.exposure.kind = "nodePorts": ${absent("k3s")}`,
            `gateway.exposure.http = 30080: ${absent("k3s")}`,
            `gateway.exposure.https = 30443: ${absent("k3s")}`,
            `gateway.exposure.health = 30021: ${absent("k3s")}`,
            `gateway.exposure.proxyProtocol = false: ${absent("k3s")}`,
        ],
    ],
    ["no exposure on AWS", ON_AWS, []],
    ["node ports", { gateway: { exposure: NODE_PORTS } }, []],
    [
        "node ports without numbers",
        { gateway: { exposure: { kind: "nodePorts", https: 30443 } } },
        ["http", "health"].map(
            (port) => `gateway.exposure.${port}: missing; gateway.exposure.kind: nodePorts needs it`,
        ),
    ],
    [
        "a node port twice",
        { gateway: { exposure: { ...NODE_PORTS, health: 30443 } } },
        ["gateway.exposure.health = 30443: must not be gateway.exposure.https, too"],
    ],
    [
        "a node port that Kubernetes does not give",
        { gateway: { exposure: { ...NODE_PORTS, http: 80 } } },
        ["gateway.exposure.http = 80: must be at least 30000"],
    ],
    [
        "ports without node ports",
        { gateway: { exposure: { http: 30080 } } },
        ["gateway.exposure.http = 30080: needs gateway.exposure.kind: nodePorts; it is loadBalancer"],
    ],
    [
        "settings of a load balancer inside the cluster only",
        {
            gateway: {
                exposure: { kind: "clusterIp", annotations: { a: "b" }, loadBalancerClass: "x", proxyProtocol: true },
            },
        },
        [
            'gateway.exposure.annotations = {"a":"b"}: needs gateway.exposure.kind: loadBalancer; it is clusterIp',
            'gateway.exposure.loadBalancerClass = "x": needs gateway.exposure.kind: loadBalancer; it is clusterIp',
            "gateway.exposure.proxyProtocol = true: needs gateway.exposure.kind: loadBalancer or nodePorts; it is clusterIp",
        ],
    ],
    [
        "a load balancer of the embedded cluster",
        { cluster: { kind: "embedded" }, gateway: { exposure: { kind: "loadBalancer" } } },
        [
            'gateway.exposure.kind = "loadBalancer": must be clusterIp or nodePorts with cluster.kind: embedded, which has no load ' +
                "balancers",
        ],
    ],
])("%s", (_title, change, lines) => {
    expect(linesWith(change)).toEqual(lines);
});

test.each([
    ["existing", undefined, "loadBalancer"],
    ["existing", "clusterIp", "clusterIp"],
    ["embedded", undefined, "clusterIp"],
])("on a cluster that is %s, an exposure of %s is %s", (cluster, exposure, expected) => {
    const config = configWith({ cluster: { kind: cluster }, gateway: { exposure: { kind: exposure } } });
    expect(exposureKind(config)).toBe(expected);
});

test("every profile keeps two gateways in a zone", () => {
    for (const profile of ["local", "small", "medium", "large"]) {
        expect(linesOf(mergeConfig(MINIMAL, { profile, environment: "production" }))).toEqual([]);
        expect(configWith({ profile }).gateway.replicasPerZone).toBeGreaterThanOrEqual(2);
    }
});
