import type { ResourceGraph } from "../../../analysis/graph";
import { PURPOSES } from "../../../components/s3/names";
import { replicationPolicy, tlsOnlyPolicy } from "../../../components/s3/policies";
import { S3Storage, type S3StorageArgs } from "../../../components/s3/s3Storage";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { STORAGE_ARGS, TARGET } from "./storageArgs";

const evaluated = (change: Partial<S3StorageArgs> = {}) =>
    evaluateComponent((opts) => new S3Storage("storage", { ...STORAGE_ARGS, ...change }, opts));

const dependenciesOf = (graph: ResourceGraph, kind: string, name: string) =>
    resourceOf(graph, kind, name).dependencies.map((urn) => urn.split(":").slice(-3).join(":").replace("::", " "));

const BUCKET_RESOURCES = [
    "Bucket",
    "BucketLifecycleConfiguration",
    "BucketOwnershipControls",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketServerSideEncryptionConfiguration",
    "BucketVersioning",
];

const CHILDREN = [
    ...BUCKET_RESOURCES.flatMap((kind) => PURPOSES.map((purpose) => `${kind} storage-${purpose}`)),
    "Alias storage-key",
    "Key storage-key",
];

const KEY_ARN = "arn:aws:kms:us-east-1:123456789012:storage-key";

describe("the buckets", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("have these children, one of each kind for each purpose", () => {
        expect(childrenOfComponent(graph, "S3Storage")).toEqual([...CHILDREN].sort());
    });

    test("are encrypted with one key, which is renewed every year", () => {
        expect(inputsOf(graph, "Key", "storage-key")).toEqual({
            description: "Encrypts the buckets",
            enableKeyRotation: true,
            deletionWindowInDays: 30,
            tags: { Name: "storage" },
        });
        expect(inputsOf(graph, "Alias", "storage-key")).toEqual({ targetKeyId: "storage-key-id" });
    });

    test("and the key cannot be deleted by accident", () => {
        expect(
            graph.resources
                .filter(({ protect }) => protect)
                .map(({ name }) => name)
                .sort(),
        ).toEqual(["storage-backups", "storage-files", "storage-key", "storage-plugins", "storage-vectors"]);
    });

    test.each(PURPOSES)("%s: versions, encryption, no public access, no ACLs, TLS only", (purpose) => {
        const name = `storage-${purpose}`;
        const bucket = `acme-${purpose}`;
        expect(inputsOf(graph, "Bucket", name)).toEqual({
            bucket,
            objectLockEnabled: false,
            tags: { Name: bucket },
        });
        expect(inputsOf(graph, "BucketVersioning", name)).toEqual({
            bucket,
            versioningConfiguration: { status: "Enabled" },
        });
        expect(inputsOf(graph, "BucketServerSideEncryptionConfiguration", name)).toEqual({
            bucket,
            rules: [
                {
                    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY_ARN },
                    bucketKeyEnabled: true,
                    blockedEncryptionTypes: ["SSE-C"],
                },
            ],
        });
        expect(inputsOf(graph, "BucketPublicAccessBlock", name)).toEqual({
            bucket,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        expect(inputsOf(graph, "BucketOwnershipControls", name)).toEqual({
            bucket,
            rule: { objectOwnership: "BucketOwnerEnforced" },
        });
        const { policy, ...rest } = inputsOf<{ policy: string }>(graph, "BucketPolicy", name);
        expect(rest).toEqual({ bucket });
        expect(JSON.parse(policy)).toEqual(tlsOnlyPolicy(`arn:aws:s3:::${bucket}`));
    });

    test.each([
        ["files", 30],
        ["plugins", 30],
        ["vectors", 3],
        ["backups", 30],
    ])("%s: old versions go after %d days", (purpose, noncurrentDays) => {
        expect(inputsOf(graph, "BucketLifecycleConfiguration", `storage-${purpose}`)).toMatchObject({
            bucket: `acme-${purpose}`,
            rules: [{ noncurrentVersionExpiration: { noncurrentDays } }],
        });
        expect(dependenciesOf(graph, "BucketLifecycleConfiguration", `storage-${purpose}`)).toContain(
            `BucketVersioning storage-${purpose}`,
        );
    });

    test("are known to others once they keep versions", () => {
        expect(resourcesOf(graph, "S3Storage")[0]?.outputs).toEqual({
            location: {
                url: "https://s3.eu-central-1.amazonaws.com",
                region: "eu-central-1",
                pathStyle: false,
                buckets: STORAGE_ARGS.names,
            },
            bucketArns: {
                files: "arn:aws:s3:::acme-files",
                plugins: "arn:aws:s3:::acme-plugins",
                vectors: "arn:aws:s3:::acme-vectors",
                backups: "arn:aws:s3:::acme-backups",
            },
            kmsKeyArn: KEY_ARN,
        });
    });
});

describe("with a lock", () => {
    test("backups alone are locked, and their versions kept as long", async () => {
        const graph = await evaluated({ objectLock: { days: 45 }, expireNoncurrentDays: 10 });
        expect(childrenOfComponent(graph, "S3Storage")).toEqual(
            [...CHILDREN, "BucketObjectLockConfiguration storage-backups"].sort(),
        );
        expect(
            PURPOSES.filter((purpose) => inputsOf(graph, "Bucket", `storage-${purpose}`)["objectLockEnabled"] === true),
        ).toEqual(["backups"]);
        expect(inputsOf(graph, "BucketObjectLockConfiguration", "storage-backups")).toEqual({
            bucket: "acme-backups",
            rule: { defaultRetention: { mode: "GOVERNANCE", days: 45 } },
        });
        expect(dependenciesOf(graph, "BucketObjectLockConfiguration", "storage-backups")).toContain(
            "BucketVersioning storage-backups",
        );
        expect(inputsOf(graph, "BucketLifecycleConfiguration", "storage-backups")).toHaveProperty(
            "rules.0.noncurrentVersionExpiration.noncurrentDays",
            45,
        );
        expect(inputsOf(graph, "BucketLifecycleConfiguration", "storage-files")).toHaveProperty(
            "rules.0.noncurrentVersionExpiration.noncurrentDays",
            10,
        );
    });
});

describe("with a copy in another region", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ replication: TARGET });
    });

    test("there are a role and a rule for each bucket more", () => {
        expect(childrenOfComponent(graph, "S3Storage")).toEqual(
            [
                ...CHILDREN,
                "Role storage-replication",
                "RolePolicy storage-replication",
                ...PURPOSES.map((purpose) => `BucketReplicationConfig storage-${purpose}`),
            ].sort(),
        );
    });

    test.each(PURPOSES)("%s: every version and deletion goes there, within 15 minutes, encrypted there", (purpose) => {
        expect(inputsOf(graph, "BucketReplicationConfig", `storage-${purpose}`)).toEqual({
            bucket: `acme-${purpose}`,
            role: "arn:aws:iam:us-east-1:123456789012:storage-replication",
            rules: [
                {
                    id: "all",
                    priority: 0,
                    status: "Enabled",
                    filter: {},
                    deleteMarkerReplication: { status: "Enabled" },
                    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
                    destination: {
                        bucket: `arn:aws:s3:::acme-${purpose}-eu-west-1`,
                        storageClass: "STANDARD",
                        encryptionConfiguration: { replicaKmsKeyId: TARGET.kmsKeyArn },
                        replicationTime: { status: "Enabled", time: { minutes: 15 } },
                        metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
                    },
                },
            ],
        });
        expect(dependenciesOf(graph, "BucketReplicationConfig", `storage-${purpose}`)).toEqual(
            expect.arrayContaining([`BucketVersioning storage-${purpose}`, "RolePolicy storage-replication"]),
        );
    });

    test("the role may do that and no more", () => {
        const { role, policy } = inputsOf<{ role: string; policy: string }>(graph, "RolePolicy", "storage-replication");
        expect(role).toBe("storage-replication-id");
        expect(JSON.parse(policy)).toEqual(
            replicationPolicy(
                {
                    region: "eu-central-1",
                    bucketArns: PURPOSES.map((purpose) => `arn:aws:s3:::acme-${purpose}`),
                    kmsKeyArn: KEY_ARN,
                },
                { ...TARGET, bucketArns: PURPOSES.map((purpose) => TARGET.bucketArns[purpose]) },
                false,
            ),
        );
    });

    test("locked backups take their lock along", async () => {
        const locked = await evaluated({ replication: TARGET, objectLock: { days: 7 } });
        expect(inputsOf(locked, "RolePolicy", "storage-replication")["policy"]).toContain("s3:GetObjectRetention");
        expect(inputsOf(graph, "RolePolicy", "storage-replication")["policy"]).not.toContain("s3:GetObjectRetention");
    });
});

test("what is wrong is said at once", async () => {
    await expect(
        evaluated({
            names: { ...STORAGE_ARGS.names, files: "Acme" },
            expireNoncurrentDays: 0,
            replication: { ...TARGET, region: "eu-central-1" },
        }),
    ).rejects.toThrow(
        /storage\.buckets\.files = "Acme": .*\nstorage\.expireNoncurrentDays = 0: .*\ndr\.region = "eu-central-1": must be another region/,
    );
});
