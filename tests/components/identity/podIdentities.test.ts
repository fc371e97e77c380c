import type { ResourceGraph } from "../../../analysis/graph";
import { PodIdentities } from "../../../components/identity/podIdentities";
import type { Grant, IdentityProvider } from "../../../contracts";
import { evaluateOnAws } from "../../support/awsEvaluation";
import { Elsewhere } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";

const EKS: IdentityProvider = {
    kind: "eks",
    clusterName: "dify-prod",
    oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer/id",
    oidcIssuer: "issuer/id",
};

const VECTORS: Grant = {
    name: "vectors",
    namespace: "dify",
    serviceAccounts: ["milvus"],
    statements: [{ sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::vectors/*"] }],
    method: "irsa",
};

const FILES: Grant = {
    name: "files",
    namespace: "dify",
    serviceAccounts: ["dify-api", "dify-worker"],
    statements: [{ sid: "Write", actions: ["s3:PutObject"], resources: ["arn:aws:s3:::files/*"] }],
    method: "podIdentity",
};

const evaluated = (identity: IdentityProvider, grants: readonly Grant[] = [VECTORS, FILES]) =>
    evaluateOnAws((opts) => {
        const { urn } = new Elsewhere("namespace");
        const dify = urn.apply(() => "dify");
        new PodIdentities("access", { identity, grants, namespaces: { dify } }, opts);
    });

const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "PodIdentities")[0]?.outputs;
const policyOf = (graph: ResourceGraph, kind: string, name: string) =>
    JSON.parse(inputsOf<{ policy: string }>(graph, kind, name).policy) as unknown;
const trustOf = (graph: ResourceGraph, name: string) =>
    JSON.parse(inputsOf<{ assumeRolePolicy: string }>(graph, "Role", name).assumeRolePolicy) as unknown;

const WRITE_POLICY = {
    Version: "2012-10-17",
    Statement: [{ Sid: "Write", Effect: "Allow", Action: ["s3:PutObject"], Resource: ["arn:aws:s3:::files/*"] }],
};

describe("on EKS", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated(EKS);
    });

    test("each grant is a role, with an association for each service account where Pod Identity is used", () => {
        expect(childrenOfComponent(graph, "PodIdentities")).toEqual([
            "PodIdentityAssociation access-files-dify-api",
            "PodIdentityAssociation access-files-dify-worker",
            "Role access-files",
            "Role access-vectors",
            "RolePolicy access-files",
            "RolePolicy access-vectors",
        ]);
    });

    test("IRSA trusts the service account, by name and audience", () => {
        expect(trustOf(graph, "access-vectors")).toMatchObject({
            Statement: [
                {
                    Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/issuer/id" },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            "issuer/id:aud": "sts.amazonaws.com",
                            "issuer/id:sub": ["system:serviceaccount:dify:milvus"],
                        },
                    },
                },
            ],
        });
    });

    test("Pod Identity trusts the agent, and the association says which pods", () => {
        expect(trustOf(graph, "access-files")).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                },
            ],
        });
        expect(inputsOf(graph, "PodIdentityAssociation", "access-files-dify-worker")).toEqual({
            clusterName: "dify-prod",
            namespace: "dify",
            serviceAccount: "dify-worker",
            roleArn: "arn:aws:iam:us-east-1:123456789012:access-files",
        });
    });

    test("a role may do what its grant says", () => {
        expect(inputsOf(graph, "RolePolicy", "access-files")["role"]).toBe("access-files");
        expect(policyOf(graph, "RolePolicy", "access-files")).toEqual(WRITE_POLICY);
    });

    test("only IRSA needs an annotation", () => {
        expect(outputsOf(graph)).toEqual({
            access: {
                vectors: {
                    kind: "identity",
                    annotations: {
                        "eks.amazonaws.com/role-arn": "arn:aws:iam:us-east-1:123456789012:access-vectors",
                    },
                },
                files: { kind: "identity", annotations: {} },
            },
            roleArns: {
                vectors: "arn:aws:iam:us-east-1:123456789012:access-vectors",
                files: "arn:aws:iam:us-east-1:123456789012:access-files",
            },
        });
    });
});

describe("where the cluster has no identities", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ kind: "keys" });
    });

    test("each grant is a user with a key in a Secret", () => {
        const each = ["files", "vectors"];
        expect(childrenOfComponent(graph, "PodIdentities")).toEqual([
            ...each.map((grant) => `AccessKey access-${grant}`),
            ...each.map((grant) => `Secret access-${grant}-keys`),
            ...each.map((grant) => `User access-${grant}`),
            ...each.map((grant) => `UserPolicy access-${grant}`),
        ]);
        expect(policyOf(graph, "UserPolicy", "access-files")).toEqual(WRITE_POLICY);
        expect(inputsOf(graph, "AccessKey", "access-files")).toEqual({ user: "access-files" });
    });

    test("the Secret is in the namespace of the pods, and waits for it", () => {
        expect(inputsOf(graph, "Secret", "access-files-keys")).toMatchObject({
            metadata: { name: "files-aws-keys", namespace: "dify" },
            stringData: { accesskey: "access-files-id", secretkey: "access-files-secret" },
        });
        expect(resourceOf(graph, "Secret", "access-files-keys").dependencies.join()).toContain("::namespace");
    });

    test("the key is known to be secret", () => {
        expect(resourceOf(graph, "Secret", "access-files-keys").secretPaths.join()).toContain("stringData");
    });

    test("the Secret goes to Kubernetes and the user to AWS", () => {
        expect(resourceOf(graph, "Secret", "access-files-keys").provider).toMatch(/::cluster$/);
        expect(resourceOf(graph, "User", "access-files").provider).toMatch(/::aws$/);
    });

    test("pods are told where the key is", () => {
        expect(outputsOf(graph)).toEqual({
            access: {
                vectors: { kind: "keys", secret: "vectors-aws-keys" },
                files: { kind: "keys", secret: "files-aws-keys" },
            },
            roleArns: {},
        });
    });

    test("a namespace that is not the program's is taken as it is", async () => {
        const other = await evaluated({ kind: "keys" }, [{ ...FILES, namespace: "kube-system" }]);
        expect(inputsOf(other, "Secret", "access-files-keys")).toHaveProperty("metadata.namespace", "kube-system");
    });
});

test("two grants of one name are refused", async () => {
    await expect(evaluated(EKS, [FILES, VECTORS, FILES])).rejects.toThrow("grants: more than one is named files");
});

test("a grant that allows everything is refused", async () => {
    const everything = { ...FILES, statements: [{ sid: "All", actions: ["s3:*"], resources: ["*"] }] };
    await expect(evaluated(EKS, [everything])).rejects.toThrow("All: s3:* on every resource");
});
