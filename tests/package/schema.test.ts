import * as fs from "node:fs";
import { analysedSchema } from "../../package/analysis";
import { COMPONENTS } from "../../package/catalogue";
import { SCHEMA_FILE } from "../../package/provider";
import type { PackageSchema, PropertySpec, TypeSpec } from "../../package/schema";

/** The schema that other languages' SDKs are generated from. */

const TEXT = fs.readFileSync(SCHEMA_FILE, "utf8");
const SCHEMA = JSON.parse(TEXT) as PackageSchema;
const PREFIX = "dify-ha:index:";

const shortName = (token: string) => token.slice(PREFIX.length);

const typeOf = ($ref: string | undefined) => SCHEMA.types[($ref ?? "").slice("#/types/".length)];

/** Every property of the schema, by the path of its owner. */
function allProperties(): [string, PropertySpec][] {
    const below = (owner: string, properties: Readonly<Record<string, PropertySpec>> = {}) =>
        Object.entries(properties).map(([name, spec]): [string, PropertySpec] => [`${shortName(owner)}.${name}`, spec]);
    return [
        ...Object.entries(SCHEMA.resources).flatMap(([token, { inputProperties, properties }]) => [
            ...below(token, inputProperties),
            ...below(token, properties),
        ]),
        ...Object.entries(SCHEMA.types).flatMap(([token, { properties }]) => below(token, properties)),
    ];
}

/** Paths and types of all inputs of the components, down to the last leaf. */
function allInputs(): [string, TypeSpec][] {
    const below = (path: string, type: TypeSpec): [string, TypeSpec][] => [
        [path, type],
        ...Object.entries(typeOf(type.$ref)?.properties ?? {}).flatMap(([name, spec]) =>
            below(`${path}.${name}`, spec),
        ),
        ...(type.items === undefined ? [] : below(`${path}[]`, type.items)),
        ...(type.additionalProperties === undefined ? [] : below(`${path}{}`, type.additionalProperties)),
    ];
    return Object.entries(SCHEMA.resources).flatMap(([token, { inputProperties }]) =>
        Object.entries(inputProperties).flatMap(([name, spec]) => below(`${shortName(token)}.${name}`, spec)),
    );
}

test("the file is what the analyzer makes of the declarations: everything in them can be represented", () => {
    expect(`${JSON.stringify(analysedSchema(), undefined, 4)}\n`).toBe(TEXT);
}, 120_000);

test("these are the components, and what each needs and gives", () => {
    const described = Object.entries(SCHEMA.resources).map(([token, { requiredInputs, properties }]) => [
        shortName(token),
        { needs: requiredInputs, gives: Object.keys(properties) },
    ]);
    expect(Object.fromEntries(described)).toEqual({
        DifyApp: {
            needs: [
                ...[
                    "api",
                    "appDatabase",
                    "cluster",
                    "drainSeconds",
                    "ingress",
                    "objectStore",
                    "pluginDatabase",
                    "pool",
                ],
                ...["redis", "services", "vectorStore", "version", "workerConcurrency"],
            ],
            gives: ["url", "inspectableIngresses", "workloads", "traffic", "shared"],
        },
        MilvusCluster: {
            needs: ["cluster", "components", "etcd", "objectStore"],
            gives: ["endpoint", "workloads", "traffic"],
        },
        MultiAzNetwork: {
            needs: ["cidr", "clusterName", "flowLogRetentionDays", "nat", "region", "zones"],
            gives: ["vpcId", "zones", "natPublicIps", "freeCidr"],
        },
        Operators: { needs: [], gives: [] },
        PostgresHA: {
            needs: ["cluster", "instances", "maxConnections", "resources", "storage", "walStorage"],
            gives: ["app", "plugins", "workloads", "traffic"],
        },
        RedisCluster: {
            needs: ["cluster", "members", "resources", "sentinels", "storage"],
            gives: ["primary", "sharded", "workloads", "traffic"],
        },
    });
    expect(Object.keys(SCHEMA.resources).map(shortName)).toEqual(Object.keys(COMPONENTS));
    expect(
        Object.values(SCHEMA.resources).filter(({ isComponent, description }) => !isComponent || !description),
    ).toEqual([]);
});

test("every property is described, and an optional input says what holds without it", () => {
    expect(allProperties().length).toBeGreaterThan(150);
    expect(allProperties().filter(([, { description = "" }]) => description.length < 4)).toEqual([]);
    const silent = Object.entries(SCHEMA.resources).flatMap(([token, { inputProperties, requiredInputs }]) =>
        Object.entries(inputProperties)
            .filter(
                ([name, { description = "" }]) => !requiredInputs.includes(name) && !description.includes("Default:"),
            )
            .map(([name]) => `${shortName(token)}.${name}`),
    );
    // It has a meaning only beside `canary`, and must be there then.
    expect(silent).toEqual(["DifyApp.canaryOf"]);
});

test("only what goes into resources as it is may come from other resources, and whole endpoints", () => {
    const outputs = allInputs().flatMap(([path, { plain }]) => (plain === true ? [] : [path]));
    const ofDify = outputs.filter((path) => /^DifyApp\.[^.]+$/.test(path));
    expect(ofDify.map((path) => path.split(".")[1])).toEqual([
        "appDatabase",
        "pluginDatabase",
        "redis",
        "eventBus",
        "vectorStore",
        "canaryOf",
    ]);
    expect(outputs.filter((path) => path.startsWith("PostgresHA."))).toEqual([
        "PostgresHA.cluster.namespaceCreated",
        "PostgresHA.cluster.secretsManager.store",
        "PostgresHA.cluster.secretsManager.kmsKeyArn",
        ...["files", "plugins", "vectors", "backups"].map((name) => `PostgresHA.backup.objectStore.buckets.${name}`),
        ...["files", "plugins", "vectors", "backups"].flatMap((name) => [
            `PostgresHA.backup.objectStore.access.${name}.keysSecret`,
            `PostgresHA.backup.objectStore.access.${name}.annotations{}`,
        ]),
    ]);
});

/** Its generator makes no type for them, and what it writes does not compile (Pulumi 3.274.1). */
test("there is no list and no map of plain objects among the inputs, for Go", () => {
    const ofObjects = allInputs().filter(([path, { plain, $ref }]) => {
        const properties = typeOf($ref)?.properties;
        return plain === true && properties !== undefined && /(\[\]|\{\})$/.test(path);
    });
    expect(ofObjects.map(([path]) => path)).toEqual([]);
});
