import { spawnSync } from "node:child_process";
import { dataTypeOf } from "../../analysis/diff/dataTypes";
import { describeUnless } from "../support/programs";
import { awsPython } from "./python";

/** What is said to replace data on AWS, against what AWS publishes of each type: properties that it cannot change later. */

const { python, problems } = awsPython();

interface Immutable {
    readonly always: readonly string[];
    readonly sometimes: readonly string[];
}

const SCRIPT = `
import json, sys
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER as schemas
schema = schemas.get_resource_schema("us-east-1", sys.argv[1]).schema
names = lambda key: sorted(path.split("/")[2] for path in schema.get(key, []))
print(json.dumps({"always": names("createOnlyProperties"), "sometimes": names("conditionalCreateOnlyProperties")}))
`;

function immutableOf(type: string): Immutable {
    const { stdout, stderr } = spawnSync(python, ["-c", SCRIPT, type], { encoding: "utf8" });
    if (stdout === "") {
        throw new Error(stderr);
    }
    return JSON.parse(stdout) as Immutable;
}

interface Case {
    readonly type: string;
    readonly published: string;
    /** Names that are not the input's with a capital. */
    readonly names: Readonly<Record<string, string>>;
    /** Inputs that AWS has no such property for: the provider alone replaces for them. */
    readonly ofProvider: readonly string[];
    /** Properties that no input of the program can set. */
    readonly unused: readonly string[];
}

const CASES: readonly Case[] = [
    {
        type: "aws:rds/instance:Instance",
        published: "AWS::RDS::DBInstance",
        names: {
            clusterIdentifier: "DBClusterIdentifier",
            customIamInstanceProfile: "CustomIAMInstanceProfile",
            dbName: "DBName",
            dbSubnetGroupName: "DBSubnetGroupName",
            identifier: "DBInstanceIdentifier",
            snapshotIdentifier: "DBSnapshotIdentifier",
            username: "MasterUsername",
        },
        ofProvider: ["restoreToPointInTime"],
        // Outposts, Oracle's containers, and the region of a replica's primary.
        unused: ["BackupTarget", "DBSystemId", "SourceRegion"],
    },
    {
        type: "aws:rds/cluster:Cluster",
        published: "AWS::RDS::DBCluster",
        names: { clusterIdentifier: "DBClusterIdentifier", dbSubnetGroupName: "DBSubnetGroupName" },
        ofProvider: ["restoreToPointInTime"],
        // Clusters without Aurora, and parts of restoreToPointInTime.
        unused: [
            "ClusterScalabilityType",
            "DBSystemId",
            "PubliclyAccessible",
            "RestoreToTime",
            "RestoreType",
            "SourceDBClusterIdentifier",
            "SourceDbClusterResourceId",
            "SourceRegion",
            "UseLatestRestorableTime",
        ],
    },
    {
        type: "aws:s3/bucket:Bucket",
        published: "AWS::S3::Bucket",
        names: { bucket: "BucketName", bucketPrefix: "BucketNamePrefix" },
        ofProvider: ["objectLockEnabled"],
        unused: ["BucketNamespace"],
    },
    {
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        published: "AWS::ElastiCache::ReplicationGroup",
        names: { nodeGroupConfigurations: "NodeGroupConfiguration", subnetGroupName: "CacheSubnetGroupName" },
        ofProvider: [],
        // The provider moves members to other zones in place.
        unused: ["PreferredCacheClusterAZs"],
    },
];

function propertyOf(input: string, names: Case["names"]): string {
    return names[input] ?? `${input.charAt(0).toUpperCase()}${input.slice(1)}`;
}

describeUnless(problems, "published of", () => {
    describe.each(CASES)("$published", ({ type, published, names, ofProvider, unused }) => {
        let immutable: Immutable;
        let properties: readonly string[];
        beforeAll(() => {
            immutable = immutableOf(published);
            properties = (dataTypeOf(type)?.replacedBy ?? [])
                .filter((input) => !ofProvider.includes(input))
                .map((input) => propertyOf(input, names));
        });

        test("whatever replaces it can, by AWS, not be changed", () => {
            const known = [...immutable.always, ...immutable.sometimes];
            expect(properties.filter((property) => !known.includes(property))).toEqual([]);
        });

        test("whatever can never be changed replaces it", () => {
            expect(immutable.always.filter((property) => !properties.includes(property))).toEqual(unused);
        });
    });
});
