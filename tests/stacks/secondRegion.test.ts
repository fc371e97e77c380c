import { regionLossOf } from "../../analysis/recovery/regionLoss";
import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { evaluateStack } from "../support/evaluation";
import { inputsOf, resourcesOf } from "../support/graph";

// Whole stacks are evaluated, some of them twice.
jest.setTimeout(30_000);

/** `prod`, its copies in a second region, and `dr`, which takes over there. */

const ofRegion = (graph: ResourceGraph, region: string) =>
    graph.resources
        .filter(({ provider }) => provider?.endsWith(`::aws-${region}`))
        .map(({ type, name }) => ({ type, name }));

const policyStatements = (graph: ResourceGraph) =>
    resourcesOf(graph, "RolePolicy").map(({ inputs }) => inputs["policy"] as string);

const KEYS = "dify-keys";

describe("prod", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateStack("prod");
    });

    test("has its buckets copied by S3 within 15 minutes, each into one of the second region", () => {
        for (const purpose of ["files", "plugins", "vectors", "backups"]) {
            expect(inputsOf(graph, "BucketReplicationConfig", `storage-${purpose}`)).toMatchObject({
                bucket: `dify-prod-${purpose}`,
                rules: [
                    {
                        destination: {
                            bucket: `arn:aws:s3:::dify-prod-${purpose}-eu-west-1`,
                            replicationTime: { status: "Enabled", time: { minutes: 15 } },
                        },
                    },
                ],
            });
        }
    });

    test("makes in the second region buckets, keys and copies of backups, by a provider of that region, and nothing else", () => {
        const types = new Set(ofRegion(graph, "eu-west-1").map(({ type }) => type.split(":").at(-1)));
        expect([...types].sort()).toEqual([
            "Alias",
            "Bucket",
            "BucketLifecycleConfiguration",
            "BucketOwnershipControls",
            "BucketPolicy",
            "BucketPublicAccessBlock",
            "BucketServerSideEncryptionConfiguration",
            "BucketVersioning",
            "InstanceAutomatedBackupsReplication",
            "Key",
        ]);
        expect(inputsOf(graph, "pulumi:providers:aws", "aws-eu-west-1")).toMatchObject({ region: "eu-west-1" });
    });

    test("has the database's backups copied, as long as its own are kept", () => {
        expect(inputsOf(graph, "InstanceAutomatedBackupsReplication", "postgres-copies")).toMatchObject({
            sourceDbInstanceArn: expect.stringMatching(/:postgres$/) as string,
            retentionPeriod: 7,
        });
    });

    test("shares the master user and Dify's keys, and no other secret", () => {
        const copied = resourcesOf(graph, "aws:secretsmanager/secret:Secret")
            .filter(({ inputs }) => ((inputs["replicas"] as unknown[] | undefined) ?? []).length > 0)
            .map(({ name, inputs }) => [name, inputs["replicas"]]);
        expect(copied).toEqual([
            [`${KEYS}-managed`, [{ region: "eu-west-1" }]],
            ["postgres-master", [{ region: "eu-west-1" }]],
        ]);
    });

    test("answers for the name while the API is healthy at one of its fixed addresses", () => {
        expect(inputsOf(graph, "Record", "name")).toMatchObject({
            setIdentifier: "primary",
            failoverRoutingPolicies: [{ type: "PRIMARY" }],
            healthCheckId: "name-health-id",
        });
        const checks = resourcesOf(graph, "HealthCheck").filter(({ inputs }) => inputs["type"] === "HTTPS");
        expect(checks.map(({ inputs }) => [inputs["ipAddress"], inputs["resourcePath"]])).toEqual(
            ["a", "b", "c"].map((zone) => [`public-ip-eu-central-1${zone}.ip.example.com`, "/console/api/ping"]),
        );
    });

    test("tells the second region's stack what it must know", () => {
        expect(graph.outputs["recovery"]).toEqual({
            primary: "prod",
            bucketsKeyArn: expect.stringContaining("replicas-key") as string,
            automatedBackupsArn: "postgres-copies-id",
            sourceArn: expect.stringContaining(":postgres") as string,
            masterSecretArn: expect.stringContaining("postgres-master") as string,
        });
    });

    test("promises a loss for everything that is copied", () => {
        expect(regionLossOf(graph)?.losses.map(({ data, minutes }) => [data, minutes])).toEqual([
            ["database, restored from backups", 30],
            ["database, from a replica", 1],
            ["bucket storage-backups", 15],
            ["bucket storage-files", 15],
            ["bucket storage-plugins", 15],
            ["bucket storage-vectors", 15],
            [`secret ${KEYS}-managed`, 0],
            ["secret postgres-master", 0],
            ["Redis", null],
            ["vector indexes", null],
        ]);
    });

    test("without a second region it has one provider of AWS, a plain record and addresses of AWS's choice", async () => {
        const alone = await evaluateStack("prod", { dr: { region: undefined } });
        expect(resourcesOf(alone, "pulumi:providers:aws").map(({ name }) => name)).toEqual(["aws-eu-central-1"]);
        expect(ofRegion(alone, "eu-west-1")).toEqual([]);
        expect(inputsOf(alone, "Record", "name")).not.toHaveProperty("failoverRoutingPolicies");
        expect(resourcesOf(alone, "Eip").filter(({ name }) => name.startsWith("public"))).toEqual([]);
        expect(alone.outputs).not.toHaveProperty("recovery");
    });
});

const REPLICA: RawConfig = {
    recovery: {
        database: {
            from: "replica",
            automatedBackupsArn: undefined,
            sourceArn: "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres",
        },
    },
};

const instanceOf = (graph: ResourceGraph) => inputsOf(graph, "Instance", "postgres");

describe("dr as a pilot light", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateStack("dr");
    });

    test("is network, cluster and gateway, and nothing of Dify and its data", () => {
        const components = graph.resources.filter(({ custom }) => !custom).map(({ type }) => type.split(":").at(-1));
        expect(components.sort()).toEqual([
            "AcmeIssuer",
            "ClusterServices",
            "DataKey",
            "EksCluster",
            "HigressGateway",
            "MultiAzNetwork",
            "Operators",
            "PodIdentities",
            "PodIdentities",
            "PublicLoadBalancer",
            "TargetAccess",
        ]);
        expect(resourcesOf(graph, "Record")).toEqual([]);
        expect(graph.outputs["takesOver"]).toEqual({ from: "prod", active: false, database: "backups" });
    });

    test("with a replica it has a server, which follows its source and takes no writes", async () => {
        const replica = await evaluateStack("dr", REPLICA);
        expect(instanceOf(replica)["replicateSourceDb"]).toBe(
            "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres",
        );
        expect(resourcesOf(replica, "RdsDatabases")).toEqual([]);
        expect(regionLossOf(replica)?.ways.map(({ database, minutes }) => [database, minutes])).toEqual([
            ["replica", 32],
        ]);
    });
});

describe("dr, active", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateStack("dr", { recovery: { active: true } });
    });

    test("runs every workload that prod runs, but for the readable replica and its exporter", async () => {
        const names = (found: ResourceGraph) =>
            (found.outputs["workloads"] as { name: string }[]).map(({ name }) => name);
        expect(names(graph).sort()).toEqual(
            names(await evaluateStack("prod"))
                .filter((name) => !["postgres-replica", "postgres-exporter-replica"].includes(name))
                .sort(),
        );
    });

    test("restores the database from the copies, the newest there is or a moment, and lets its users keep their passwords", async () => {
        const copies = "arn:aws:rds:eu-west-1:111122223333:auto-backup:ab-example";
        expect(instanceOf(graph)["restoreToPointInTime"]).toEqual({
            sourceDbInstanceAutomatedBackupsArn: copies,
            useLatestRestorableTime: true,
        });
        expect(instanceOf(graph)).not.toHaveProperty("password");
        const then = await evaluateStack("dr", {
            recovery: { active: true, database: { time: "2026-11-23T01:59:00Z" } },
        });
        expect(instanceOf(then)["restoreToPointInTime"]).toEqual({
            sourceDbInstanceAutomatedBackupsArn: copies,
            restoreTime: "2026-11-23T01:59:00Z",
        });
    });

    test("promotes a replica, and then makes the roles on it", async () => {
        const promoted = await evaluateStack("dr", {
            recovery: { ...(REPLICA["recovery"] as RawConfig), active: true },
        });
        expect(instanceOf(promoted)).not.toHaveProperty("replicateSourceDb");
        expect(resourcesOf(promoted, "RdsDatabases")).toHaveLength(1);
    });

    test("uses the copies of the buckets and makes none", () => {
        expect(resourcesOf(graph, "aws:s3/bucket:Bucket")).toEqual([]);
        expect(graph.outputs["buckets"]).toEqual({
            files: "dify-prod-files-eu-west-1",
            plugins: "dify-prod-plugins-eu-west-1",
            vectors: "dify-prod-vectors-eu-west-1",
            backups: "dify-prod-backups-eu-west-1",
        });
        const policies = policyStatements(graph).join("\n");
        expect(policies).toContain("arn:aws:s3:::dify-prod-files-eu-west-1/*");
        expect(policies).toContain("arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000");
    });

    test("has Dify's keys from prod, and makes every other secret itself", () => {
        const names = resourcesOf(graph, "RandomPassword").map(({ name }) => name);
        expect(names.filter((name) => name.startsWith("dify"))).toEqual([]);
        expect(inputsOf(graph, "ExternalSecret", KEYS)).toHaveProperty("spec.dataFrom", [
            { extract: { key: `dify-ha-prod/${KEYS}` } },
        ]);
        expect(policyStatements(graph).join("\n")).toContain(
            "arn:aws:secretsmanager:eu-west-1:*:secret:dify-ha-prod/*",
        );
        expect(resourcesOf(graph, "aws:secretsmanager/secret:Secret").map(({ inputs }) => inputs["name"])).toEqual(
            expect.not.arrayContaining([expect.stringContaining("dify-ha-prod")]),
        );
    });

    test("answers for the name while prod does not", () => {
        expect(inputsOf(graph, "Record", "name")).toMatchObject({
            name: "dify.example.com",
            setIdentifier: "secondary",
            failoverRoutingPolicies: [{ type: "SECONDARY" }],
        });
        expect(resourcesOf(graph, "HealthCheck")).toEqual([]);
    });
});
