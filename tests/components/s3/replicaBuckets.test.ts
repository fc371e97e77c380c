import { replicaBuckets } from "../../../components/s3/replicaBuckets";
import { S3Replicas } from "../../../components/s3/s3Replicas";
import { evaluateComponent } from "../../support/evaluation";
import { STORAGE_ARGS } from "./storageArgs";

test("are where S3Replicas makes them, under the very names", async () => {
    const set = replicaBuckets("eu-west-1", STORAGE_ARGS.names, "arn:aws:kms:eu-west-1:111122223333:key/1");
    const graph = await evaluateComponent(
        (opts) => new S3Replicas("replicas", { region: "eu-west-1", names: STORAGE_ARGS.names }, opts),
    );
    const made = graph.resources.find(({ type }) => type.endsWith(":S3Replicas"))?.outputs;
    expect(set.location).toEqual(made?.["location"]);
    const arns = made?.["target"] as { bucketArns: Record<string, string> };
    const values = await Promise.all(
        Object.entries(set.bucketArns).map(
            ([purpose, arn]) => new Promise((resolve) => arn.apply((value) => resolve([purpose, value]))),
        ),
    );
    expect(Object.fromEntries(values as [string, string][])).toEqual(arns.bucketArns);
});
