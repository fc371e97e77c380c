import type { ResourceGraph } from "../../analysis/graph";
import { closureOf, resourceOf, resourcesOf } from "../support/graph";
import { evaluateVariant, hasCanary, hasWebsocket, VARIANT_NAMES } from "../support/variants";

/** What must exist, and answer, before something else is created. */

/** Deployments whose program speaks the database's schema. */
const SCHEMA_USERS = [
    "dify-api",
    "dify-beat",
    "dify-canary-api",
    "dify-canary-worker",
    "dify-websocket",
    "dify-worker",
];

describe.each(VARIANT_NAMES)("%s", (variant) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
    });

    /** `kind name` of all that must be there before a resource. */
    const before = (kind: string, name: string) => {
        const urns = closureOf(graph, resourceOf(graph, kind, name));
        return graph.resources
            .filter(({ urn }) => urns.has(urn))
            .map((resource) => `${resource.type.split(":").at(-1)} ${resource.name}`);
    };

    const DATA = ["Cluster postgres", "Database postgres-plugins-database", "RedisReplication redis", "Milvus milvus"];

    test("the migration comes after the whole data tier", () => {
        const needed = [
            ...DATA,
            "Deployment redis-primary",
            ...(variant === "everything" ? ["Pooler postgres-pooler", "RedisCluster redis-sharded"] : []),
        ];
        expect(before("Job", "dify-migrate")).toEqual(expect.arrayContaining(needed));
    });

    test("whatever speaks the schema comes after the migration, and with it after the data tier", () => {
        const users = SCHEMA_USERS.filter(
            (name) =>
                (hasWebsocket(variant) || name !== "dify-websocket") &&
                (hasCanary(variant) || !name.startsWith("dify-canary-")),
        );
        for (const name of users) {
            expect(before("Deployment", name)).toEqual(expect.arrayContaining(["Job dify-migrate", ...DATA]));
        }
        const afterMigration = resourcesOf(graph, "Deployment")
            .map(({ name }) => name)
            .filter((name) => before("Deployment", name).includes("Job dify-migrate"));
        expect(afterMigration.sort()).toEqual(users);
    });

    test("the plugin daemon, which migrates a database of its own, comes after the data tier", () => {
        expect(before("Deployment", "dify-plugin-daemon")).toEqual(expect.arrayContaining(DATA));
    });

    test.each([
        ["Cluster", "postgres", ["Secret postgres-app-owner", "Secret postgres-plugins-owner"]],
        ["RedisReplication", "redis", ["Secret redis-auth", "ConfigMap redis-config"]],
        ["Milvus", "milvus", ["Secret milvus-root"]],
        ["Deployment", "redis-primary", ["Secret redis-auth", "ConfigMap redis-primary-config"]],
        ["Deployment", "dify-ssrf-proxy", ["ConfigMap dify-ssrf-proxy"]],
        ["Deployment", "dify-sandbox", ["Secret dify-keys", "ConfigMap dify-sandbox-env"]],
    ])("%s %s comes after what it reads", (kind, name, needed) => {
        expect(before(kind, name)).toEqual(expect.arrayContaining(needed));
    });
});
