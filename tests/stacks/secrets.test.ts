import { kubernetesObjects, maskedInputs, type ResourceGraph } from "../../analysis/graph";
import { planDocument } from "../../cli/planDocument";
import { resourcesOf } from "../support/graph";
import { openTextOf, secretValues, UPSTREAM_DEFAULT_WORDS, UPSTREAM_DEFAULTS } from "../support/secrets";
import { evaluateVariant, VARIANT_NAMES } from "../support/variants";

/** Secret keys that each variant makes. */
const KEYS = [
    "dify-keys.init-password",
    "dify-keys.inner-api-key",
    "dify-keys.plugin-daemon-key",
    "dify-keys.sandbox-api-key",
    "dify-keys.secret-key",

    "milvus-root.password",
    "milvus-user.password",
    "monitoring-grafana-admin.password",
    "postgres-app-owner.password",
    "postgres-plugins-owner.password",
    "redis-auth.password",
];

const GATEWAY_KEYS = ["gateway-redis-auth.password"];

const STORE_KEYS = ["storage-credentials.accesskey", "storage-credentials.secretkey"];

interface EnvVar {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

/** All objects anywhere in a value that look like what `pick` takes. */
function collect<T>(value: unknown, pick: (candidate: Record<string, unknown>) => T | undefined): T[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    const own = Array.isArray(value) ? undefined : pick(value as Record<string, unknown>);
    return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap((child) => collect(child, pick))];
}

describe.each(VARIANT_NAMES)("%s", (variant) => {
    let graph: ResourceGraph;
    let values: Map<string, string>;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
        values = secretValues(graph);
    });

    /** Names of the secrets whose value is in a text. */
    const leaksIn = (text: string) => [...values].filter(([, value]) => text.includes(value)).map(([name]) => name);

    test("there is one secret for each purpose, each long and each another", () => {
        const more = variant === "everything" ? [...GATEWAY_KEYS, ...STORE_KEYS] : [];
        expect([...values.keys()].sort()).toEqual([...KEYS, ...more].sort());
        expect(new Set(values.values()).size).toBe(values.size);
        expect([...values].filter(([, value]) => value.length < 24).map(([name]) => name)).toEqual([]);
    });

    test("no value is outside its Secret: in no other object, argument, annotation or output", () => {
        const components = graph.resources.filter(({ custom }) => !custom);
        const leaks = graph.resources
            .filter(({ custom }) => custom)
            .flatMap((resource) => leaksIn(openTextOf(resource)).map((name) => `${name} in ${resource.urn}`));
        const leaksOfComponents = components.flatMap((component) =>
            leaksIn(JSON.stringify([maskedInputs(component), component.outputs])).map(
                (name) => `${name} in ${component.urn}`,
            ),
        );
        expect([...leaks, ...leaksOfComponents, ...leaksIn(JSON.stringify(graph.outputs))]).toEqual([]);
    });

    test("the plan and the masked manifests show none", () => {
        expect(leaksIn(JSON.stringify(planDocument(graph)))).toEqual([]);
        expect(leaksIn(JSON.stringify(kubernetesObjects(graph, { showSecrets: false })))).toEqual([]);
    });

    test("manifests with secrets show them in Secrets alone", () => {
        const objects = kubernetesObjects(graph, { showSecrets: true });
        const others = objects.filter(({ object }) => object.kind !== "Secret");
        expect(leaksIn(JSON.stringify(others))).toEqual([]);
        expect(leaksIn(JSON.stringify(objects)).sort()).toEqual([...values.keys()].sort());
    });

    test("every value is generated for this stack, or given by its owner", () => {
        const generated = resourcesOf(graph, "RandomPassword").length;
        expect(generated).toBe(variant === "everything" ? KEYS.length + GATEWAY_KEYS.length : KEYS.length);
        expect([...values.values()].filter((value) => UPSTREAM_DEFAULT_WORDS.includes(value))).toEqual([]);
    });

    test.each(UPSTREAM_DEFAULTS)("upstream's %s is nowhere", (credential) => {
        expect(JSON.stringify(graph.resources)).not.toContain(credential);
    });

    test("variables that sound secret are references, never values", () => {
        // TOKENS_ counts pieces of text.
        const secretName = /PASSWORD|SECRET|TOKEN(?!S_)|(API|ACCESS|SERVER|DAEMON)_KEY|^API_KEY/;
        const variables = collect(
            graph.resources.filter(({ custom }) => custom).map(({ inputs }) => inputs),
            (candidate) => (Array.isArray(candidate["env"]) ? (candidate["env"] as EnvVar[]) : undefined),
        ).flat();
        const plain = variables.filter(({ name, value }) => secretName.test(name) && value !== undefined);
        expect(variables.length).toBeGreaterThan(50);
        expect(plain).toEqual([]);
        const settings = resourcesOf(graph, "ConfigMap").flatMap(({ inputs }) => Object.keys(inputs["data"] as object));
        expect(settings.filter((name) => secretName.test(name))).toEqual([]);
    });

    test("every reference to a secret leads to a key that exists", () => {
        const references = collect(
            graph.resources.filter(({ custom }) => custom).map(({ inputs }) => inputs),
            (candidate) => candidate["secretKeyRef"] as { name: string; key: string } | undefined,
        ).map(({ name, key }) => `${name}.${key}`);
        // The object store's Secret is the user's own, except where its keys are in the configuration.
        const known = new Set([...values.keys(), "object-store.accesskey", "object-store.secretkey"]);
        expect(references.length).toBeGreaterThan(40);
        expect([...new Set(references)].filter((reference) => !known.has(reference))).toEqual([]);
        expect(references.some((reference) => reference.startsWith("object-store"))).toBe(variant !== "everything");
    });
});
