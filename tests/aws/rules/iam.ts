import { ofType, type ResourceGraph } from "../../../analysis/graph";
import { policiesOf, policyFindings, type Policy } from "../../../analysis/invariants/aws/policies";
import { texts, type Rule } from "./rule";

/** IAM allows nothing in general, and everything that it allows is complete. */

export const narrowPolicies: Rule = {
    title: "no policy allows a wildcard action on a wildcard resource, or anybody",
    problems: (graph) => texts(policyFindings(graph)),
    breach: {
        variant: "prod",
        type: "aws:iam/rolePolicy:RolePolicy",
        name: "workloads-files",
        inputs: { policy: '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}' },
    },
};

const READ_SECRET = "secretsmanager:GetSecretValue";

function allowed({ statements }: Policy, action: string): string[] {
    return statements
        .filter(({ effect, actions }) => effect === "Allow" && actions.includes(action))
        .flatMap(({ resources }) => resources);
}

/** Something that is encrypted with a key. */
interface Encrypted {
    readonly key: string;
    /** Whether a resource of an IAM statement means it. */
    readonly isMeantBy: (resource: string) => boolean;
}

function encryptedBuckets(graph: ResourceGraph): Encrypted[] {
    const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    return ofType(graph, type).map(({ inputs }) => {
        const { bucket, rules } = inputs as unknown as {
            readonly bucket: string;
            readonly rules: readonly [
                { readonly applyServerSideEncryptionByDefault: { readonly kmsMasterKeyId: string } },
            ];
        };
        return {
            key: rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId,
            isMeantBy: (resource) => resource.startsWith(`arn:aws:s3:::${bucket}/`),
        };
    });
}

function encryptedSecrets(graph: ResourceGraph): Encrypted[] {
    return ofType(graph, "aws:secretsmanager/secret:Secret").map(({ name, inputs }) => ({
        key: String(inputs["kmsKeyId"]),
        // A made-up ARN or id tells the logical name; a policy for several secrets says what their own names begin with.
        isMeantBy: (resource) =>
            resource.endsWith("*")
                ? String(inputs["name"]).startsWith(resource.slice(resource.indexOf(":secret:") + 8, -1))
                : resource === `${name}-id` || resource.endsWith(`:${name}`),
    }));
}

/** What else somebody needs who may do something: these actions on the key. An upload in parts reads what it has encrypted. */
const KEY_NEEDS = [
    { action: "s3:PutObject", encrypted: encryptedBuckets, onKey: ["kms:GenerateDataKey", "kms:Decrypt"] },
    { action: READ_SECRET, encrypted: encryptedSecrets, onKey: ["kms:Decrypt"] },
] as const;

function keyProblems(graph: ResourceGraph, policy: Policy): string[] {
    const problems = KEY_NEEDS.flatMap(({ action, encrypted, onKey }) => {
        const resources = allowed(policy, action);
        return encrypted(graph)
            .filter(({ isMeantBy }) => resources.some(isMeantBy))
            .flatMap(({ key }) =>
                onKey
                    .filter((need) => !allowed(policy, need).includes(key))
                    .map((need) => `${policy.resource.name}: lacks ${need} on ${key}`),
            );
    });
    return [...new Set(problems)];
}

export const keysOfGrants: Rule = {
    title: "whoever may write to a bucket or read a secret may use its key",
    problems: (graph) => policiesOf(graph).flatMap((policy) => keyProblems(graph, policy)),
    breach: {
        variant: "prod",
        type: "aws:iam/rolePolicy:RolePolicy",
        name: "services-external-secrets",
        inputs: {
            policy: JSON.stringify({
                Statement: [
                    {
                        Effect: "Allow",
                        Action: READ_SECRET,
                        Resource: "arn:aws:secretsmanager:eu-central-1:*:secret:dify-ha-prod/*",
                    },
                ],
            }),
        },
    },
};

/** Types that belong to a role or a user, and do not use it. */
const BELONGINGS = /^aws:iam\/(role|rolePolicy|rolePolicyAttachment|user|userPolicy|userPolicyAttachment|accessKey):/;

/** Texts that stand for a role or user where something uses it. */
const TRACES: Readonly<Record<string, (name: string) => readonly string[]>> = {
    "aws:iam/role:Role": (name) => [`:${name}"`, `"${name}-id"`],
    // The secret of a user's key is made up from the name.
    "aws:iam/user:User": (name) => [`${name}-secret`, Buffer.from(`${name}-secret`).toString("base64")],
};

function unusedIdentities(graph: ResourceGraph): string[] {
    const uses = graph.resources
        .filter(({ type, custom }) => custom && !BELONGINGS.test(type))
        .map(({ inputs }) => JSON.stringify(inputs));
    return Object.entries(TRACES).flatMap(([type, tracesOf]) =>
        ofType(graph, type)
            .filter(({ name }) => !uses.some((text) => tracesOf(name).some((trace) => text.includes(trace))))
            .map(({ name }) => `${name}: nothing uses it`),
    );
}

function withoutRights(graph: ResourceGraph): string[] {
    const owners = ["role", "user"].flatMap((key) =>
        graph.resources
            .filter(({ type }) => /^aws:iam\/(role|user)Policy/.test(type))
            .map(({ inputs }) => String(inputs[key]).replace(/-id$/, "")),
    );
    return Object.keys(TRACES).flatMap((type) =>
        ofType(graph, type)
            .filter(({ name }) => !owners.includes(name))
            .map(({ name }) => `${name}: may do nothing`),
    );
}

export const usedIdentities: Rule = {
    title: "every role and user is used, and may do something",
    problems: (graph) => [...unusedIdentities(graph), ...withoutRights(graph)],
    breach: {
        variant: "prod",
        type: "aws:ec2/flowLog:FlowLog",
        name: "network-flow-logs",
        inputs: { iamRoleArn: undefined },
    },
};
