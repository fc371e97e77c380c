import type * as pulumi from "@pulumi/pulumi";
import type { ResourceGraph } from "../../../analysis/graph";
import { RdsServer, type RdsServerArgs } from "../../../components/rds/rdsServer";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { networkHandle, SERVER_ARGS } from "./serverArgs";

const evaluated = (change: Partial<RdsServerArgs> = {}) =>
    evaluateComponent(
        (opts) =>
            new RdsServer("postgres", { ...SERVER_ARGS, ...change }, { ...opts, dependsOn: new Elsewhere("network") }),
    );

const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "RdsServer")[0]?.outputs;
const workloadNames = (graph: ResourceGraph) =>
    (outputsOf(graph)?.["workloads"] as { name: string; zones: string[] }[]).map(({ name, zones }) => [name, ...zones]);
const dependenciesOf = (graph: ResourceGraph, kind: string, name: string) =>
    resourceOf(graph, kind, name).dependencies.map((urn) => urn.split("::").at(-1));
const protectedNames = (graph: ResourceGraph) =>
    graph.resources.filter(({ protect }) => protect).map(({ name }) => name);

/** What comes from the class and the catalogue. */
const INSTANCE = {
    engine: "postgres",
    engineVersion: "15.19",
    instanceClass: "db.r7g.large",
    caCertIdentifier: "rds-ca-rsa2048-g1",
    publiclyAccessible: false,
    autoMinorVersionUpgrade: false,
    applyImmediately: false,
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: SERVER_ARGS.kmsKeyArn,
    performanceInsightsRetentionPeriod: 7,
    monitoringInterval: 15,
    monitoringRoleArn: "arn:aws:iam:us-east-1:123456789012:postgres-monitoring",
};

const STORAGE = { copyTagsToSnapshot: true, storageType: "gp3", maxAllocatedStorage: 500, storageEncrypted: true };

const ACCESS = {
    port: 5432,
    vpcSecurityGroupIds: ["postgres-security-group-id"],
    iamDatabaseAuthenticationEnabled: false,
    databaseInsightsMode: "standard",
    parameterGroupName: "postgres-parameters-id",
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    maintenanceWindow: "sun:03:00-sun:04:00",
};

const SAFETY = {
    backupRetentionPeriod: 7,
    deleteAutomatedBackups: false,
    deletionProtection: true,
    skipFinalSnapshot: false,
};

describe("RDS with a standby and a replica", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("has these children", () => {
        expect(childrenOfComponent(graph, "dify-ha:index:RdsServer")).toEqual([
            "Instance postgres",
            "Instance postgres-replica-1",
            "LogGroup postgres-log-postgresql",
            "LogGroup postgres-log-upgrade",
            "LogGroup postgres-replica-1-log-postgresql",
            "LogGroup postgres-replica-1-log-upgrade",
            "ParameterGroup postgres-parameters",
            "RandomPassword postgres-master-password",
            "Role postgres-monitoring",
            "RolePolicyAttachment postgres-monitoring",
            "Secret postgres-master",
            "SecretVersion postgres-master",
            "SecurityGroup postgres-security-group",
            "SecurityGroupIngressRule postgres-from-client-1",
            "SecurityGroupIngressRule postgres-from-client-2",
            "SubnetGroup postgres-replica-subnets",
            "SubnetGroup postgres-subnets",
        ]);
    });

    test("the primary", () => {
        const { password, ...inputs } = inputsOf(graph, "Instance", "postgres");
        expect(inputs).toEqual({
            ...INSTANCE,
            ...STORAGE,
            ...ACCESS,
            ...SAFETY,
            identifier: "dify-ha-test-postgres",
            kmsKeyId: SERVER_ARGS.kmsKeyArn,
            allocatedStorage: 100,
            dbSubnetGroupName: "postgres-subnets-id",
            multiAz: true,
            backupWindow: "02:00-02:30",
            finalSnapshotIdentifier: "dify-ha-test-postgres-final",
            username: "dify_admin",
            tags: { Name: "dify-ha-test-postgres" },
        });
        expect(password).toMatch(/^[0-9a-f]{48}$/);
        expect(resourceOf(graph, "Instance", "postgres").secretPaths).toContain("password");
    });

    test("the replica is in the third zone, where the primary cannot be", () => {
        expect(inputsOf(graph, "Instance", "postgres-replica-1")).toEqual({
            ...INSTANCE,
            ...STORAGE,
            ...ACCESS,
            identifier: "dify-ha-test-postgres-replica-1",
            replicateSourceDb: "arn:aws:rds:us-east-1:123456789012:postgres",
            dbSubnetGroupName: "postgres-replica-subnets-id",
            availabilityZone: "c",
            multiAz: false,
            skipFinalSnapshot: true,
            tags: { Name: "dify-ha-test-postgres-replica-1" },
        });
        expect(inputsOf(graph, "SubnetGroup", "postgres-subnets")["subnetIds"]).toEqual(["isolated-a", "isolated-b"]);
        expect(inputsOf(graph, "SubnetGroup", "postgres-replica-subnets")["subnetIds"]).toEqual([
            "isolated-a",
            "isolated-b",
            "isolated-c",
        ]);
        expect(workloadNames(graph)).toEqual([
            ["postgres", "a", "b"],
            ["postgres-replica", "c"],
        ]);
    });

    test("both have the parameters, the subnets, the role, the network and what else they were told to wait for", () => {
        expect(dependenciesOf(graph, "Instance", "postgres")).toEqual(
            expect.arrayContaining([
                "postgres-parameters",
                "postgres-subnets",
                "postgres-monitoring",
                "postgres-security-group",
                "postgres-master-password",
                "postgres-log-postgresql",
            ]),
        );
        expect(dependenciesOf(graph, "Instance", "postgres-replica-1")).toEqual(
            expect.arrayContaining([
                "postgres",
                "postgres-parameters",
                "postgres-replica-subnets",
                "postgres-replica-1-log-upgrade",
            ]),
        );
        expect(dependenciesOf(graph, "SecurityGroup", "postgres-security-group")).toContain("network");
    });

    test("only the primary cannot be deleted by accident: a replica loses nothing", () => {
        expect(protectedNames(graph)).toEqual(["postgres"]);
    });

    test("port 5432 is open to the clients, and nothing else is open", () => {
        expect(inputsOf(graph, "SecurityGroup", "postgres-security-group")).toEqual({
            description: "PostgreSQL servers",
            vpcId: "vpc-1",
            tags: { Name: "postgres" },
        });
        expect(
            resourcesOf(graph, "SecurityGroupIngressRule").map(({ inputs }) => [
                inputs["securityGroupId"],
                inputs["referencedSecurityGroupId"],
                inputs["ipProtocol"],
                inputs["fromPort"],
                inputs["toPort"],
                inputs["cidrIpv4"],
            ]),
        ).toEqual([
            ["postgres-security-group-id", "sg-nodes", "tcp", 5432, 5432, undefined],
            ["postgres-security-group-id", "sg-pods", "tcp", 5432, 5432, undefined],
        ]);
        expect(resourcesOf(graph, "SecurityGroupEgressRule")).toEqual([]);
    });

    test("the parameters are those of the class", () => {
        const group = inputsOf<{ family: string; parameters: { name: string; value: string }[] }>(
            graph,
            "ParameterGroup",
            "postgres-parameters",
        );
        expect(group.family).toBe("postgres15");
        expect(group.parameters).toContainEqual({ name: "rds.force_ssl", value: "1", applyMethod: "immediate" });
        expect(group.parameters).toContainEqual({
            name: "max_connections",
            value: "400",
            applyMethod: "pending-reboot",
        });
    });

    test("only RDS's monitoring may take the role, which may do what AWS says for it", () => {
        const { assumeRolePolicy } = inputsOf<{ assumeRolePolicy: string }>(graph, "Role", "postgres-monitoring");
        expect(JSON.parse(assumeRolePolicy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "monitoring.rds.amazonaws.com" },
                    Action: "sts:AssumeRole",
                },
            ],
        });
        expect(inputsOf(graph, "RolePolicyAttachment", "postgres-monitoring")["policyArn"]).toBe(
            "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        );
    });

    test("the master user's password is in the secret, as JSON, and nowhere in the open", () => {
        const { password } = inputsOf<{ password: string }>(graph, "Instance", "postgres");
        const version = resourceOf(graph, "SecretVersion", "postgres-master");
        expect(JSON.parse(version.inputs["secretString"] as string)).toEqual({ username: "dify_admin", password });
        expect(version.secretPaths).toEqual(["secretString"]);
        expect(inputsOf(graph, "aws:secretsmanager/secret:Secret", "postgres-master")).toMatchObject({
            kmsKeyId: SERVER_ARGS.kmsKeyArn,
            replicas: [],
        });
    });

    test("logs are kept for 30 days, in groups that are there before the server", () => {
        expect(resourcesOf(graph, "LogGroup").map(({ inputs }) => [inputs["name"], inputs["retentionInDays"]])).toEqual(
            [
                ["/aws/rds/instance/dify-ha-test-postgres/postgresql", 30],
                ["/aws/rds/instance/dify-ha-test-postgres/upgrade", 30],
                ["/aws/rds/instance/dify-ha-test-postgres-replica-1/postgresql", 30],
                ["/aws/rds/instance/dify-ha-test-postgres-replica-1/upgrade", 30],
            ],
        );
    });

    test("what the databases are made on", () => {
        expect(outputsOf(graph)?.["server"]).toMatchObject({
            name: "postgres",
            host: "postgres.rds.example.com",
            readerHost: "postgres-replica-1.rds.example.com",
            maxConnections: 400,
            masterSecretArn: "postgres-master-id",
            acceptsWrites: true,
        });
        expect(outputsOf(graph)).toMatchObject({
            source: { name: "postgres", arn: "arn:aws:rds:us-east-1:123456789012:postgres" },
            earlier: [],
        });
    });
});

test("without a standby the primary stays in the first zone, and replicas go into the others", async () => {
    const graph = await evaluated({ multiAz: false, readReplicas: 2 });
    expect(inputsOf(graph, "Instance", "postgres")).toMatchObject({ multiAz: false, availabilityZone: "a" });
    expect(inputsOf(graph, "Instance", "postgres-replica-1")["availabilityZone"]).toBe("b");
    expect(inputsOf(graph, "Instance", "postgres-replica-2")["availabilityZone"]).toBe("c");
    expect(workloadNames(graph)).toEqual([
        ["postgres", "a"],
        ["postgres-replica", "b", "c"],
    ]);
});

test("without replicas there is one instance", async () => {
    const graph = await evaluated({ readReplicas: 0 });
    expect(resourcesOf(graph, "Instance").map(({ name }) => name)).toEqual(["postgres"]);
    expect(workloadNames(graph)).toEqual([["postgres", "a", "b"]]);
    expect(outputsOf(graph)?.["server"]).not.toHaveProperty("readerHost");
});

test("asked to allow it, it may be deleted, after a final snapshot", async () => {
    const graph = await evaluated({ allowDeletion: true });
    expect(protectedNames(graph)).toEqual([]);
    expect(inputsOf(graph, "Instance", "postgres")).toMatchObject({
        deletionProtection: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: "dify-ha-test-postgres-final",
    });
});

describe("another region", () => {
    test("gets a copy of the master user's secret", async () => {
        const crossRegion = { region: "eu-west-1", kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/dr" };
        const graph = await evaluated({ backup: { ...SERVER_ARGS.backup, crossRegion } });
        expect(inputsOf(graph, "aws:secretsmanager/secret:Secret", "postgres-master")["replicas"]).toEqual([
            { region: "eu-west-1", kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/dr" },
        ]);
    });

    const masterSecretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:postgres-master-AbCdEf";

    test.each([
        [undefined, { useLatestRestorableTime: true }],
        ["2026-11-25T02:00:00Z", { restoreTime: "2026-11-25T02:00:00Z" }],
    ])("begins with replicated backups as of %s, and their master user", async (time, moment) => {
        const from = { kind: "backups", automatedBackupsArn: "arn:backups", masterSecretArn, time } as const;
        const graph = await evaluated({ from, readReplicas: 0 });
        const inputs = inputsOf(graph, "Instance", "postgres");
        expect(inputs).toMatchObject({
            identifier: "dify-ha-test-postgres",
            restoreToPointInTime: { sourceDbInstanceAutomatedBackupsArn: "arn:backups", ...moment },
        });
        expect(inputs).not.toHaveProperty("username");
        expect(inputs).not.toHaveProperty("password");
        expect(inputs).not.toHaveProperty("kmsKeyId");
        expect(resourcesOf(graph, "Secret")).toEqual([]);
        expect(outputsOf(graph)?.["server"]).toMatchObject({ masterSecretArn, acceptsWrites: true });
    });

    test("follows the source as a replica; promoted, only the source is gone", async () => {
        const from = { kind: "replicaOf", sourceArn: "arn:source", masterSecretArn } as const;
        const replica = await evaluated({ from: { ...from, promoted: false } });
        const promoted = await evaluated({ from: { ...from, promoted: true } });
        const { replicateSourceDb, ...rest } = inputsOf(replica, "Instance", "postgres");
        expect(replicateSourceDb).toBe("arn:source");
        expect(inputsOf(promoted, "Instance", "postgres")).toEqual(rest);
        expect(rest).toMatchObject({ storageEncrypted: true, kmsKeyId: SERVER_ARGS.kmsKeyArn });
        expect(outputsOf(replica)?.["server"]).toMatchObject({ acceptsWrites: false });
        expect(outputsOf(promoted)?.["server"]).toMatchObject({ acceptsWrites: true });
    });
});

test("a restore puts a second server beside the first one, which goes on, and runs on the second", async () => {
    const graph = await evaluated({ restore: { as: "postgres-2", time: "2026-11-25T02:00:00Z" } });
    // The key is that of the backups: RDS takes no other.
    const { kmsKeyId, ...first } = inputsOf(graph, "Instance", "postgres");
    expect(kmsKeyId).toBe(SERVER_ARGS.kmsKeyArn);
    expect(inputsOf(graph, "Instance", "postgres-2")).toEqual({
        ...first,
        identifier: "dify-ha-test-postgres-2",
        finalSnapshotIdentifier: "dify-ha-test-postgres-2-final",
        tags: { Name: "dify-ha-test-postgres-2" },
        restoreToPointInTime: {
            sourceDbInstanceIdentifier: "dify-ha-test-postgres",
            restoreTime: "2026-11-25T02:00:00Z",
        },
    });
    expect(dependenciesOf(graph, "Instance", "postgres-2")).toContain("postgres");
    expect(protectedNames(graph)).toEqual(["postgres", "postgres-2"]);
    expect(workloadNames(graph).map(([name]) => name)).toEqual([
        "postgres",
        "postgres-replica",
        "postgres-2",
        "postgres-2-replica",
    ]);
    expect(outputsOf(graph)).toMatchObject({
        server: {
            name: "postgres-2",
            host: "postgres-2.rds.example.com",
            readerHost: "postgres-2-replica-1.rds.example.com",
        },
        source: { name: "postgres-2", arn: "arn:aws:rds:us-east-1:123456789012:postgres-2" },
        earlier: [{ name: "postgres", arn: "arn:aws:rds:us-east-1:123456789012:postgres" }],
    });
});

test("a restore from a snapshot is as large as that, and like the first server in everything else", async () => {
    const graph = await evaluated({ restore: { as: "postgres-2", snapshot: "rds:nightly" } });
    const { allocatedStorage, kmsKeyId, ...first } = inputsOf(graph, "Instance", "postgres");
    expect([allocatedStorage, kmsKeyId]).toEqual([100, SERVER_ARGS.kmsKeyArn]);
    expect(inputsOf(graph, "Instance", "postgres-2")).toEqual({
        ...first,
        identifier: "dify-ha-test-postgres-2",
        finalSnapshotIdentifier: "dify-ha-test-postgres-2-final",
        tags: { Name: "dify-ha-test-postgres-2" },
        snapshotIdentifier: "rds:nightly",
    });
});

test.each<[string, Partial<RdsServerArgs>, string[]]>([
    ["RDS", { restore: { as: "b" } }, ["postgres", "postgres-replica-1", "b", "b-replica-1"]],
    ["Aurora", { engine: { kind: "aurora" }, restore: { as: "b" } }, ["postgres", "b"]],
])(
    "%s has six hours to copy a database, where the provider would give up after 40 minutes",
    async (_, change, patient) => {
        const timeouts = new Map<string, pulumi.CustomTimeouts | undefined>();
        const note: pulumi.ResourceTransformation = ({ type, name, opts }) => {
            if (/^aws:rds.*:(Instance|Cluster)$/.test(type)) {
                timeouts.set(name, opts.customTimeouts);
            }
            return undefined;
        };
        await evaluateComponent(
            (opts) => new RdsServer("postgres", { ...SERVER_ARGS, ...change }, { ...opts, transformations: [note] }),
        );
        expect([...timeouts].sort()).toEqual(patient.map((name) => [name, { create: "6h" }]).sort());
    },
);

describe("Aurora", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ engine: { kind: "aurora" }, readReplicas: 2 });
    });

    test("the cluster", () => {
        const { masterPassword, ...inputs } = inputsOf(graph, "Cluster", "postgres");
        expect(inputs).toEqual({
            engine: "aurora-postgresql",
            engineVersion: "15.19",
            clusterIdentifier: "dify-ha-test-postgres",
            masterUsername: "dify_admin",
            dbClusterParameterGroupName: "postgres-parameters-id",
            dbSubnetGroupName: "postgres-subnets-id",
            ...SAFETY,
            storageEncrypted: true,
            kmsKeyId: SERVER_ARGS.kmsKeyArn,
            finalSnapshotIdentifier: "dify-ha-test-postgres-final",
            port: 5432,
            vpcSecurityGroupIds: ["postgres-security-group-id"],
            iamDatabaseAuthenticationEnabled: false,
            databaseInsightsMode: "standard",
            copyTagsToSnapshot: true,
            applyImmediately: false,
            enabledCloudwatchLogsExports: ["postgresql"],
            preferredBackupWindow: "02:00-02:30",
            preferredMaintenanceWindow: "sun:03:00-sun:04:00",
            tags: { Name: "dify-ha-test-postgres" },
        });
        expect(masterPassword).toMatch(/^[0-9a-f]{48}$/);
        expect(dependenciesOf(graph, "Cluster", "postgres")).toEqual(
            expect.arrayContaining(["postgres-parameters", "postgres-subnets", "postgres-log-postgresql"]),
        );
    });

    test("has an instance in every zone, the next to write in order", () => {
        expect(
            resourcesOf(graph, "ClusterInstance").map(({ name, inputs }) => [
                name,
                inputs["availabilityZone"],
                inputs["promotionTier"],
                inputs["identifier"],
            ]),
        ).toEqual([
            ["postgres-1", "a", 0, "dify-ha-test-postgres-1"],
            ["postgres-2", "b", 1, "dify-ha-test-postgres-2"],
            ["postgres-3", "c", 2, "dify-ha-test-postgres-3"],
        ]);
        expect(inputsOf(graph, "ClusterInstance", "postgres-1")).toMatchObject({
            ...INSTANCE,
            engine: "aurora-postgresql",
            clusterIdentifier: "postgres-id",
            dbSubnetGroupName: "postgres-subnets-id",
            preferredMaintenanceWindow: "sun:03:00-sun:04:00",
        });
        expect(inputsOf(graph, "SubnetGroup", "postgres-subnets")["subnetIds"]).toEqual([
            "isolated-a",
            "isolated-b",
            "isolated-c",
        ]);
    });

    test("has the parameters of its family", () => {
        expect(inputsOf(graph, "ClusterParameterGroup", "postgres-parameters")).toMatchObject({
            family: "aurora-postgresql15",
            parameters: expect.arrayContaining([
                { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
            ]) as object,
        });
    });

    test("gives what RDS gives", () => {
        expect(outputsOf(graph)?.["server"]).toMatchObject({
            name: "postgres",
            host: "postgres.rds.example.com",
            readerHost: "postgres-reader.rds.example.com",
            maxConnections: 400,
            masterSecretArn: "postgres-master-id",
            acceptsWrites: true,
        });
        expect(workloadNames(graph)).toEqual([["postgres", "a", "b", "c"]]);
        expect(protectedNames(graph)).toEqual(["postgres"]);
        expect(resourcesOf(graph, "LogGroup").map(({ inputs }) => inputs["name"])).toEqual([
            "/aws/rds/cluster/dify-ha-test-postgres/postgresql",
        ]);
    });

    test.each([
        [undefined, { useLatestRestorableTime: true }],
        ["2026-11-25T02:00:00Z", { restoreToTime: "2026-11-25T02:00:00Z" }],
    ])("is restored as of %s beside the first one", async (time, moment) => {
        const restored = await evaluated({ engine: { kind: "aurora" }, restore: { as: "again", time } });
        expect(inputsOf(restored, "Cluster", "again")["restoreToPointInTime"]).toEqual({
            sourceClusterIdentifier: "dify-ha-test-postgres",
            ...moment,
        });
        expect(resourcesOf(restored, "ClusterInstance").map(({ name }) => name)).toEqual([
            "again-1",
            "again-2",
            "postgres-1",
            "postgres-2",
        ]);
    });

    test("is restored from a snapshot, too", async () => {
        const restored = await evaluated({
            engine: { kind: "aurora" },
            restore: { as: "again", snapshot: "rds:nightly" },
        });
        const inputs = inputsOf(restored, "Cluster", "again");
        expect(inputs).toMatchObject({ snapshotIdentifier: "rds:nightly", clusterIdentifier: "dify-ha-test-again" });
        expect(inputs).not.toHaveProperty("restoreToPointInTime");
    });
});

test("bad arguments are refused with everything that is wrong, and without a stack trace", async () => {
    await expect(evaluated({ network: networkHandle(1), readReplicas: 99 })).rejects.toMatchObject({
        message: [
            'postgres.zones = ["a"]: must be at least two: RDS takes no subnet group with fewer',
            "postgres.readReplicas = 99: must be a whole number from 0 to 15",
        ].join("\n"),
        hideStack: true,
    });
});
