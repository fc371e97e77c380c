import type { ResourceGraph } from "../../analysis/graph";
import { evaluateStack } from "../support/evaluation";
import { resourcesOf } from "../support/graph";

/** Who reaches the private API of a cluster: whatever runs Pulumi inside the network must. */

const PEERED = "10.8.0.0/24";

/** Ranges that are let in to a port, with the security group. */
function rangesAt(graph: ResourceGraph, port: number): string[] {
    return resourcesOf(graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        .filter(({ name, inputs }) => name.startsWith("cluster-") && inputs["fromPort"] === port)
        .filter(({ inputs }) => inputs["cidrIpv4"] !== undefined)
        .map(({ inputs }) => `${String(inputs["securityGroupId"])} ${String(inputs["cidrIpv4"])}`);
}

test.each([
    ["eks", 443],
    ["k3s", 6443],
])("%s answers the VPC, and the networks that are named beside it", async (kind, port) => {
    const alone = await evaluateStack("prod", { cluster: { kind } });
    expect(rangesAt(alone, port)).toEqual(["cluster-api-id 10.40.0.0/16"]);
    const peered = await evaluateStack("prod", { cluster: { kind, privateEndpointCidrs: [PEERED] } });
    expect(rangesAt(peered, port)).toEqual(["cluster-api-id 10.40.0.0/16", `cluster-api-id ${PEERED}`]);
});

test("k3s' address inside the VPC has the group that lets them in", async () => {
    const graph = await evaluateStack("prod", { cluster: { kind: "k3s" } });
    const balancers = resourcesOf(graph, "aws:lb/loadBalancer:LoadBalancer").filter(({ inputs }) => inputs["internal"]);
    expect(balancers.map(({ inputs }) => inputs["securityGroups"])).toEqual([["cluster-api-id"]]);
});

test("EKS' interfaces have the group that lets them in", async () => {
    const [cluster] = resourcesOf(await evaluateStack("prod"), "aws:eks/cluster:Cluster");
    expect(cluster?.inputs["vpcConfig"]).toMatchObject({
        endpointPrivateAccess: true,
        securityGroupIds: ["cluster-api-id"],
    });
});
