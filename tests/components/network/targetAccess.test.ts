import { TargetAccess } from "../../../components/network/targetAccess";
import { evaluateComponent } from "../../support/evaluation";
import { resourcesOf } from "../../support/graph";

test("the load balancer alone is let in, on exactly these ports", async () => {
    const graph = await evaluateComponent(
        () =>
            new TargetAccess("public-targets", {
                securityGroupId: "sg-nodes",
                loadBalancerSecurityGroupId: "sg-balancer",
                ports: { https: 443, health: 15021 },
            }),
    );
    expect(resourcesOf(graph, "SecurityGroupIngressRule").map(({ name, inputs }) => [name, inputs])).toEqual(
        [
            ["public-targets-health", 15021, "Load balancer, health"],
            ["public-targets-https", 443, "Load balancer, https"],
        ].map(([name, port, description]) => [
            name,
            {
                securityGroupId: "sg-nodes",
                referencedSecurityGroupId: "sg-balancer",
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
                description,
            },
        ]),
    );
});
