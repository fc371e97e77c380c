import { bucketArn, byPurpose, nameProblems, replicaName } from "../../../components/s3/names";

const NAMES = byPurpose((purpose) => `acme-${purpose}`);

const problemsOf = (change: object) =>
    nameProblems("storage.buckets", { ...NAMES, ...change }).map(({ path, value }) => [path, value]);

test("ARN and name of the replica come from the name alone", () => {
    expect(bucketArn("acme-files")).toBe("arn:aws:s3:::acme-files");
    expect(replicaName("acme-files", "eu-west-1")).toBe("acme-files-eu-west-1");
});

test.each([{}, { files: "a1b" }, { files: "a".repeat(63) }])("%j is fine", (change) => {
    expect(problemsOf(change)).toEqual([]);
});

test.each(["ab", "a".repeat(64), "Acme", "acme.files", "-acme", "acme-", "acme_files", ""])(
    "%j is refused",
    (files) => {
        expect(problemsOf({ files })).toEqual([["storage.buckets.files", files]]);
    },
);

test("a bucket serves one purpose, and the second one is told of the first", () => {
    expect(nameProblems("storage.buckets", { ...NAMES, vectors: "acme-files" })).toEqual([
        {
            path: "storage.buckets.vectors",
            value: "acme-files",
            message: "is the bucket for files already; each purpose has its own access and lifecycle",
        },
    ]);
});
