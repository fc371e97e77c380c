import type { ResourceGraph } from "../../../analysis/graph";
import { PublicLoadBalancer, type PublicLoadBalancerArgs } from "../../../components/network/publicLoadBalancer";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourcesOf } from "../../support/graph";
import { networkHandle } from "../../support/network";

const NETWORK = networkHandle();

const ARGS: PublicLoadBalancerArgs = {
    network: NETWORK,
    targets: { kind: "ip", ports: { http: 8080, https: 8443 } },
    healthCheck: { port: 15021, path: "/healthz/ready" },
    deregistrationSeconds: 600,
};

const evaluated = (change: Partial<PublicLoadBalancerArgs> = {}) =>
    evaluateComponent((opts) => new PublicLoadBalancer("lb", { ...ARGS, ...change }, opts));

const balancerOf = (graph: ResourceGraph) => inputsOf(graph, "LoadBalancer", "lb");
const rulesOf = (graph: ResourceGraph, direction: "Ingress" | "Egress") =>
    resourcesOf(graph, `SecurityGroup${direction}Rule`).map(({ inputs }) => [inputs["fromPort"], inputs["cidrIpv4"]]);

describe("in front of pods", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("has these children", () => {
        expect(childrenOfComponent(graph, "PublicLoadBalancer")).toEqual([
            "Listener lb-http",
            "Listener lb-https",
            "LoadBalancer lb",
            "SecurityGroup lb",
            "SecurityGroupEgressRule lb-to-15021",
            "SecurityGroupEgressRule lb-to-8080",
            "SecurityGroupEgressRule lb-to-8443",
            "SecurityGroupIngressRule lb-http-from-0-0-0-0-0",
            "SecurityGroupIngressRule lb-https-from-0-0-0-0-0",
            "TargetGroup lb-http",
            "TargetGroup lb-https",
        ]);
    });

    test("stands in every zone, each serving its own connections", () => {
        expect(balancerOf(graph)).toEqual({
            loadBalancerType: "network",
            internal: false,
            subnetMappings: NETWORK.zones.map(({ publicSubnetId }) => ({ subnetId: publicSubnetId })),
            securityGroups: ["lb-id"],
            enableCrossZoneLoadBalancing: false,
            dnsRecordClientRoutingPolicy: "availability_zone_affinity",
            enableZonalShift: true,
            enableDeletionProtection: true,
            tags: { Name: "lb" },
        });
    });

    test("the world reaches 80 and 443, the load balancer reaches its targets in the VPC", () => {
        expect(rulesOf(graph, "Ingress")).toEqual([
            [80, "0.0.0.0/0"],
            [443, "0.0.0.0/0"],
        ]);
        expect(rulesOf(graph, "Egress")).toEqual([
            [15021, "10.20.0.0/16"],
            [8080, "10.20.0.0/16"],
            [8443, "10.20.0.0/16"],
        ]);
        for (const { inputs } of [
            ...resourcesOf(graph, "SecurityGroupIngressRule"),
            ...resourcesOf(graph, "SecurityGroupEgressRule"),
        ]) {
            expect(inputs).toMatchObject({ securityGroupId: "lb-id", ipProtocol: "tcp", toPort: inputs["fromPort"] });
        }
    });

    test("passes TLS on untouched, and waits for silent streams", () => {
        expect(inputsOf(graph, "Listener", "lb-https")).toMatchObject({
            port: 443,
            protocol: "TCP",
            tcpIdleTimeoutSeconds: 6000,
        });
        expect(inputsOf(graph, "Listener", "lb-http")).toMatchObject({
            port: 80,
            protocol: "TCP",
            tcpIdleTimeoutSeconds: 350,
        });
    });

    test.each([
        ["http", 8080],
        ["https", 8443],
    ])("the targets of %s keep client addresses and live connections", (entry, port) => {
        expect(inputsOf(graph, "TargetGroup", `lb-${entry}`)).toEqual({
            vpcId: "vpc-1",
            targetType: "ip",
            protocol: "TCP",
            port,
            preserveClientIp: "true",
            deregistrationDelay: 600,
            connectionTermination: false,
            targetHealthStates: [{ enableUnhealthyConnectionTermination: false, unhealthyDrainingInterval: 600 }],
            healthCheck: {
                protocol: "HTTP",
                port: "15021",
                path: "/healthz/ready",
                matcher: "200",
                interval: 5,
                timeout: 2,
                healthyThreshold: 2,
                unhealthyThreshold: 2,
            },
            tags: { Name: `lb-${entry}` },
        });
    });
});

test("instances are reached at their node ports", async () => {
    const graph = await evaluated({
        targets: { kind: "instances", ports: { http: 30080, https: 30443 } },
        healthCheck: { port: 30021, path: "/healthz/ready" },
    });
    expect(inputsOf(graph, "TargetGroup", "lb-https")).toMatchObject({
        targetType: "instance",
        port: 30443,
        preserveClientIp: "true",
        healthCheck: { port: "30021" },
    });
    expect(rulesOf(graph, "Egress").map(([port]) => port)).toEqual([30021, 30080, 30443]);
});

test("a port that is also checked has one rule", async () => {
    const graph = await evaluated({ healthCheck: { port: 8080, path: "/" } });
    expect(rulesOf(graph, "Egress").map(([port]) => port)).toEqual([8080, 8443]);
});

test("only allowed ranges reach it", async () => {
    const graph = await evaluated({ allowedCidrs: ["198.51.100.0/24", "203.0.113.7/32"] });
    expect(rulesOf(graph, "Ingress")).toEqual([
        [80, "198.51.100.0/24"],
        [80, "203.0.113.7/32"],
        [443, "198.51.100.0/24"],
        [443, "203.0.113.7/32"],
    ]);
});

test("fixed addresses are one in each zone", async () => {
    const graph = await evaluated({ fixedAddresses: true });
    expect(balancerOf(graph)["subnetMappings"]).toEqual(
        NETWORK.zones.map(({ name, publicSubnetId }) => ({
            subnetId: publicSubnetId,
            allocationId: `lb-ip-${name}-id`,
        })),
    );
    expect(resourcesOf(graph, "Eip").map(({ inputs }) => inputs["domain"])).toEqual(["vpc", "vpc", "vpc"]);
});

describe("inside the network", () => {
    test("stands in private subnets", async () => {
        const balancer = balancerOf(await evaluated({ internal: true }));
        expect(balancer).toMatchObject({
            internal: true,
            subnetMappings: NETWORK.zones.map(({ privateSubnetId }) => ({ subnetId: privateSubnetId })),
        });
    });

    test.each([
        ["ip", "true"],
        ["instances", "false"],
    ] as const)("%s targets see client addresses: %s", async (kind, preserved) => {
        const graph = await evaluated({ internal: true, targets: { ...ARGS.targets, kind } });
        expect(inputsOf(graph, "TargetGroup", "lb-http")).toMatchObject({ preserveClientIp: preserved });
    });
});

test("all that is wrong is refused in one error", async () => {
    const wrong = { allowedCidrs: [], deregistrationSeconds: 4000, internal: true, fixedAddresses: true };
    await expect(evaluated(wrong)).rejects.toThrow(
        /^allowedCidrs = \[\]: .*\nderegistrationSeconds = 4000: 0 to 3600 whole seconds\nfixedAddresses = true: .*/,
    );
});
