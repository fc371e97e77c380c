import type { ResourceGraph } from "../../../analysis/graph";
import { bootstrapGrant, bootstrapName } from "../../../components/rds/bootstrap";
import { RdsDatabases, type RdsDatabasesArgs } from "../../../components/rds/rdsDatabases";
import { bootstrapScripts } from "../../../components/rds/scripts";
import { clusterHandle } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";

const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:postgres-master-AbCdEf";

const ARGS: RdsDatabasesArgs = {
    cluster: clusterHandle(),
    server: {
        name: "postgres",
        host: "dify-ha-prod-postgres.abc.eu-central-1.rds.amazonaws.com",
        readerHost: "dify-ha-prod-postgres-replica-1.abc.eu-central-1.rds.amazonaws.com",
        maxConnections: 400,
        masterSecretArn: SECRET,
        acceptsWrites: true,
    },
    access: { kind: "identity", annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/r" } },
};

const evaluated = (change: Partial<RdsDatabasesArgs> = {}) =>
    evaluateComponent(
        (opts) =>
            new RdsDatabases("postgres", { ...ARGS, ...change }, { ...opts, dependsOn: new Elsewhere("identity") }),
    );

interface JobSpec {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly spec: {
        readonly template: {
            readonly metadata: { readonly annotations: Record<string, string> };
            readonly spec: {
                readonly initContainers: { readonly env: object[] }[];
                readonly containers: { readonly env: object[] }[];
            };
        };
    };
}

const jobOf = (graph: ResourceGraph) => resourcesOf(graph, "Job")[0]?.inputs as unknown as JobSpec;
const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "RdsDatabases")[0]?.outputs;

const HARDENED = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } };
const MOUNTS = [
    { name: "work", mountPath: "/work" },
    { name: "scripts", mountPath: "/scripts", readOnly: true },
];
const RESOURCES = { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "500m", memory: "256Mi" } };
const COMMON_ENV = [
    { name: "HOME", value: "/work" },
    { name: "MASTER_FILE", value: "/work/master.json" },
];

describe("the databases of a server that takes writes", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("have these children", () => {
        expect(childrenOfComponent(graph, "dify-ha:index:RdsDatabases")).toEqual([
            "ConfigMap postgres-bootstrap-scripts",
            `Job ${jobOf(graph).metadata.name}`,
            "RandomPassword postgres-app-password",
            "RandomPassword postgres-monitor-password",
            "RandomPassword postgres-plugins-password",
            "Secret postgres-app-owner",
            "Secret postgres-monitor",
            "Secret postgres-plugins-owner",
            "ServiceAccount postgres-bootstrap",
        ]);
    });

    test("are reached as those of the operator are", () => {
        const common = {
            host: ARGS.server.host,
            readerHost: ARGS.server.readerHost,
            port: 5432,
            tls: true,
            maxConnections: 400,
            servedBy: "postgres",
        };
        expect(outputsOf(graph)).toMatchObject({
            app: {
                ...common,
                database: "dify",
                user: "dify",
                password: { kind: "kubernetes", name: "postgres-app-owner", key: "password" },
            },
            plugins: {
                ...common,
                database: "dify_plugin",
                user: "dify_plugin",
                password: { kind: "kubernetes", name: "postgres-plugins-owner", key: "password" },
            },
        });
    });

    test("each owner has a password of its own", () => {
        const secrets = ["app", "plugins"].map((purpose) => resourceOf(graph, "Secret", `postgres-${purpose}-owner`));
        const contents = secrets.map(({ inputs }) => inputs["stringData"] as { username: string; password: string });
        expect(contents.map(({ username }) => username)).toEqual(["dify", "dify_plugin"]);
        expect(new Set(contents.map(({ password }) => password)).size).toBe(2);
        expect(secrets.map(({ secretPaths }) => secretPaths)).toEqual([["stringData"], ["stringData"]]);
    });

    test("the Job reads the master user's secret with its identity, and hands it to psql in memory", () => {
        expect(jobOf(graph).spec).toMatchObject({
            backoffLimit: 6,
            activeDeadlineSeconds: 1200,
            template: {
                spec: {
                    restartPolicy: "Never",
                    serviceAccountName: "postgres-bootstrap",
                    automountServiceAccountToken: false,
                    securityContext: {
                        runAsNonRoot: true,
                        runAsUser: 26,
                        runAsGroup: 26,
                        fsGroup: 26,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                    volumes: [
                        { name: "work", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
                        { name: "scripts", configMap: { name: "postgres-bootstrap-scripts" } },
                    ],
                    initContainers: [
                        {
                            name: "fetch-master",
                            image: "public.ecr.aws/aws-cli/aws-cli:2.35.19",
                            command: ["/bin/sh", "/scripts/fetch-master.sh"],
                            env: [...COMMON_ENV, { name: "MASTER_SECRET_ARN", value: SECRET }],
                            volumeMounts: MOUNTS,
                            securityContext: HARDENED,
                            resources: RESOURCES,
                        },
                    ],
                    containers: [
                        {
                            name: "bootstrap",
                            image: "ghcr.io/cloudnative-pg/postgresql:15.19-standard-trixie",
                            command: ["/bin/sh", "/scripts/bootstrap.sh"],
                            env: [
                                ...COMMON_ENV,
                                { name: "PATH", value: "/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin" },
                                { name: "PGHOST", value: ARGS.server.host },
                                { name: "PGPORT", value: "5432" },
                                { name: "PGSSLMODE", value: "require" },
                                { name: "PGCONNECT_TIMEOUT", value: "10" },
                                { name: "DATABASES", value: "dify dify_plugin" },
                                { name: "MONITOR_ROLE", value: "dify_monitor" },
                                {
                                    name: "OWNER_PASSWORD_dify",
                                    valueFrom: { secretKeyRef: { name: "postgres-app-owner", key: "password" } },
                                },
                                {
                                    name: "OWNER_PASSWORD_dify_plugin",
                                    valueFrom: { secretKeyRef: { name: "postgres-plugins-owner", key: "password" } },
                                },
                                {
                                    name: "MONITOR_PASSWORD",
                                    valueFrom: { secretKeyRef: { name: "postgres-monitor", key: "password" } },
                                },
                            ],
                            volumeMounts: MOUNTS,
                            securityContext: HARDENED,
                            resources: RESOURCES,
                        },
                    ],
                },
            },
        });
        expect(inputsOf(graph, "ServiceAccount", "postgres-bootstrap")).toMatchObject({
            metadata: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/r" } },
            automountServiceAccountToken: false,
        });
        expect(inputsOf(graph, "ConfigMap", "postgres-bootstrap-scripts")["data"]).toEqual(bootstrapScripts());
    });

    test("the Job waits for its account and for what the component was told to wait for", () => {
        const job = resourceOf(graph, "Job", jobOf(graph).metadata.name);
        expect(job.dependencies.map((urn) => urn.split("::").at(-1))).toEqual(
            expect.arrayContaining(["identity", "postgres-bootstrap", "postgres-app-owner", "postgres-plugins-owner"]),
        );
    });

    test("new passwords run the Job again: its pods carry their checksum", async () => {
        const checksum = (other: ResourceGraph) =>
            jobOf(other).spec.template.metadata.annotations["dify-ha/config-checksum"];
        expect(checksum(graph)).toMatch(/^[0-9a-f]{12}$/);
        expect(checksum(await evaluated())).not.toBe(checksum(graph));
    });
});

test("where pods have no identity, the Job has an access key, and only the container that needs it", async () => {
    const graph = await evaluated({ access: { kind: "keys", secret: "bootstrap-keys" } });
    const { initContainers, containers } = jobOf(graph).spec.template.spec;
    expect(initContainers[0]?.env.slice(3)).toEqual([
        { name: "AWS_ACCESS_KEY_ID", valueFrom: { secretKeyRef: { name: "bootstrap-keys", key: "accesskey" } } },
        { name: "AWS_SECRET_ACCESS_KEY", valueFrom: { secretKeyRef: { name: "bootstrap-keys", key: "secretkey" } } },
    ]);
    expect(JSON.stringify(containers)).not.toContain("bootstrap-keys");
    expect(inputsOf(graph, "ServiceAccount", "postgres-bootstrap")["metadata"]).not.toHaveProperty("annotations");
});

test("on a replica of another region there is nothing to make", async () => {
    const graph = await evaluated({ server: { ...ARGS.server, acceptsWrites: false } });
    expect(resourcesOf(graph, "Job")).toEqual([]);
    expect(outputsOf(graph)).toMatchObject({ app: { host: ARGS.server.host, database: "dify" } });
});

describe("the name of the Job", () => {
    const owners = [{ database: "dify", password: { kind: "kubernetes", name: "s", key: "k" } }] as const;
    const name = bootstrapName("postgres", { server: ARGS.server, owners }, { "a.sh": "1" });

    test("is the same for the same work", () => {
        expect(name).toMatch(/^postgres-bootstrap-[0-9a-f]{8}$/);
        const moved = { ...ARGS.server, host: "elsewhere", maxConnections: 1 };
        expect(bootstrapName("postgres", { server: moved, owners }, { "a.sh": "1" })).toBe(name);
    });

    test.each([
        ["server", { server: { ...ARGS.server, name: "postgres-2" }, owners }, { "a.sh": "1" }],
        ["database", { server: ARGS.server, owners: [...owners, ...owners] }, { "a.sh": "1" }],
        ["script", { server: ARGS.server, owners }, { "a.sh": "2" }],
    ])("is another one for another %s", (_, plan, scripts) => {
        expect(bootstrapName("postgres", plan, scripts)).not.toBe(name);
    });
});

test("the Job may read one secret, and use its key for nothing else", () => {
    expect(bootstrapGrant("postgres", "dify", SECRET, "arn:key")).toEqual({
        name: "postgres-bootstrap",
        namespace: "dify",
        serviceAccounts: ["postgres-bootstrap"],
        statements: [
            { sid: "ReadMasterUser", actions: ["secretsmanager:GetSecretValue"], resources: [SECRET] },
            {
                sid: "DecryptMasterUser",
                actions: ["kms:Decrypt"],
                resources: ["arn:key"],
                conditions: { StringEquals: { "kms:EncryptionContext:SecretARN": SECRET } },
            },
        ],
        method: "podIdentity",
    });
});
