import { isGroup, setPath, valueAt, type RawConfig } from "../../config/merge";
import { PROFILE_DEFAULTS, PROFILES } from "../../config/profiles";
import { leavesOf } from "../../config/schemaTree";
import { configWith, linesWith } from "./minimal";

/** Paths and values of the leaves of a nested object. */
function valuesIn(value: unknown, path: readonly string[] = []): [path: readonly string[], value: unknown][] {
    return isGroup(value)
        ? Object.entries(value).flatMap(([key, child]) => valuesIn(child, [...path, key]))
        : [[path, value]];
}

/** Another valid value of a key that a profile fills. */
function otherValue(path: readonly string[], value: unknown): unknown {
    const chosen: Record<string, unknown> = {
        "postgres.replicas": 2,
        "milvus.etcd.replicas": 5,
        "postgres.instanceClass": "db.m7g.large",
        "redis.nodeType": "cache.m7g.large",
    };
    if (path.includes("requests")) {
        return path.includes("cpu") ? "1m" : "1Mi";
    }
    const larger =
        typeof value === "number" ? value + 1 : String(value).replace(/^\d+/, (digits) => String(Number(digits) + 1));
    return chosen[path.join(".")] ?? (path.at(-1) === "instanceType" ? "c7i.large" : larger);
}

/** A second scheduler is never valid, and the memory of the query nodes follows from what they are to hold. */
const NOT_ALONE = /^(dify\.beat\.replicas|milvus\.load\..*|milvus\.queryNode\.replicas)$/;

describe.each(PROFILES)("profile %s", (profile) => {
    test("is a valid production stack as it is", () => {
        expect(linesWith({ profile })).toEqual([]);
    });

    test("fills the same keys as the others", () => {
        const keysOf = (defaults: object) => valuesIn(defaults).map(([path]) => path.join("."));
        expect(keysOf(PROFILE_DEFAULTS[profile])).toEqual(keysOf(PROFILE_DEFAULTS.small));
    });

    test("gives way to the user's values, one by one", () => {
        const base = { profile, environment: "development" };
        const untouched = configWith(base);
        const values = valuesIn(PROFILE_DEFAULTS[profile]).filter(([path]) => !NOT_ALONE.test(path.join(".")));
        for (const [path, value] of values) {
            const wanted = otherValue(path, value);
            expect(wanted).not.toEqual(value);
            expect(configWith(setPath(base, path, wanted))).toEqual(setPath(untouched, path, wanted));
        }
    });

    test("applies exactly the defaults that editors and the reference page tell", () => {
        const config = configWith({ profile });
        for (const { path, defaults } of leavesOf().filter(({ path }) => path[0] !== "profile")) {
            if (defaults !== undefined) {
                expect([path, valueAt(config, path)]).toEqual([path, defaults[profile]]);
            }
        }
    });
});

describe("the memory of the query nodes", () => {
    const memoryWith = (milvus: RawConfig) => {
        const { queryNode } = configWith({ profile: "small", milvus }).milvus;
        return [queryNode.requests.memory, queryNode.limits.memory];
    };

    test.each([
        ["follows from the vectors", { load: { vectors: 4_000_000 } }, ["16Gi", "16Gi"]],
        ["follows from their dimensions", { load: { dimensions: 3072 } }, ["16Gi", "16Gi"]],
        ["follows from the collections", { load: { collections: 2000 } }, ["10Gi", "10Gi"]],
        ["is less on more nodes", { queryNode: { replicas: 3 } }, ["3Gi", "3Gi"]],
        ["is what the user says", { queryNode: { limits: { memory: "64Gi" } } }, ["5Gi", "64Gi"]],
    ])("%s", (_, milvus, memory) => {
        expect(memoryWith(milvus)).toEqual(memory);
    });

    test("is refused when the vectors would not fit with one node lost", () => {
        const queryNode = { requests: { memory: "2Gi" }, limits: { memory: "4Gi" } };
        expect(linesWith({ profile: "small", milvus: { queryNode } })).toEqual([
            'milvus.queryNode.limits.memory = "4Gi": must be at least 5Gi: 1000000 vectors of 768 dimensions must fit although one ' +
                "of 2 query nodes is lost; raise it or the replicas",
        ]);
    });
});

test("small is the default profile", () => {
    expect(configWith({})).toEqual(configWith({ profile: "small" }));
});

test("only what caches answers, the header of a canary, a restored server, existing subnets, working time and what to take over have keys without default", () => {
    const required = leavesOf().filter(({ isRequired }) => isRequired);
    expect(required.map(({ path }) => path.join("."))).toEqual([
        "gateway.models.cache.seconds",
        "gateway.models.cache.semantic.milvusHost",
        "gateway.models.cache.semantic.milvusToken.secret",
        "gateway.models.cache.semantic.milvusToken.key",
        "gateway.models.cache.semantic.collection",
        "gateway.models.cache.semantic.similarity",
        "gateway.models.cache.semantic.embedding.provider",
        "gateway.models.cache.semantic.embedding.type",
        "gateway.models.cache.semantic.embedding.model",
        "dify.canary.header.name",
        "dify.canary.header.value",
        "postgres.restoreFrom.as",
        "network.existing.vpcId",
        "network.existing.zones",
        "offHours.timeZone",
        "offHours.from",
        "offHours.until",
        "recovery.primary",
        "recovery.active",
        "recovery.bucketsKeyArn",
        "recovery.database.from",
        "recovery.database.masterSecretArn",
    ]);
});
