import { providerState } from "../../../cli/evaluation/providerOutputs";

const stateOf = (type: string, name: string, inputs: object) => providerState({ type, name, inputs });

test.each(["kubernetes:core/v1:Secret", "dify-ha:index:EksCluster"])("%s gets nothing added", (type) => {
    expect(stateOf(type, "any", { data: 1 })).toEqual({ data: 1 });
});

test("a password has the length that was asked for, and is another one every time", () => {
    const password = () => stateOf("random:index/randomPassword:RandomPassword", "p", { length: 24 })["result"];
    expect(password()).toMatch(/^[0-9a-f]{24}$/);
    expect(password()).not.toEqual(password());
});

test("everything of AWS has an ARN and a name, its own where it has one", () => {
    expect(stateOf("aws:iam/role:Role", "app", {})).toEqual({
        arn: "arn:aws:iam:us-east-1:123456789012:app",
        name: "app",
    });
    expect(stateOf("aws:cloudwatch/logGroup:LogGroup", "logs", { name: "/aws/eks/dify/cluster" })).toMatchObject({
        name: "/aws/eks/dify/cluster",
    });
});

test("a cluster has an endpoint, an issuer and a security group beside what it was given", () => {
    expect(stateOf("aws:eks/cluster:Cluster", "eks", { vpcConfig: { subnetIds: ["a"] } })).toMatchObject({
        endpoint: "https://eks.eks.example.com",
        identities: [{ oidcs: [{ issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/eks" }] }],
        vpcConfig: { subnetIds: ["a"], clusterSecurityGroupId: "eks-cluster-sg" },
    });
});
