import fc from "fast-check";
import {
    chartValues,
    targetUtilization,
    workloadsOfValues,
    type GatewayValuesArgs,
} from "../../../components/gateway/values";
import type { Exposure } from "../../../components/gateway/exposure";
import { RESOURCES } from "../../support/cluster";

const ARGS: GatewayValuesArgs = {
    zones: [{ name: "a" }, { name: "b" }, { name: "c" }],
    replicasPerZone: 2,
    maxPerZone: 5,
    resources: RESOURCES,
    exposure: { kind: "clusterIp" },
};

const TOLERATIONS = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: 15,
}));

const spread = (matchLabels: Record<string, string>) =>
    [
        ["topology.kubernetes.io/zone", "DoNotSchedule"],
        ["kubernetes.io/hostname", "ScheduleAnyway"],
    ].map(([topologyKey, whenUnsatisfiable]) => ({
        maxSkew: 1,
        nodeTaintsPolicy: "Honor",
        matchLabelKeys: ["pod-template-hash"],
        labelSelector: { matchLabels },
        topologyKey,
        whenUnsatisfiable,
    }));

const IN_ZONES = {
    nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
                {
                    matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["a", "b", "c"] }],
                },
            ],
        },
    },
};

const GATEWAY_PODS = { app: "higress-gateway", higress: "higress-system-higress-gateway" };
const CONTROLLER_PODS = { app: "higress-controller", higress: "higress-controller" };

test("gateways: so many in each zone, spread by force, moved soon, replaced before they go", () => {
    expect(chartValues(ARGS).gateway).toEqual({
        name: "higress-gateway",
        kind: "Deployment",
        httpPort: 80,
        httpsPort: 443,
        unprivilegedPortSupported: true,
        autoscaling: { enabled: true, minReplicas: 6, maxReplicas: 15, targetCPUUtilizationPercentage: 60 },
        rollingMaxSurge: 3,
        rollingMaxUnavailable: 0,
        readinessFailureThreshold: 3,
        resources: RESOURCES,
        env: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true", MINIMUM_DRAIN_DURATION: "15s" },
        service: {
            type: "ClusterIP",
            ports: [
                { name: "http2", port: 80, protocol: "TCP", targetPort: 80 },
                { name: "https", port: 443, protocol: "TCP", targetPort: 443 },
            ],
            annotations: {},
        },
        affinity: IN_ZONES,
        tolerations: TOLERATIONS,
        topologySpreadConstraints: spread(GATEWAY_PODS),
    });
});

test("controllers: two, in different zones, which do not both ask for certificates", () => {
    expect(chartValues(ARGS).controller).toEqual({
        name: "higress-controller",
        replicas: 2,
        resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { cpu: "1", memory: "2Gi" } },
        automaticHttps: { enabled: false },
        affinity: IN_ZONES,
        tolerations: TOLERATIONS,
        topologySpreadConstraints: spread(CONTROLLER_PODS),
    });
});

test("a dead upstream is found within seconds, and a request that was sent is not sent again", () => {
    expect(chartValues(ARGS).meshConfig).toEqual({
        connectTimeout: "5s",
        tcpKeepalive: { time: "3s", interval: "1s", probes: 3 },
        defaultHttpRetryPolicy: {
            attempts: 2,
            retryOn: "connect-failure,refused-stream,reset-before-request",
            retryRemoteLocalities: true,
        },
    });
});

test("images come from the given hub", () => {
    expect(chartValues({ ...ARGS, imageHub: "registry.example.com/mirror" }).global).toEqual({
        ingressClass: "higress",
        enableGatewayAPI: false,
        onlyPushRouteCluster: true,
        enableProxyProtocol: false,
        hub: "registry.example.com/mirror",
    });
    expect(chartValues(ARGS).global).not.toHaveProperty("hub");
});

test.each<[Exposure, boolean]>([
    // What target groups pass on begins with what the client sent: a PROXY header in it is forged.
    [{ kind: "targetGroups", http: "arn:http", https: "arn:https", loadBalancerSecurityGroupId: "sg-1" }, false],
    [{ kind: "clusterIp" }, false],
    [{ kind: "loadBalancer" }, false],
    [{ kind: "loadBalancer", proxyProtocol: false }, false],
    [{ kind: "loadBalancer", proxyProtocol: true }, true],
    [{ kind: "nodePorts", http: 30080, https: 30443, health: 30021, proxyProtocol: true }, true],
])("behind %j, PROXY headers are read: %j", (exposure, read) => {
    expect(chartValues({ ...ARGS, exposure }).global.enableProxyProtocol).toBe(read);
});

test.each([
    [1, 45],
    [2, 45],
    [3, 60],
    [4, 67],
])("gateways in %d zones are joined by more at %d %%", (zones, expected) => {
    expect(targetUtilization(zones)).toBe(expected);
});

test("without any one zone, the others can still take over", () => {
    fc.assert(
        fc.property(fc.integer({ min: 2, max: 9 }), (zones) => {
            expect((targetUtilization(zones) * zones) / (zones - 1)).toBeLessThanOrEqual(90);
        }),
    );
});

test("the workloads are what the values ask for", () => {
    const common = { zones: ["a", "b", "c"], spread: "hard", dependsOn: [], zoneBound: false };
    expect(workloadsOfValues(chartValues(ARGS))).toEqual([
        {
            ...common,
            name: "higress-gateway",
            tier: "entry",
            members: { min: 6, max: 15 },
            quorum: 1,
            requests: { cpu: 0.3, memory: 768 * 1024 ** 2 },
            recovery: expect.objectContaining({ kind: "endpoint", expectedSeconds: 55 }) as unknown,
            pods: { namespace: "higress-system", matchLabels: GATEWAY_PODS },
            service: "higress-gateway",
        },
        {
            ...common,
            name: "higress-controller",
            tier: "background",
            members: { min: 2, max: 2 },
            quorum: 0,
            requests: { cpu: 0.5, memory: 1024 ** 3 },
            recovery: expect.objectContaining({ kind: "restart", expectedSeconds: 100 }) as unknown,
            pods: { namespace: "higress-system", matchLabels: CONTROLLER_PODS },
            service: "higress-controller",
        },
    ]);
});

test("who takes traces is made known to Envoy, which hears of no Service that no route leads to", () => {
    const tracing = { service: "collector.monitoring.svc", port: 4317, samplingPercent: 10 };
    const values = chartValues({ ...ARGS, tracing });
    expect(values.meshConfig.extensionProviders).toEqual([
        { name: "opentelemetry", opentelemetry: { service: "collector.monitoring.svc", port: 4317 } },
    ]);
    expect(values.tracing).toEqual({
        enable: true,
        sampling: 10,
        timeout: 500,
        opentelemetry: { service: "collector.monitoring.svc", port: "4317" },
    });
});
