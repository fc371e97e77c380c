import { kubernetesObjects, workloadsOf, type ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import { evaluateStack } from "../support/evaluation";
import { closureOf, inputsOf, resourceOf, resourcesOf } from "../support/graph";
import { AWS_VARIANTS, evaluateVariant } from "../support/variants";

/** The gateway as stacks have it: its settings arrive, and what is in front of it fits. */

interface Values {
    readonly global: { readonly hub?: string; readonly enableProxyProtocol: boolean };
    readonly gateway: {
        readonly autoscaling: { readonly minReplicas: number; readonly maxReplicas: number };
        readonly resources: unknown;
        readonly service: { readonly type: string };
    };
    readonly downstream: { readonly idleTimeout: number };
}

const valuesOf = (graph: ResourceGraph) => inputsOf<{ values: Values }>(graph, "Release", "gateway").values;

const terminationOf = (graph: ResourceGraph) =>
    inputsOf<{ spec: { template: { spec: { terminationGracePeriodSeconds: number } } } }>(
        graph,
        "DeploymentPatch",
        "gateway-pods",
    ).spec.template.spec.terminationGracePeriodSeconds;

const SETTINGS: RawConfig = {
    gateway: {
        replicasPerZone: 4,
        maxPerZone: 7,
        requests: { cpu: "700m", memory: "700Mi" },
        limits: { cpu: "3", memory: "3Gi" },
        drainSeconds: 1200,
        maxBodySize: "20Mi",
        imageHub: "registry.example.com/mirror",
    },
};

describe.each(["onprem", "prod"])("stack %s", (stack) => {
    test("hands every setting on", async () => {
        const graph = await evaluateStack(stack, SETTINGS);
        const { global, gateway } = valuesOf(graph);
        expect(gateway.autoscaling).toMatchObject({ minReplicas: 12, maxReplicas: 21 });
        expect(gateway.resources).toEqual({
            requests: { cpu: "700m", memory: "700Mi" },
            limits: { cpu: "3", memory: "3Gi" },
        });
        expect(global.hub).toBe("registry.example.com/mirror");
        expect(terminationOf(graph)).toBe(1245);
        expect(JSON.stringify(inputsOf(graph, "EnvoyFilter", "gateway-body-limit"))).toContain('"start":"20971521"');
    });

    test("has Dify wait for it, and not the data tier", async () => {
        const graph = await evaluateStack(stack);
        const { urn } = resourceOf(graph, "Release", "gateway");
        expect(closureOf(graph, resourceOf(graph, "Deployment", "dify-api"))).toContain(urn);
        expect(closureOf(graph, resourceOf(graph, "Milvus", "milvus"))).not.toContain(urn);
    });

    test("has Ingresses of its class", async () => {
        const ingresses = resourcesOf(await evaluateStack(stack), "Ingress");
        const classes = ingresses.map(
            ({ inputs }) => (inputs["spec"] as { ingressClassName: string }).ingressClassName,
        );
        expect(classes).toEqual(Array(6).fill("higress"));
    });
});

describe("in development", () => {
    const oneAZone = { gateway: { replicasPerZone: 1, maxPerZone: 1 } };

    test("one gateway in a zone will do", async () => {
        const { gateway } = valuesOf(await evaluateStack("local", oneAZone));
        expect(gateway.autoscaling).toMatchObject({ minReplicas: 3, maxReplicas: 3 });
    });

    test("as it will not elsewhere", async () => {
        await expect(evaluateStack("local", mergeConfig(oneAZone, { environment: "staging" }))).rejects.toThrow(
            "gateway.replicasPerZone = 1: must be at least 2 in staging",
        );
    });
});

describe("exposure", () => {
    const serviceOf = async (stack: string, exposure: RawConfig) =>
        valuesOf(await evaluateStack(stack, { gateway: { exposure } })).gateway.service;

    test("the cluster's load balancer is the default, and gets what it is to be told", async () => {
        expect(await serviceOf("onprem", {})).toMatchObject({ type: "LoadBalancer", annotations: {} });
        expect(
            await serviceOf("onprem", {
                annotations: { "a.example/pool": "public" },
                loadBalancerClass: "example.com/lb",
            }),
        ).toMatchObject({
            type: "LoadBalancer",
            annotations: { "a.example/pool": "public" },
            loadBalancerClass: "example.com/lb",
        });
    });

    test("node ports are the configured ones", async () => {
        const service = await serviceOf("onprem", { kind: "nodePorts", http: 30180, https: 30543, health: 30121 });
        expect(service).toMatchObject({
            type: "NodePort",
            ports: [
                { port: 80, nodePort: 30180 },
                { port: 443, nodePort: 30543 },
                { port: 15021, nodePort: 30121 },
            ],
        });
    });

    test("inside the cluster only, as always on the embedded one, whose load balancers would never come", async () => {
        expect(await serviceOf("onprem", { kind: "clusterIp" })).toMatchObject({ type: "ClusterIP" });
        expect(await serviceOf("local", {})).toMatchObject({ type: "ClusterIP" });
    });

    test("a load balancer that announces the client is believed when the stack says so", async () => {
        const change = (proxyProtocol: boolean) => ({ gateway: { exposure: { proxyProtocol } } });
        expect(valuesOf(await evaluateStack("onprem", change(true))).global.enableProxyProtocol).toBe(true);
        expect(valuesOf(await evaluateStack("onprem", change(false))).global.enableProxyProtocol).toBe(false);
    });
});

describe("with an ingress controller that the cluster has", () => {
    const ingressesOf = (graph: ResourceGraph) =>
        kubernetesObjects(graph, { showSecrets: false })
            .map(({ object }) => object)
            .filter(({ kind }) => kind === "Ingress") as unknown as {
            metadata: { annotations: Record<string, string> };
            spec: { ingressClassName: string };
        }[];

    test.each([
        [undefined, "nginx"],
        ["public", "public"],
    ])("class %s: nothing of Higress, and what ingress-nginx reads", async (ingressClass, expected) => {
        const graph = await evaluateStack("onprem", { gateway: { kind: "ingress" }, domain: { ingressClass } });
        expect(resourcesOf(graph, "HigressGateway")).toEqual([]);
        expect(workloadsOf(graph).filter(({ name }) => name.startsWith("higress"))).toEqual([]);
        const ingresses = ingressesOf(graph);
        expect(ingresses.map(({ spec }) => spec.ingressClassName)).toEqual(Array(6).fill(expected));
        for (const { metadata } of ingresses) {
            expect(metadata.annotations).toHaveProperty(["nginx.ingress.kubernetes.io/proxy-buffering"], "off");
            expect(JSON.stringify(metadata.annotations)).not.toContain("higress.io/");
        }
    });
});

interface TargetGroup {
    readonly preserveClientIp: string;
    readonly proxyProtocolV2?: boolean;
    readonly deregistrationDelay: number;
    readonly connectionTermination: boolean;
    readonly targetHealthStates: unknown;
}

describe.each(Object.keys(AWS_VARIANTS))("behind the load balancer of %s", (variant) => {
    let graph: ResourceGraph;
    let targets: TargetGroup[];
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
        targets = ["public-http", "public-https"].map((name) => inputsOf<TargetGroup>(graph, "TargetGroup", name));
    });

    test("a leaving or failing gateway keeps its streams until it is killed, not shorter and not longer", () => {
        const seconds = terminationOf(graph);
        expect(seconds).toBe(645);
        for (const target of targets) {
            expect(target).toMatchObject({
                deregistrationDelay: seconds,
                connectionTermination: false,
                targetHealthStates: [
                    { enableUnhealthyConnectionTermination: false, unhealthyDrainingInterval: seconds },
                ],
            });
        }
    });

    test("the gateway sees the client's address, and takes none from the client's own words", () => {
        targets.forEach(({ preserveClientIp, proxyProtocolV2 }) =>
            expect([preserveClientIp, proxyProtocolV2]).toEqual(["true", undefined]),
        );
        expect(valuesOf(graph).global.enableProxyProtocol).toBe(false);
    });

    test("the gateway ends a silent connection before the load balancer forgets it", () => {
        const { idleTimeout } = valuesOf(graph).downstream;
        const listeners = ["public-http", "public-https"].map((name) =>
            inputsOf<{ protocol: string; tcpIdleTimeoutSeconds: number }>(graph, "aws:lb/listener:Listener", name),
        );
        listeners.forEach(({ protocol, tcpIdleTimeoutSeconds }) => {
            expect(protocol).toBe("TCP");
            expect(tcpIdleTimeoutSeconds).toBeGreaterThan(idleTimeout);
        });
    });
});

test.each([
    [undefined, "registry.example.com/all/higress-registry.cn-hangzhou.cr.aliyuncs.com"],
    ["registry.example.com/gateway", "registry.example.com/gateway"],
])("with a mirror and hub %s of its own, its images come from %s", async (imageHub, expected) => {
    const graph = await evaluateStack("onprem", {
        images: { mirror: "registry.example.com/all" },
        gateway: { imageHub },
    });
    expect(valuesOf(graph).global.hub).toBe(expected);
});

test("a longer drain is waited for by the load balancer, too", async () => {
    const graph = await evaluateStack("prod", { gateway: { drainSeconds: 3000 } });
    expect(terminationOf(graph)).toBe(3045);
    expect(inputsOf<TargetGroup>(graph, "TargetGroup", "public-https").deregistrationDelay).toBe(3045);
});
