import type { GraphResource, ResourceGraph } from "../../../analysis/graph";
import { PostgresHA, type PostgresHAArgs } from "../../../components/postgres/postgresHa";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, closureOf, resourceOf, resourcesOf } from "../../support/graph";

const ARGS: PostgresHAArgs = {
    cluster: clusterHandle(),
    instances: 3,
    resources: RESOURCES,
    storage: "10Gi",
    walStorage: "3Gi",
    maxConnections: 400,
};

const evaluated = (args: Partial<PostgresHAArgs> = {}) =>
    evaluateComponent(
        (opts) => new PostgresHA("pg", { ...ARGS, ...args }, { ...opts, dependsOn: new Elsewhere("operator") }),
    );

const WITHOUT_POOLER = [
    "Cluster pg",
    "Database pg-plugins-database",
    "RandomPassword pg-app-password",
    "RandomPassword pg-plugins-password",
    "Secret pg-app-owner",
    "Secret pg-plugins-owner",
];

/** What the component says of itself. */
function outputsOf(graph: ResourceGraph): Record<string, { [key: string]: unknown }> {
    return resourcesOf(graph, "PostgresHA")[0]?.outputs as Record<string, { [key: string]: unknown }>;
}

describe("without a pooler", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("these are its children", () => {
        expect(childrenOfComponent(graph, "PostgresHA")).toEqual(WITHOUT_POOLER);
    });

    test("each role has a Secret of the form that the operator reads, and follows when the password changes", () => {
        expect(resourceOf(graph, "Secret", "pg-plugins-owner").inputs).toMatchObject({
            metadata: { name: "pg-plugins-owner", namespace: "dify", labels: { "cnpg.io/reload": "true" } },
            type: "kubernetes.io/basic-auth",
            stringData: { username: "dify_plugin", password: expect.stringMatching(/^\w{48}$/) as string },
        });
    });

    test("what is in them is secret", () => {
        expect(resourceOf(graph, "Secret", "pg-app-owner").secretPaths).toEqual(["stringData"]);
    });

    test("the plugin database is declared, and stays when its declaration goes", () => {
        expect(resourceOf(graph, "Database", "pg-plugins-database").inputs).toMatchObject({
            apiVersion: "postgresql.cnpg.io/v1",
            metadata: {
                name: "pg-plugins",
                namespace: "dify",
                annotations: { "pulumi.com/waitFor": "jsonpath={.status.applied}=true" },
            },
            spec: {
                name: "dify_plugin",
                owner: "dify_plugin",
                cluster: { name: "pg" },
                databaseReclaimPolicy: "retain",
            },
        });
    });

    test("both databases are reached at the primary, with the role of their own", () => {
        const common = {
            host: "pg-rw.dify.svc.cluster.local",
            readerHost: "pg-ro.dify.svc.cluster.local",
            port: 5432,
            tls: true,
            maxConnections: 400,
            servedBy: "pg",
        };
        expect(outputsOf(graph)).toMatchObject({
            app: {
                ...common,
                database: "dify",
                user: "dify",
                password: { kind: "kubernetes", name: "pg-app-owner", key: "password" },
            },
            plugins: {
                ...common,
                database: "dify_plugin",
                user: "dify_plugin",
                password: { kind: "kubernetes", name: "pg-plugins-owner", key: "password" },
            },
        });
    });

    test("the server waits for operator and Secrets, the database for the server", () => {
        const server = resourceOf(graph, "Cluster", "pg");
        const names = (resource: GraphResource) =>
            [...closureOf(graph, resource)].map((urn) => urn.split("::").at(-1)).sort();
        expect(server.dependencies.map((urn) => urn.split("::").at(-1))).toEqual(
            expect.arrayContaining(["operator", "pg-app-owner", "pg-plugins-owner"]),
        );
        expect(names(resourceOf(graph, "Database", "pg-plugins-database"))).toContain("pg");
    });

    test("the server counts as created when the operator says so, and cannot be deleted by accident", () => {
        const server = resourceOf(graph, "Cluster", "pg");
        expect(server.inputs).toMatchObject({ metadata: { annotations: { "pulumi.com/waitFor": "condition=Ready" } } });
        expect(graph.resources.filter(({ protect }) => protect).map(({ urn }) => urn)).toEqual([server.urn]);
    });
});

describe("with a pooler", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ pooler: { instances: 2 } });
    });

    test("there are a Pooler and its budget more", () => {
        expect(childrenOfComponent(graph, "PostgresHA")).toEqual(
            [...WITHOUT_POOLER, "PodDisruptionBudget pg-pooler-pdb", "Pooler pg-pooler"].sort(),
        );
    });

    test("the address is the pooler's, and what depends on the database depends on the pooler", () => {
        const at = { host: "pg-pooler.dify.svc.cluster.local", servedBy: "pg-pooler" };
        expect(outputsOf(graph)).toMatchObject({ app: at, plugins: at });
        expect(outputsOf(graph)["workloads"]).toMatchObject([{ name: "pg" }, { name: "pg-pooler", dependsOn: ["pg"] }]);
    });

    test("reports still come from the replicas", () => {
        expect(outputsOf(graph)["app"]).toHaveProperty("readerHost", "pg-ro.dify.svc.cluster.local");
    });
});

test("on a simulated cluster nothing waits for an operator, and everything may be deleted", async () => {
    const graph = await evaluated({ cluster: clusterHandle({ simulated: true }), pooler: { instances: 2 } });
    expect(JSON.stringify(graph.resources.map(({ inputs }) => inputs))).not.toContain("pulumi.com/waitFor");
    expect(graph.resources.filter(({ protect }) => protect)).toEqual([]);
});
