import type { ResourceGraph } from "../../../analysis/graph";
import { PURPOSES } from "../../../components/s3/names";
import { S3Replicas, type S3ReplicasArgs } from "../../../components/s3/s3Replicas";
import { evaluateComponent } from "../../support/evaluation";
import { inputsOf, resourcesOf } from "../../support/graph";
import { STORAGE_ARGS } from "./storageArgs";

const ARGS: S3ReplicasArgs = { region: "eu-west-1", names: STORAGE_ARGS.names };

const evaluated = (change: Partial<S3ReplicasArgs> = {}) =>
    evaluateComponent((opts) => new S3Replicas("replicas", { ...ARGS, ...change }, opts));

const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "S3Replicas")[0]?.outputs;

test("replicas are named after the originals and the region, and are what replication and a stack there ask for", async () => {
    const graph = await evaluated();
    expect(resourcesOf(graph, "aws:s3/bucket:Bucket").map(({ inputs }) => inputs["bucket"])).toEqual(
        [...PURPOSES].sort().map((purpose) => `acme-${purpose}-eu-west-1`),
    );
    expect(outputsOf(graph)).toEqual({
        target: {
            region: "eu-west-1",
            bucketArns: {
                files: "arn:aws:s3:::acme-files-eu-west-1",
                plugins: "arn:aws:s3:::acme-plugins-eu-west-1",
                vectors: "arn:aws:s3:::acme-vectors-eu-west-1",
                backups: "arn:aws:s3:::acme-backups-eu-west-1",
            },
            kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:replicas-key",
        },
        location: {
            url: "https://s3.eu-west-1.amazonaws.com",
            region: "eu-west-1",
            pathStyle: false,
            buckets: {
                files: "acme-files-eu-west-1",
                plugins: "acme-plugins-eu-west-1",
                vectors: "acme-vectors-eu-west-1",
                backups: "acme-backups-eu-west-1",
            },
        },
    });
});

test.each(PURPOSES)("%s keeps versions: S3 replicates into no other bucket", async (purpose) => {
    expect(inputsOf(await evaluated(), "BucketVersioning", `replicas-${purpose}`)).toEqual({
        bucket: `acme-${purpose}-eu-west-1`,
        versioningConfiguration: { status: "Enabled" },
    });
});

test("the replica of the backups is locked where they are", async () => {
    const graph = await evaluated({ objectLock: { days: 7 } });
    expect(inputsOf(graph, "Bucket", "replicas-backups")["objectLockEnabled"]).toBe(true);
    expect(inputsOf(graph, "BucketObjectLockConfiguration", "replicas-backups")).toMatchObject({
        rule: { defaultRetention: { mode: "GOVERNANCE", days: 7 } },
    });
});

test("a name that is too long with the region is refused with it", async () => {
    await expect(evaluated({ names: { ...ARGS.names, files: "f".repeat(60) } })).rejects.toThrow(
        `storage.buckets.files = "${"f".repeat(60)}-eu-west-1": must be 3 to 63`,
    );
});
