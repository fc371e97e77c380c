import type * as pulumi from "@pulumi/pulumi";
import { CLOUDWATCH_EXPORTER } from "../components/observability/exporters";
import { MONITORING_NAMESPACE } from "../components/observability/catalogue";
import { OBJECT_NAMES } from "../components/observability/stackValues";
import { bucketStatements } from "../components/s3/access";
import type { BucketPurpose, CloudAccess, Grant, ObjectStoreEndpoint } from "../contracts";

/** Which pods of Dify and its data tier may use which bucket, and what else of AWS. */

interface BucketUser {
    /** Service accounts that every stack has, named after its workloads. */
    readonly serviceAccounts: readonly string[];
    /** `irsa` where the workload's documentation knows nothing else: Milvus, Barman Cloud. */
    readonly method: Grant["method"];
}

const BUCKET_USERS: Readonly<Record<BucketPurpose, BucketUser>> = {
    files: {
        serviceAccounts: ["dify-api", "dify-worker", "dify-beat", "dify-migrate"],
        method: "podIdentity",
    },
    plugins: { serviceAccounts: ["dify-plugin-daemon"], method: "podIdentity" },
    vectors: { serviceAccounts: ["milvus"], method: "irsa" },
    backups: { serviceAccounts: ["postgres-dumps"], method: "irsa" },
};

/** Service accounts that a canary adds. */
const CANARY_USERS: Readonly<Partial<Record<BucketPurpose, readonly string[]>>> = {
    files: ["dify-canary-api", "dify-canary-worker", "dify-canary-migrate"],
};

/** Service accounts that pools of workers add. */
const POOL_USERS: Readonly<Partial<Record<BucketPurpose, readonly string[]>>> = {
    files: ["dify-worker-latency", "dify-worker-heavy"],
};

const PURPOSES = Object.keys(BUCKET_USERS) as BucketPurpose[];

/** Grants of the buckets, one for each purpose and named after it. */
export function bucketGrants(
    namespace: string,
    bucketArns: Readonly<Record<BucketPurpose, pulumi.Output<string>>>,
    kmsKeyArn: pulumi.Input<string>,
    {
        servers,
        collaboration,
        canary,
        workerPools,
    }: {
        /** Service accounts of the database servers in the cluster, which write their backups and read those that they were restored from. */
        readonly servers: readonly string[];
        /** Whether the websocket service runs: nobody else may take its name. */
        readonly collaboration: boolean;
        /** Whether a second release of Dify runs beside the first. */
        readonly canary: boolean;
        /** Whether the workers are divided into pools. */
        readonly workerPools: boolean;
    },
): Grant[] {
    const added: Partial<Record<BucketPurpose, readonly string[]>> = {
        files: collaboration ? ["dify-websocket"] : [],
        backups: servers,
    };
    return PURPOSES.map((purpose) => {
        const { serviceAccounts, method } = BUCKET_USERS[purpose];
        return {
            name: purpose,
            namespace,
            serviceAccounts: [
                ...serviceAccounts,
                ...(added[purpose] ?? []),
                ...((canary ? CANARY_USERS[purpose] : undefined) ?? []),
                ...((workerPools ? POOL_USERS[purpose] : undefined) ?? []),
            ],
            statements: bucketStatements(purpose, bucketArns[purpose], kmsKeyArn),
            method,
        };
    });
}

/** What the exporter of AWS' metrics may do: read metrics, and find the resources that they are of. None of these takes a resource. */
export function cloudWatchGrant(namespace: string): Grant {
    return {
        name: CLOUDWATCH_EXPORTER,
        namespace,
        serviceAccounts: [CLOUDWATCH_EXPORTER],
        statements: [
            {
                sid: "ReadMetrics",
                actions: ["cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"],
                resources: ["*"],
            },
            { sid: "FindResources", actions: ["tag:GetResources"], resources: ["*"] },
        ],
        method: "podIdentity",
    };
}

/** What Alertmanager needs to have SMS sent; none where nobody gets any. */
export function textMessageGrants(topicArns: readonly string[]): Grant[] {
    return topicArns.length === 0
        ? []
        : [
              {
                  name: "alerts",
                  namespace: MONITORING_NAMESPACE,
                  serviceAccounts: [OBJECT_NAMES.alertmanager.account],
                  statements: [{ sid: "Publish", actions: ["sns:Publish"], resources: [...new Set(topicArns)] }],
                  method: "podIdentity",
              },
          ];
}

/** The part of an object store's endpoint that says how each bucket is got at. Throws a RangeError when a grant is missing. */
export function objectStoreAccess(access: Readonly<Record<string, CloudAccess>>): ObjectStoreEndpoint["access"] {
    const of = (purpose: BucketPurpose): CloudAccess => {
        const found = access[purpose];
        if (found === undefined) {
            throw new RangeError(`no access to bucket ${purpose}`);
        }
        return found;
    };
    return { files: of("files"), plugins: of("plugins"), vectors: of("vectors"), backups: of("backups") };
}
