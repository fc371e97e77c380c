import { dataChanges } from "../../../analysis/diff/data";
import { resourceChanges, type PlannedResource } from "../../../analysis/diff/resources";
import { planned } from "./plannedResources";

/** What is lost when a plan takes the place of another. */

function losses(base: PlannedResource | undefined, head?: PlannedResource) {
    const [before, after] = [base === undefined ? [] : [base], head === undefined ? [] : [head]];
    return dataChanges(resourceChanges(before, after), before).map(({ name, change, because, needsApproval }) => ({
        name,
        change,
        because,
        needsApproval,
    }));
}

const RDS = "aws:rds/instance:Instance";
const CNPG = "kubernetes:postgresql.cnpg.io/v1:Cluster";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";

const data = (type: string, inputs: PlannedResource["inputs"] = {}, protect: boolean | undefined = true) =>
    planned("data", { type, inputs, protect });

const replaced = (...because: string[]) => [{ name: "data", change: "replaced", because, needsApproval: true }];

const OBJECT = { apiVersion: "v1", kind: "Kind", metadata: { name: "a", namespace: "dify" } };

const claims = (size: string) => ({
    spec: { replicas: 1, volumeClaimTemplates: [{ metadata: { name: "data" }, size }] },
});

describe("replaced by a new one", () => {
    test.each([
        ["a database that is renamed", RDS, { identifier: "a" }, { identifier: "b" }, ["identifier"]],
        ["a database of another key", RDS, { kmsKeyId: "a" }, { kmsKeyId: "b" }, ["kmsKeyId"]],
        [
            "a database restored from another snapshot",
            RDS,
            {},
            { restoreToPointInTime: { x: 1 } },
            ["restoreToPointInTime"],
        ],
        ["an Aurora cluster", "aws:rds/cluster:Cluster", { engine: "a" }, { engine: "b" }, ["engine"]],
        ["a bucket", "aws:s3/bucket:Bucket", { bucket: "a" }, { bucket: "b" }, ["bucket"]],
        [
            "a cache",
            "aws:elasticache/replicationGroup:ReplicationGroup",
            { port: 1, subnetGroupName: "a" },
            { port: 2, subnetGroupName: "b" },
            ["port", "subnetGroupName"],
        ],
        ["a key", "aws:kms/key:Key", {}, { multiRegion: true }, ["multiRegion"]],
        [
            "a generated password",
            "random:index/randomPassword:RandomPassword",
            { length: 48 },
            { length: 64 },
            ["length"],
        ],
        [
            "an operator's database that is moved",
            CNPG,
            OBJECT,
            { ...OBJECT, metadata: { name: "a", namespace: "other" } },
            ["metadata.namespace"],
        ],
        [
            "an operator's database of a later version of its API",
            "kubernetes:postgresql.cnpg.io/v2alpha1:Cluster",
            OBJECT,
            { ...OBJECT, metadata: { name: "b", namespace: "dify" } },
            ["metadata.name"],
        ],
        ["volumes of pods", STATEFUL_SET, claims("1Gi"), claims("2Gi"), ["spec.volumeClaimTemplates[0].size"]],
        ["a volume", "kubernetes:core/v1:PersistentVolumeClaim", { spec: { a: 1 } }, { spec: { a: 2 } }, ["spec.a"]],
    ])("%s", (_, type, before, after, because) => {
        expect(losses(data(type, before), data(type, after))).toEqual(replaced(...because));
    });
});

describe("not lost", () => {
    test.each([
        ["a database that grows", RDS, { allocatedStorage: 100 }, { allocatedStorage: 200 }],
        ["a database of another class", RDS, { instanceClass: "a" }, { instanceClass: "b" }],
        ["an operator's database with other members", CNPG, { spec: { instances: 3 } }, { spec: { instances: 2 } }],
        ["tags of a bucket", "aws:s3/bucket:Bucket", { tags: { Name: "a" } }, { tags: { Name: "b" } }],
        [
            "other pods of the same volumes",
            STATEFUL_SET,
            claims("1Gi"),
            { spec: { ...claims("1Gi").spec, replicas: 2 } },
        ],
        ["pods without volumes", STATEFUL_SET, { spec: { serviceName: "a" } }, { spec: { serviceName: "b" } }],
        ["a field whose name only begins like one", "aws:s3/bucket:Bucket", { bucketTags: 1 }, { bucketTags: 2 }],
    ])("%s", (_, type, before, after) => {
        expect(losses(data(type, before), data(type, after))).toEqual([]);
    });
});

test("what is removed is deleted, and what is new loses nothing", () => {
    expect(losses(data(RDS))).toEqual([{ name: "data", change: "deleted", because: [], needsApproval: true }]);
    expect(losses(undefined, data(RDS))).toEqual([]);
});

test("a read replica is filled again from its primary", () => {
    const replica = { replicateSourceDb: "primary", identifier: "a" };
    expect(losses(data(RDS, replica, false))).toEqual([]);
    expect(losses(data(RDS, replica, false), data(RDS, { ...replica, identifier: "b" }, false))).toEqual([]);
    expect(losses(data(RDS, { clusterIdentifier: "aurora" }, false))).toEqual([]);
});

test("taking protection away is to be approved; what had none need not be", () => {
    expect(losses(data(RDS), data(RDS, {}, false))).toEqual([
        { name: "data", change: "unprotected", because: [], needsApproval: true },
    ]);
    expect(losses(data(RDS, {}, false))).toEqual([
        { name: "data", change: "deleted", because: [], needsApproval: false },
    ]);
    expect(losses(data(RDS, {}, false), data(RDS))).toEqual([]);
});

test("where a plan does not tell what was protected, all of it was", () => {
    expect(losses(planned("data", { type: RDS, protect: undefined }))).toEqual([
        { name: "data", change: "deleted", because: [], needsApproval: true },
    ]);
});

test("anything protected counts, whatever it is", () => {
    const [change] = dataChanges(resourceChanges([data("aws:eks/cluster:Cluster")], []), [
        data("aws:eks/cluster:Cluster"),
    ]);
    expect(change).toMatchObject({ holds: "something protected", change: "deleted", needsApproval: true });
    expect(losses(data("aws:eks/cluster:Cluster", {}, false))).toEqual([]);
});
