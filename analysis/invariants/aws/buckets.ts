import { ofType, type GraphResource, type ResourceGraph } from "../../graph";
import { finding, type Finding } from "../types";

/** Every bucket is encrypted with a key of the stack, private, versioned and refuses plain HTTP. */

interface Sse {
    readonly rules: readonly {
        readonly applyServerSideEncryptionByDefault: {
            readonly sseAlgorithm: string;
            readonly kmsMasterKeyId?: string;
        };
    }[];
}

/** What belongs to every bucket: a resource of the type that has these inputs. */
const BESIDE_BUCKETS: Readonly<Record<string, (inputs: never, bucket: string) => boolean>> = {
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ({ rules }: Sse) =>
        rules.every(
            ({ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId } }) =>
                sseAlgorithm === "aws:kms" && kmsMasterKeyId !== undefined,
        ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (inputs: Readonly<Record<string, unknown>>) =>
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
            (key) => inputs[key] === true,
        ),
    "aws:s3/bucketVersioning:BucketVersioning": ({
        versioningConfiguration,
    }: {
        readonly versioningConfiguration: { readonly status: string };
    }) => versioningConfiguration.status === "Enabled",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ({
        rule,
    }: {
        readonly rule: { readonly objectOwnership: string };
    }) => rule.objectOwnership === "BucketOwnerEnforced",
    "aws:s3/bucketPolicy:BucketPolicy": ({ policy }: { readonly policy: string }, bucket) =>
        refusesPlainHttp(policy, bucket),
};

function refusesPlainHttp(policy: string, bucket: string): boolean {
    const { Statement } = JSON.parse(policy) as { readonly Statement: readonly Record<string, unknown>[] };
    const wanted = {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    return Statement.some((statement) =>
        Object.entries(wanted).every(([key, value]) => JSON.stringify(statement[key]) === JSON.stringify(value)),
    );
}

function findingsOfBucket(graph: ResourceGraph, resource: GraphResource): Finding[] {
    const bucket = String(resource.inputs["bucket"]);
    return Object.entries(BESIDE_BUCKETS)
        .filter(
            ([type, isRight]) =>
                ofType(graph, type).filter(
                    (beside) => beside.inputs["bucket"] === bucket && isRight(beside.inputs as never, bucket),
                ).length !== 1,
        )
        .map(([type]) => finding(resource, `no right ${type.split(":").at(-1)}`));
}

export function bucketFindings(graph: ResourceGraph): Finding[] {
    return ofType(graph, "aws:s3/bucket:Bucket").flatMap((bucket) => findingsOfBucket(graph, bucket));
}
