import type { ResourceGraph } from "../../../analysis/graph";
import { ClusterServices, type ClusterServicesArgs } from "../../../components/clusterServices/clusterServices";
import type { CloudAccess, IdentityProvider } from "../../../contracts";
import { evaluateOnAws } from "../../support/awsEvaluation";
import { Elsewhere } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";

const IDENTITY: CloudAccess = { kind: "identity", annotations: {} };

const EKS: IdentityProvider = { kind: "eks", clusterName: "dify-prod", oidcProviderArn: "arn", oidcIssuer: "issuer" };

const NAMES = ["aws-load-balancer-controller", "aws-ebs-csi-driver", "cluster-autoscaler", "external-secrets"];

const ARGS: ClusterServicesArgs = {
    clusterName: "dify-prod",
    region: "eu-central-1",
    vpcId: "vpc-1",
    identity: EKS,
    access: Object.fromEntries(NAMES.map((name) => [name, IDENTITY])),
    tags: { environment: "prod" },
};

const K3S: Partial<ClusterServicesArgs> = {
    identity: { kind: "keys" },
    access: Object.fromEntries(NAMES.map((name) => [name, { kind: "keys", secret: `${name}-aws-keys` }])),
};

const evaluated = (change: Partial<ClusterServicesArgs> = {}) =>
    evaluateOnAws(
        (opts) =>
            new ClusterServices(
                "services",
                { ...ARGS, ...change },
                { ...opts, dependsOn: new Elsewhere("identities") },
            ),
    );

const valuesOf = (graph: ResourceGraph, service: string) =>
    inputsOf<{ values: Record<string, unknown> }>(graph, "Release", `services-${service}`).values;
const dependenciesOf = (graph: ResourceGraph, kind: string, name: string) =>
    resourceOf(graph, kind, name).dependencies.map((urn) => urn.split("::").at(-1));

/** Two pods, in two zones, found by these labels. */
const spreadBy = (matchLabels: object) => [
    {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "DoNotSchedule",
        nodeTaintsPolicy: "Honor",
        matchLabelKeys: ["pod-template-hash"],
        labelSelector: { matchLabels },
    },
    expect.objectContaining({ topologyKey: "kubernetes.io/hostname" }) as unknown,
];

describe("on EKS", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("these are its resources", () => {
        expect(childrenOfComponent(graph, "ClusterServices")).toEqual([
            "Release services-aws-load-balancer-controller",
            "Release services-cluster-autoscaler",
            "StorageClass services-gp3",
        ]);
        expect(resourcesOf(graph, "ClusterServices")[0]?.outputs).toEqual({ storageClass: "gp3" });
    });

    test.each([
        ["aws-load-balancer-controller", "3.5.0", "https://aws.github.io/eks-charts"],
        ["cluster-autoscaler", "9.59.0", "https://kubernetes.github.io/autoscaler"],
    ])("%s is installed whole or not at all, at %s, once it has its identity", (chart, version, repo) => {
        expect(inputsOf(graph, "Release", `services-${chart}`)).toMatchObject({
            name: chart,
            chart,
            version,
            repositoryOpts: { repo },
            namespace: "kube-system",
            atomic: true,
            timeout: 600,
        });
        expect(dependenciesOf(graph, "Release", `services-${chart}`)).toEqual(["identities"]);
    });

    test("volumes are gp3 by default", () => {
        expect(inputsOf(graph, "StorageClass", "services-gp3")).toMatchObject({
            metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
            parameters: { type: "gp3", encrypted: "true", tagSpecification_1: "environment=prod" },
            volumeBindingMode: "WaitForFirstConsumer",
        });
    });

    test("the load balancer controller binds target groups only, and asks no instance who it is", () => {
        expect(valuesOf(graph, "aws-load-balancer-controller")).toEqual({
            clusterName: "dify-prod",
            region: "eu-central-1",
            vpcId: "vpc-1",
            replicaCount: 2,
            podDisruptionBudget: { maxUnavailable: 1 },
            topologySpreadConstraints: spreadBy({ "app.kubernetes.io/name": "aws-load-balancer-controller" }),
            serviceAccount: { create: true, name: "aws-load-balancer-controller", annotations: {} },
            controllerConfig: {
                featureGates: { EnableServiceController: false, NLBGatewayAPI: false, ALBGatewayAPI: false },
            },
            enableServiceMutatorWebhook: false,
            createIngressClassResource: false,
            ingressClassParams: { create: false },
            enableBackendSecurityGroup: false,
            enableShield: false,
            enableWaf: false,
            enableWafv2: false,
            keepTLSSecret: true,
        });
    });

    test("the autoscaler balances the zones and finds the groups of its cluster", () => {
        const values = valuesOf(graph, "cluster-autoscaler");
        expect(values).toMatchObject({
            cloudProvider: "aws",
            awsRegion: "eu-central-1",
            autoDiscovery: { clusterName: "dify-prod" },
            extraArgs: {
                "balance-similar-node-groups": true,
                expander: "least-waste",
                "skip-nodes-with-local-storage": false,
                "skip-nodes-with-system-pods": false,
            },
            replicaCount: 2,
            podDisruptionBudget: { maxUnavailable: 1 },
            topologySpreadConstraints: spreadBy({ "app.kubernetes.io/name": "aws-cluster-autoscaler" }),
            dnsPolicy: "Default",
            rbac: { serviceAccount: { create: true, name: "cluster-autoscaler", annotations: {} } },
        });
        expect(values).not.toHaveProperty("extraEnvSecrets");
    });

    test("a service account carries the annotations of its access", async () => {
        const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/autoscaler" };
        const annotated = await evaluated({
            access: { ...ARGS.access, "cluster-autoscaler": { kind: "identity", annotations } },
        });
        expect(valuesOf(annotated, "cluster-autoscaler")).toHaveProperty(
            "rbac.serviceAccount.annotations",
            annotations,
        );
    });
});

describe("on k3s", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated(K3S);
    });

    test("the volume driver comes as a chart, and no load balancer controller", () => {
        expect(childrenOfComponent(graph, "ClusterServices")).toEqual([
            "Release services-aws-ebs-csi-driver",
            "Release services-cluster-autoscaler",
            "StorageClass services-gp3",
        ]);
        expect(inputsOf(graph, "Release", "services-aws-ebs-csi-driver")).toMatchObject({
            chart: "aws-ebs-csi-driver",
            version: "2.64.0",
            repositoryOpts: { repo: "https://kubernetes-sigs.github.io/aws-ebs-csi-driver" },
        });
    });

    test("the volume driver has its key from its Secret, and reads the instance from the host's network", () => {
        expect(valuesOf(graph, "aws-ebs-csi-driver")).toEqual({
            awsAccessSecret: { name: "aws-ebs-csi-driver-aws-keys", keyId: "accesskey", accessKey: "secretkey" },
            controller: {
                region: "eu-central-1",
                replicaCount: 2,
                k8sTagClusterId: "dify-prod",
                topologySpreadConstraints: spreadBy({ app: "ebs-csi-controller" }),
                serviceAccount: { create: true, name: "ebs-csi-controller-sa", annotations: {} },
            },
            node: { hostNetwork: true, enableWindows: false },
            helmTester: { enabled: false },
        });
    });

    test("the autoscaler has its key from its Secret", () => {
        expect(valuesOf(graph, "cluster-autoscaler")["extraEnvSecrets"]).toEqual({
            AWS_ACCESS_KEY_ID: { name: "cluster-autoscaler-aws-keys", key: "accesskey" },
            AWS_SECRET_ACCESS_KEY: { name: "cluster-autoscaler-aws-keys", key: "secretkey" },
        });
    });
});

describe("with secrets from Secrets Manager", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ secrets: { namespaces: ["dify"] } });
    });

    test("the operator survives the loss of a pod, in each of its parts", () => {
        const part = (name: string) => ({
            replicaCount: 2,
            podDisruptionBudget: { enabled: true, minAvailable: 1 },
            topologySpreadConstraints: spreadBy({ "app.kubernetes.io/name": name }),
        });
        expect(inputsOf(graph, "Release", "services-external-secrets")).toMatchObject({
            version: "2.9.0",
            repositoryOpts: { repo: "https://charts.external-secrets.io" },
            values: {
                installCRDs: true,
                leaderElect: true,
                ...part("external-secrets"),
                serviceAccount: { create: true, name: "external-secrets", annotations: {} },
                webhook: part("external-secrets-webhook"),
                certController: part("external-secrets-cert-controller"),
            },
        });
    });

    test("there is a store, which waits for the operator and until it can read", () => {
        const store = inputsOf(graph, "ClusterSecretStore", "services-secret-store");
        expect(store).toMatchObject({
            apiVersion: "external-secrets.io/v1",
            metadata: { name: "aws-secrets-manager", annotations: { "pulumi.com/waitFor": "condition=Ready" } },
            spec: {
                conditions: [{ namespaces: ["dify"] }],
                provider: { aws: { service: "SecretsManager", region: "eu-central-1" } },
            },
        });
        expect(dependenciesOf(graph, "ClusterSecretStore", "services-secret-store")).toContain(
            "services-external-secrets",
        );
        expect(resourcesOf(graph, "ClusterServices")[0]?.outputs).toEqual({
            storageClass: "gp3",
            secretStore: "aws-secrets-manager",
        });
    });
});

test("a service without access is refused, by name", async () => {
    await expect(
        evaluated({ access: { "cluster-autoscaler": IDENTITY }, secrets: { namespaces: [] } }),
    ).rejects.toThrow("access: nothing for aws-load-balancer-controller, external-secrets");
});
