import { awsOutputs } from "../../../cli/evaluation/awsOutputs";

test.each(["kubernetes:core/v1:Secret", "random:index/randomPassword:RandomPassword", "dify-ha:index:EksCluster"])(
    "%s is none of AWS's",
    (type) => {
        expect(awsOutputs(type, "any", {})).toEqual({});
    },
);

test("everything of AWS has an ARN and a name, its own where it has one", () => {
    expect(awsOutputs("aws:iam/role:Role", "app", {})).toEqual({
        arn: "arn:aws:iam:us-east-1:123456789012:app",
        name: "app",
    });
    expect(awsOutputs("aws:cloudwatch/logGroup:LogGroup", "logs", { name: "/aws/eks/dify/cluster" })).toMatchObject({
        name: "/aws/eks/dify/cluster",
    });
});

test("a cluster has an endpoint, an issuer and a security group beside what it was given", () => {
    expect(awsOutputs("aws:eks/cluster:Cluster", "eks", { vpcConfig: { subnetIds: ["a"] } })).toMatchObject({
        endpoint: "https://eks.eks.example.com",
        identities: [{ oidcs: [{ issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/eks" }] }],
        vpcConfig: { subnetIds: ["a"], clusterSecurityGroupId: "eks-cluster-sg" },
    });
});
