import type { ResourceGraph } from "../../../analysis/graph";
import { ejectionSpec } from "../../../components/gateway/ejection";
import { HigressGateway, type HigressGatewayArgs } from "../../../components/gateway/higressGateway";
import { higressOptions, optionsText } from "../../../components/gateway/options";
import { chartValues } from "../../../components/gateway/values";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf } from "../../support/graph";

const ARGS: HigressGatewayArgs = {
    cluster: clusterHandle(),
    resources: RESOURCES,
    exposure: {
        kind: "targetGroups",
        http: "arn:http",
        https: "arn:https",
        loadBalancerSecurityGroupId: "sg-1",
    },
    upstreams: [{ service: "dify-api", namespace: "dify", port: 5001 }],
};

const evaluated = (args: Partial<HigressGatewayArgs> = {}) =>
    evaluateComponent(
        (opts) => new HigressGateway("gw", { ...ARGS, ...args }, { ...opts, dependsOn: new Elsewhere("controller") }),
    );

const EVERYWHERE = [
    "ConfigMapPatch gw-options",
    "DeploymentPatch gw-pods",
    "EnvoyFilter gw-body-limit",
    "EnvoyFilter gw-ejection",
    "HorizontalPodAutoscalerPatch gw-scaling",
    "Namespace gw-namespace",
    "PodDisruptionBudget gw-controller-pdb",
    "PodDisruptionBudget gw-gateway-pdb",
    "Release gw",
];

const INSIST = { "pulumi.com/patchForce": "true" };

const dependenciesOf = (graph: ResourceGraph, kind: string, name: string) =>
    resourceOf(graph, kind, name).dependencies.map((urn) => urn.split("::").at(-1));

describe("behind target groups", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("these are all", () => {
        expect(childrenOfComponent(graph, "HigressGateway")).toEqual([
            ...EVERYWHERE,
            "TargetGroupBinding gw-http-targets",
            "TargetGroupBinding gw-https-targets",
        ]);
    });

    test("the chart is pinned, installed whole or not at all, after what the component waits for", () => {
        expect(inputsOf(graph, "Release", "gw")).toEqual({
            name: "higress",
            chart: "higress-core",
            version: "2.2.4",
            repositoryOpts: { repo: "https://higress.io/helm-charts" },
            namespace: "higress-system",
            atomic: true,
            timeout: 3600,
            values: chartValues({
                ...ARGS,
                zones: ARGS.cluster.zones,
                replicasPerZone: 2,
                maxPerZone: 4,
            }),
            compat: "true",
        });
        expect(dependenciesOf(graph, "Release", "gw").sort()).toEqual(["controller", "gw-namespace"]);
    });

    test("a gateway is ready only when the load balancer has found it healthy", () => {
        expect(inputsOf(graph, "Namespace", "gw-namespace").metadata).toEqual({
            name: "higress-system",
            labels: { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" },
        });
    });

    test.each([
        ["http", 80],
        ["https", 443],
    ])("%s: its target group is bound to port %d", (listener, port) => {
        expect(inputsOf(graph, "TargetGroupBinding", `gw-${listener}-targets`)).toMatchObject({
            apiVersion: "elbv2.k8s.aws/v1beta1",
            metadata: { name: `higress-gateway-${listener}`, namespace: "higress-system" },
            spec: {
                targetGroupARN: `arn:${listener}`,
                serviceRef: { name: "higress-gateway", port },
                networking: { ingress: [{ from: [{ securityGroup: { groupID: "sg-1" } }] }] },
            },
        });
        expect(dependenciesOf(graph, "TargetGroupBinding", `gw-${listener}-targets`)).toContain("gw");
    });

    test("gateways are given the time that the longest stream takes", () => {
        expect(inputsOf(graph, "DeploymentPatch", "gw-pods")).toEqual({
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "higress-gateway", namespace: "higress-system", annotations: INSIST },
            spec: {
                template: {
                    spec: {
                        terminationGracePeriodSeconds: 645,
                        containers: [{ name: "higress-gateway", lifecycle: { preStop: { sleep: { seconds: 30 } } } }],
                    },
                },
            },
        });
    });

    test("and are rolled once the bindings are there, which gives them their readiness gates", () => {
        expect(dependenciesOf(graph, "DeploymentPatch", "gw-pods")).toEqual(
            expect.arrayContaining(["gw", "gw-http-targets", "gw-https-targets"]),
        );
    });

    test("the autoscaler takes gateways away one at a time", () => {
        expect(inputsOf(graph, "HorizontalPodAutoscalerPatch", "gw-scaling")).toEqual({
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "higress-gateway", namespace: "higress-system" },
            spec: {
                behavior: {
                    scaleDown: {
                        stabilizationWindowSeconds: 600,
                        selectPolicy: "Min",
                        policies: [{ type: "Pods", value: 1, periodSeconds: 120 }],
                    },
                },
            },
        });
        expect(dependenciesOf(graph, "HorizontalPodAutoscalerPatch", "gw-scaling")).toContain("gw");
    });

    test("changed options win over those of the running gateway", () => {
        expect(inputsOf(graph, "ConfigMapPatch", "gw-options")).toEqual({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "higress-config", namespace: "higress-system", annotations: INSIST },
            data: { higress: optionsText(higressOptions()) },
        });
        expect(dependenciesOf(graph, "ConfigMapPatch", "gw-options")).toContain("gw");
    });

    test("bodies above 100 MiB are refused, with the kind that the chart brings", () => {
        expect(inputsOf(graph, "EnvoyFilter", "gw-body-limit")).toMatchObject({
            apiVersion: "networking.istio.io/v1alpha3",
            metadata: { name: "higress-gateway-body-limit", namespace: "higress-system" },
            spec: {
                configPatches: [
                    { patch: { value: { match: { headers: [{ range_match: { start: "104857601" } }] } } } },
                ],
            },
        });
        expect(dependenciesOf(graph, "EnvoyFilter", "gw-body-limit")).toContain("gw");
    });

    test("dead backends of its upstreams are ejected", () => {
        expect(inputsOf(graph, "EnvoyFilter", "gw-ejection")).toEqual({
            apiVersion: "networking.istio.io/v1alpha3",
            kind: "EnvoyFilter",
            metadata: { name: "higress-gateway-ejection", namespace: "higress-system" },
            spec: ejectionSpec(ARGS.upstreams),
        });
        expect(dependenciesOf(graph, "EnvoyFilter", "gw-ejection")).toContain("gw");
    });

    test.each([
        ["gateway", { app: "higress-gateway", higress: "higress-system-higress-gateway" }],
        ["controller", { app: "higress-controller", higress: "higress-controller" }],
    ])("maintenance takes one %s at a time", (role, matchLabels) => {
        expect(inputsOf(graph, "PodDisruptionBudget", `gw-${role}-pdb`)).toMatchObject({
            metadata: { name: `higress-${role}`, namespace: "higress-system" },
            spec: { maxUnavailable: 1, selector: { matchLabels } },
        });
    });

    test("it says where it is and how long it needs", () => {
        expect(resourceOf(graph, "HigressGateway", "gw").outputs).toMatchObject({
            ingressClass: "higress",
            namespace: "higress-system",
            terminationSeconds: 645,
            workloads: [{ name: "higress-gateway" }, { name: "higress-controller" }],
        });
    });
});

test("elsewhere there is nothing of AWS", async () => {
    const graph = await evaluated({ exposure: { kind: "loadBalancer" } });
    expect(childrenOfComponent(graph, "HigressGateway")).toEqual(EVERYWHERE);
    expect(inputsOf(graph, "Namespace", "gw-namespace").metadata).toEqual({ name: "higress-system", labels: {} });
});

test("every argument has an effect", async () => {
    const graph = await evaluated({
        replicasPerZone: 3,
        maxPerZone: 7,
        drainSeconds: 1200,
        maxBodyBytes: 1000,
        imageHub: "registry.example.com/x",
        upstreams: [{ service: "other", namespace: "elsewhere", port: 81 }],
        tracing: { service: "collector", port: 4317, samplingPercent: 50 },
    });
    expect(inputsOf<{ data: { higress: string } }>(graph, "ConfigMapPatch", "gw-options").data.higress).toContain(
        "sampling: 50\n",
    );
    expect(inputsOf(graph, "Release", "gw")).toMatchObject({
        values: {
            global: { hub: "registry.example.com/x" },
            gateway: { autoscaling: { minReplicas: 9, maxReplicas: 21 } },
        },
    });
    expect(inputsOf(graph, "DeploymentPatch", "gw-pods")).toMatchObject({
        spec: { template: { spec: { terminationGracePeriodSeconds: 1245 } } },
    });
    expect(JSON.stringify(inputsOf(graph, "EnvoyFilter", "gw-body-limit"))).toContain('"start":"1001"');
    expect(inputsOf(graph, "EnvoyFilter", "gw-ejection")).toMatchObject({
        spec: {
            configPatches: [{ match: { cluster: { service: "other.elsewhere.svc.cluster.local", portNumber: 81 } } }],
        },
    });
    expect(resourceOf(graph, "HigressGateway", "gw").outputs).toMatchObject({ terminationSeconds: 1245 });
});

test("one gateway in a zone must be asked for", async () => {
    const graph = await evaluated({ replicasPerZone: 1, acceptOnePerZone: true });
    expect(inputsOf(graph, "Release", "gw")).toMatchObject({
        values: { gateway: { autoscaling: { minReplicas: 3, maxReplicas: 6 } } },
    });
    await expect(evaluated({ replicasPerZone: 0, acceptOnePerZone: true })).rejects.toThrow(
        /^replicasPerZone = 0: a whole number, at least 1$/,
    );
});

test("one error names everything wrong", async () => {
    await expect(
        evaluated({
            cluster: clusterHandle({ zones: [] }),
            replicasPerZone: 1,
            maxPerZone: 0,
            drainSeconds: 3556,
            maxBodyBytes: 0.5,
            exposure: { kind: "nodePorts", http: 80, https: 30443, health: 30443 },
        }),
    ).rejects.toThrow(
        [
            "cluster.zones = []: at least one zone",
            "replicasPerZone = 1: a whole number, at least 2: a load balancer sends a zone's requests to the gateways of that zone; " +
                "acceptOnePerZone lowers it to 1",
            "maxPerZone = 0: a whole number, at least replicasPerZone (1)",
            "drainSeconds = 3556: seconds from 1 to 3555, after which a load balancer would end them",
            "maxBodyBytes = 0.5: a whole number of bytes, at least 1",
            "exposure.http = 80: a port from 30000 to 32767, which Kubernetes keeps for this",
            "exposure.health = 30443: already the port of exposure.https",
        ].join("\n"),
    );
});
