import type * as pulumi from "@pulumi/pulumi";
import type { ResourceGraph } from "../../../analysis/graph";
import { ADDON_VERSIONS, type AddonName } from "../../../components/eks/catalogue";
import { EksCluster, type EksClusterArgs } from "../../../components/eks/eksCluster";
import { evaluateOnAws } from "../../support/awsEvaluation";
import { Elsewhere } from "../../support/evaluation";
import { childrenOfComponent, closureOf, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { EKS_ARGS } from "./eksClusterArgs";

const evaluated = (change: Partial<EksClusterArgs> = {}) =>
    evaluateOnAws(
        (opts) => new EksCluster("eks", { ...EKS_ARGS, ...change }, { ...opts, dependsOn: new Elsewhere("nat") }),
    );

const ZONES = ["a", "b", "c"];

let graph: ResourceGraph;
beforeAll(async () => {
    graph = await evaluated();
});

const outputs = () => resourcesOf(graph, "EksCluster")[0]?.outputs;
const waitsFor = (kind: string, name: string) =>
    [...closureOf(graph, resourceOf(graph, kind, name))].map((urn) => urn.split("::").at(-1));

test("these are its resources", () => {
    expect(childrenOfComponent(graph, "EksCluster")).toEqual(
        [
            "AccessEntry eks-admin-111122223333-ops-Admin",
            "AccessPolicyAssociation eks-admin-111122223333-ops-Admin",
            "Addon eks-aws-ebs-csi-driver",
            "Addon eks-coredns",
            "Addon eks-eks-pod-identity-agent",
            "Addon eks-kube-proxy",
            "Addon eks-metrics-server",
            "Addon eks-vpc-cni",
            "Alias eks-secrets",
            "Cluster eks",
            "Key eks-secrets",
            "LaunchTemplate eks-node",
            "LogGroup eks-logs",
            ...ZONES.map((zone) => `NodeGroup eks-data-eu-central-1${zone}`),
            ...ZONES.map((zone) => `NodeGroup eks-general-eu-central-1${zone}`),
            "OpenIdConnectProvider eks-oidc",
            "Role eks-aws-ebs-csi-driver",
            "Role eks-control-plane",
            "Role eks-node",
            "Role eks-vpc-cni",
            "RolePolicyAttachment eks-aws-ebs-csi-driver-policy",
            "RolePolicyAttachment eks-control-plane-cluster",
            "RolePolicyAttachment eks-node-images",
            "RolePolicyAttachment eks-node-worker",
            "RolePolicyAttachment eks-vpc-cni-policy",
            "SecurityGroup eks-api",
            "SecurityGroupIngressRule eks-api-from-10-0-0-0-16",
            "SecurityGroupIngressRule eks-api-from-10-8-0-0-24",
        ].sort(),
    );
});

test("all of them go through the provider that was given", () => {
    const children = graph.resources.filter(({ type }) => type.startsWith("aws:"));
    expect(children.filter(({ provider }) => !provider?.endsWith("::aws"))).toEqual([]);
});

describe("the control plane", () => {
    test("is private, encrypted, logged, shiftable and cannot be deleted by accident", () => {
        expect(inputsOf(graph, "Cluster", "eks")).toEqual({
            name: "dify-prod",
            version: "1.35",
            roleArn: "arn:aws:iam:us-east-1:123456789012:eks-control-plane",
            vpcConfig: {
                subnetIds: ["private-a", "private-b", "private-c"],
                securityGroupIds: ["eks-api-id"],
                endpointPrivateAccess: true,
                endpointPublicAccess: false,
            },
            accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
            encryptionConfig: {
                provider: { keyArn: "arn:aws:kms:us-east-1:123456789012:eks-secrets" },
                resources: ["secrets"],
            },
            enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            zonalShiftConfig: { enabled: true },
            upgradePolicy: { supportType: "STANDARD" },
            deletionProtection: true,
            bootstrapSelfManagedAddons: false,
        });
        expect(graph.resources.filter(({ protect }) => protect).map(({ name }) => name)).toEqual([
            "eks",
            "eks-secrets",
        ]);
    });

    test("is reached on port 443 from each private range, once, and nodes and pods are not", async () => {
        const repeated = await evaluated({ privateEndpointCidrs: ["10.0.0.0/16", "10.0.0.0/16"] });
        const rules = resourcesOf(repeated, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        expect(rules.map(({ inputs }) => inputs)).toEqual([
            {
                securityGroupId: "eks-api-id",
                cidrIpv4: "10.0.0.0/16",
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
                description: "Kubernetes API",
                tags: { Name: "eks-api-from-10-0-0-0-16" },
            },
        ]);
        expect(inputsOf(repeated, "SecurityGroup", "eks-api")).toEqual({
            vpcId: "vpc-1",
            description: "Private endpoint of the Kubernetes API",
            tags: { Name: "eks-api" },
        });
    });

    test("is public only to the ranges that are named", async () => {
        const open = await evaluated({ publicEndpoint: { cidrs: ["203.0.113.0/24"] } });
        expect(inputsOf(open, "Cluster", "eks")["vpcConfig"]).toMatchObject({
            endpointPrivateAccess: true,
            endpointPublicAccess: true,
            publicAccessCidrs: ["203.0.113.0/24"],
        });
    });

    test("has a key that rotates, and a log group with an end", () => {
        expect(inputsOf(graph, "Key", "eks-secrets")).toMatchObject({
            enableKeyRotation: true,
            deletionWindowInDays: 30,
        });
        expect(inputsOf(graph, "Alias", "eks-secrets")).toEqual({ targetKeyId: "eks-secrets-key-id" });
        expect(inputsOf(graph, "LogGroup", "eks-logs")).toEqual({
            name: "/aws/eks/dify-prod/cluster",
            retentionInDays: 90,
        });
    });

    test("waits for its log group, its role's policy and what the component was told to wait for", () => {
        expect(waitsFor("Cluster", "eks")).toEqual(
            expect.arrayContaining(["eks-logs", "eks-control-plane-cluster", "nat"]),
        );
    });

    test("lets each administrator do everything, by an access entry", () => {
        const principalArn = "arn:aws:iam::111122223333:role/ops/Admin";
        expect(inputsOf(graph, "AccessEntry", "eks-admin-111122223333-ops-Admin")).toEqual({
            clusterName: "dify-prod",
            principalArn,
        });
        expect(inputsOf(graph, "AccessPolicyAssociation", "eks-admin-111122223333-ops-Admin")).toEqual({
            clusterName: "dify-prod",
            principalArn,
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
        });
    });
});

describe("the nodes", () => {
    test.each(ZONES)("of zone %s are in its subnet only", (zone) => {
        for (const pool of ["data", "general"]) {
            expect(inputsOf(graph, "NodeGroup", `eks-${pool}-eu-central-1${zone}`)).toMatchObject({
                subnetIds: [`private-${zone}`],
                labels: { "dify-ha.io/pool": pool },
                updateConfig: { maxUnavailable: 1 },
                version: "1.35",
                launchTemplate: { id: "eks-node-id", version: "1" },
            });
        }
    });

    test("for data are of fixed number, the others between bounds, each of its own type", () => {
        expect(inputsOf(graph, "NodeGroup", "eks-data-eu-central-1b")).toMatchObject({
            instanceTypes: ["r7i.xlarge"],
            amiType: "AL2023_x86_64_STANDARD",
            capacityType: "ON_DEMAND",
            scalingConfig: { desiredSize: 2, minSize: 2, maxSize: 2 },
        });
        expect(inputsOf(graph, "NodeGroup", "eks-general-eu-central-1b")).toMatchObject({
            instanceTypes: ["m7g.large"],
            amiType: "AL2023_ARM_64_STANDARD",
            capacityType: "ON_DEMAND",
            scalingConfig: { desiredSize: 1, minSize: 1, maxSize: 4 },
        });
    });

    test("keep the number that the autoscaler gave them, where it does", async () => {
        const ignored = new Map<string, string[] | undefined>();
        const record: pulumi.ResourceTransformation = ({ name, opts }) => {
            ignored.set(name, (opts as pulumi.CustomResourceOptions).ignoreChanges);
            return undefined;
        };
        await evaluateOnAws((opts) => new EksCluster("eks", EKS_ARGS, { ...opts, transformations: [record] }));
        expect(ignored.get("eks-general-eu-central-1a")).toEqual(["scalingConfig.desiredSize"]);
        expect(ignored.get("eks-data-eu-central-1a")).toEqual([]);
    });

    test("keep their credentials from pods, are encrypted and tagged, and have no SSH key", () => {
        const tags = { environment: "prod", Name: "dify-prod-node" };
        expect(inputsOf(graph, "LaunchTemplate", "eks-node")).toEqual({
            updateDefaultVersion: true,
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            blockDeviceMappings: [
                {
                    deviceName: "/dev/xvda",
                    ebs: { volumeType: "gp3", volumeSize: 60, encrypted: "true", deleteOnTermination: "true" },
                },
            ],
            tagSpecifications: [
                { resourceType: "instance", tags },
                { resourceType: "volume", tags },
            ],
        });
        expect(resourcesOf(graph, "NodeGroup").filter(({ inputs }) => "remoteAccess" in inputs)).toEqual([]);
    });

    test("may register and pull images, and nothing else", () => {
        const policies = resourcesOf(graph, "RolePolicyAttachment")
            .filter(({ inputs }) => inputs["role"] === "eks-node")
            .map(({ inputs }) => inputs["policyArn"]);
        expect(policies).toEqual([
            "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
            "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
        ]);
    });

    test("come up with their network and their policies in place", () => {
        expect(waitsFor("NodeGroup", "eks-data-eu-central-1a")).toEqual(
            expect.arrayContaining([
                "eks-vpc-cni",
                "eks-vpc-cni-policy",
                "eks-eks-pod-identity-agent",
                "eks-kube-proxy",
                "eks-node-worker",
                "eks-node-images",
            ]),
        );
    });
});

describe("the add-ons", () => {
    test.each(Object.entries(ADDON_VERSIONS["1.35"] ?? {}) as [AddonName, string][])("%s is %s", (addon, version) => {
        expect(inputsOf(graph, "Addon", `eks-${addon}`)).toMatchObject({
            clusterName: "dify-prod",
            addonName: addon,
            addonVersion: version,
            resolveConflictsOnCreate: "OVERWRITE",
            resolveConflictsOnUpdate: "PRESERVE",
        });
    });

    test("have their settings as JSON", () => {
        const { configurationValues } = inputsOf<{ configurationValues: string }>(graph, "Addon", "eks-vpc-cni");
        expect(JSON.parse(configurationValues)).toMatchObject({ enableNetworkPolicy: "true" });
        expect(inputsOf(graph, "Addon", "eks-kube-proxy")).not.toHaveProperty("configurationValues");
    });

    test.each([
        ["vpc-cni", "aws-node"],
        ["aws-ebs-csi-driver", "ebs-csi-controller-sa"],
    ])("%s has an identity of its own, as %s", (addon, serviceAccount) => {
        expect(inputsOf(graph, "Addon", `eks-${addon}`)["podIdentityAssociations"]).toEqual([
            { serviceAccount, roleArn: `arn:aws:iam:us-east-1:123456789012:eks-${addon}` },
        ]);
    });

    test.each(["coredns", "aws-ebs-csi-driver", "metrics-server"])("%s waits for nodes", (addon) => {
        expect(waitsFor("Addon", `eks-${addon}`)).toEqual(
            expect.arrayContaining(["eks-data-eu-central-1a", "eks-general-eu-central-1c"]),
        );
    });
});

test.each([
    ["eks-control-plane", "eks.amazonaws.com", "sts:AssumeRole"],
    ["eks-node", "ec2.amazonaws.com", "sts:AssumeRole"],
    ["eks-vpc-cni", "pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]],
    ["eks-aws-ebs-csi-driver", "pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]],
])("only %s may be taken by %s", (role, service, action) => {
    const { assumeRolePolicy } = inputsOf<{ assumeRolePolicy: string }>(graph, "Role", role);
    expect(JSON.parse(assumeRolePolicy)).toEqual({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: action }],
    });
});

test("the issuer of its tokens is known to IAM", () => {
    expect(inputsOf(graph, "OpenIdConnectProvider", "eks-oidc")).toEqual({
        url: "https://oidc.eks.us-east-1.amazonaws.com/id/eks",
        clientIdLists: ["sts.amazonaws.com"],
    });
});

test("says how it is reached and who its pods are", () => {
    const { kubeconfig, ...others } = outputs() as { kubeconfig: string };
    expect(others).toEqual({
        clusterName: "dify-prod",
        kubeconfigCommand: "aws eks update-kubeconfig --region eu-central-1 --name dify-prod",
        identity: {
            kind: "eks",
            clusterName: "dify-prod",
            oidcProviderArn: "arn:aws:iam:us-east-1:123456789012:eks-oidc",
            oidcIssuer: "oidc.eks.us-east-1.amazonaws.com/id/eks",
        },
        nodeSecurityGroupId: "eks-cluster-sg",
    });
    expect(JSON.parse(kubeconfig)).toMatchObject({
        "current-context": "dify-prod",
        clusters: [
            {
                cluster: {
                    server: "https://eks.eks.example.com",
                    "certificate-authority-data": "Q0VSVElGSUNBVEU=",
                },
            },
        ],
        users: [
            {
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command: "aws",
                        args: [
                            "eks",
                            "get-token",
                            "--cluster-name",
                            "dify-prod",
                            "--region",
                            "eu-central-1",
                            "--output",
                            "json",
                        ],
                    },
                },
            },
        ],
    });
});

test("is refused with everything that is wrong", async () => {
    await expect(evaluated({ version: "1.29", logRetentionDays: 31 })).rejects.toThrow(
        /^version = "1.29": .*\nlogRetentionDays = 31: /,
    );
});
