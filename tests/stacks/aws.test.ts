import { kubernetesObjects, type ResourceGraph } from "../../analysis/graph";
import { manifestText } from "../../cli/manifests";
import { planDocument } from "../../cli/planDocument";
import { childNames, closureOf, resourceOf, resourcesOf } from "../support/graph";
import { AWS_VARIANTS, evaluateVariant } from "../support/variants";

/** Stacks on AWS as a whole: what they consist of, what waits for what, and that nothing secret leaves them. */

const EVERYWHERE = [
    "AcmeIssuer issuer",
    "ClusterServices services",
    "DataKey data",
    "DifyApp dify",
    "HigressGateway gateway",
    "LogicalBackup postgres-dumps",
    "MetricSources metrics",
    "MilvusCluster milvus",
    "MultiAzNetwork network",
    "Namespace cert-manager",
    "Namespace dify",
    "NetworkPolicies network",
    "Observability monitoring",
    "Operators operators",
    "PodIdentities certificates",
    "PodIdentities services",
    "PodIdentities workloads",
    "PublicLoadBalancer public",
    "PublicName name",
    "S3Storage storage",
    "aws aws-eu-central-1",
    "kubernetes cluster",
];

const EKS = ["EksCluster cluster", "TargetAccess public-targets"];
const RDS = ["RdsDatabases postgres", "RdsServer postgres"];
const ELASTICACHE = ["ElastiCacheRedis redis"];
const SECOND_REGION = ["RdsBackupCopies postgres-copies", "S3Replicas replicas", "aws aws-eu-west-1"];

const BESIDE: Readonly<Record<string, readonly string[]>> = {
    prod: [...EKS, ...RDS, ...ELASTICACHE, ...SECOND_REGION],
    staging: [...EKS, ...RDS, ...ELASTICACHE],
    k3s: ["K3sCluster cluster", ...RDS, ...ELASTICACHE, ...SECOND_REGION],
    aurora: [...EKS, ...RDS, ...ELASTICACHE],
    "data tier in the cluster": [...EKS, "PostgresHA postgres", "RedisCluster redis"],
};

/** Texts that nobody may see, wherever a stack keeps them. */
function secretTexts(graph: ResourceGraph): string[] {
    const inKubernetes = resourcesOf(graph, "kubernetes:core/v1:Secret").flatMap(({ inputs }) =>
        Object.entries(inputs["stringData"] as Record<string, string>).filter(([key]) => key !== "username"),
    );
    const inSecretsManager = resourcesOf(graph, "SecretVersion").flatMap(({ inputs }) =>
        Object.entries(JSON.parse(inputs["secretString"] as string) as Record<string, string>).filter(
            ([key]) => key !== "username",
        ),
    );
    return [...inKubernetes, ...inSecretsManager].map(([, value]) => value);
}

describe.each(Object.keys(AWS_VARIANTS))("%s", (variant) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
    });

    test("has these at the top", () => {
        expect(childNames(graph)).toEqual([...EVERYWHERE, ...(BESIDE[variant] ?? [])].sort());
    });

    test("gives every resource the provider of its kind, and nothing a default one", () => {
        const wrong = graph.resources
            .filter(({ type, custom }) => custom && !type.startsWith("pulumi:"))
            .filter(({ type, provider }) => {
                const kind = type.split(":")[0] ?? "";
                return (
                    ["aws", "kubernetes"].includes(kind) && provider?.includes(`pulumi:providers:${kind}::`) !== true
                );
            });
        expect(wrong.map(({ type, name }) => `${type} ${name}`)).toEqual([]);
    });

    test("tags everything with the stack's name", () => {
        const { stack } = AWS_VARIANTS[variant] ?? { stack: "" };
        const { defaultTags } = resourceOf(graph, "pulumi:providers:aws", "aws-eu-central-1").inputs;
        expect(JSON.parse(defaultTags as string)).toEqual({ tags: { "dify-ha:stack": stack } });
    });

    test("starts the application after its identities, its data tier and the migration", () => {
        const names = [...closureOf(graph, resourceOf(graph, "Deployment", "dify-api"))].map((urn) =>
            urn.split("::").slice(-2).join(" "),
        );
        expect(names.filter((name) => name.includes("PodIdentities$aws:")).length).toBeGreaterThan(4);
        expect(names.some((name) => name.endsWith(" dify-migrate"))).toBe(true);
        expect(names.some((name) => name.endsWith(" milvus"))).toBe(true);
        expect(names.some((name) => name.endsWith("Release services-cluster-autoscaler"))).toBe(true);
    });

    test("shows no secret in plan, manifests and outputs", () => {
        const shown = [
            JSON.stringify(planDocument(graph)),
            ...kubernetesObjects(graph, { showSecrets: false }).map(manifestText),
            JSON.stringify(graph.resources.map(({ outputs }) => outputs)),
        ].join("\n");
        const texts = secretTexts(graph);
        expect(texts.length).toBeGreaterThan(5);
        expect(texts.filter((text) => text.length > 8 && shown.includes(text))).toEqual([]);
    });
});
