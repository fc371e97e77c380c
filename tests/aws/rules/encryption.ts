import { bucketFindings } from "../../../analysis/invariants/aws/buckets";
import { encryptionFindings } from "../../../analysis/invariants/aws/encryption";
import { texts, type Rule } from "./rule";

export const encryption: Rule = {
    title: "everything that keeps data is encrypted",
    problems: (graph) => texts(encryptionFindings(graph)),
    breach: {
        variant: "prod",
        type: "aws:rds/instance:Instance",
        name: "postgres",
        inputs: { storageEncrypted: false },
    },
};

export const buckets: Rule = {
    title: "every bucket is encrypted with a key of the stack, private, versioned and refuses plain HTTP",
    problems: (graph) => texts(bucketFindings(graph)),
    breach: {
        variant: "prod",
        type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        name: "storage-files",
        inputs: { restrictPublicBuckets: false },
    },
};
