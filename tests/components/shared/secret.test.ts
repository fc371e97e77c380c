import * as fs from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { parse } from "yaml";
import type { ResourceGraph } from "../../../analysis/graph";
import { PROJECT_ROOT } from "../../../cli/stackFile";
import { createSecret, createSharedSecret, type SecretArgs } from "../../../components/shared/secret";
import type { ClusterHandle } from "../../../contracts";
import { clusterHandle } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { childNames, inputsOf, resourceOf } from "../../support/graph";

const CRD = path.resolve(PROJECT_ROOT, "../shared/crds/external-secrets-externalsecrets.yaml");

const MANAGED: ClusterHandle["secrets"] = {
    kind: "secretsManager",
    store: "aws-secrets",
    prefix: "dify-ha/prod",
    kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1",
};

const OWNER: SecretArgs = {
    name: "postgres-app-owner",
    stringData: { username: "dify", password: pulumi.secret("generated") },
    labels: { "cnpg.io/reload": "true" },
    type: "kubernetes.io/basic-auth",
};

/** Registers a secret, and a reader that names it. */
const evaluated = (change: Partial<ClusterHandle>, args: SecretArgs = OWNER) =>
    evaluateComponent((opts) => {
        const secret = createSecret(args.name, clusterHandle(change), args, {
            ...opts,
            dependsOn: new Elsewhere("before"),
        });
        new ConfigMap("reader", { data: { secret: secret.name } }, { ...opts, dependsOn: secret.resource });
    });

const dependenciesOf = (graph: ResourceGraph, kind: string, name: string) =>
    resourceOf(graph, kind, name).dependencies.map((urn) => urn.split("::").slice(-2).join(" "));

describe("written by the program", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({});
    });

    test("is one Secret", () => {
        expect(childNames(graph)).toEqual([
            "ConfigMap reader",
            "Elsewhere before",
            "Secret postgres-app-owner",
            "kubernetes cluster",
        ]);
        expect(inputsOf(graph, "Secret", "postgres-app-owner")).toEqual({
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "postgres-app-owner", namespace: "dify", labels: { "cnpg.io/reload": "true" } },
            type: "kubernetes.io/basic-auth",
            stringData: { username: "dify", password: "generated" },
        });
        expect(resourceOf(graph, "Secret", "postgres-app-owner").secretPaths).toEqual(["stringData"]);
    });

    test("keeps those who name it waiting", () => {
        expect(inputsOf(graph, "ConfigMap", "reader")["data"]).toEqual({ secret: "postgres-app-owner" });
        expect(dependenciesOf(graph, "ConfigMap", "reader")).toEqual(["kubernetes:core/v1:Secret postgres-app-owner"]);
        expect(dependenciesOf(graph, "Secret", "postgres-app-owner")).toEqual(["test:index:Elsewhere before"]);
    });

    test("says nothing of labels and type that it was not given", async () => {
        const plain = await evaluated({}, { name: "auth", stringData: { password: pulumi.secret("generated") } });
        expect(inputsOf(plain, "Secret", "auth")).toEqual({
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "auth", namespace: "dify" },
            stringData: { password: "generated" },
        });
    });
});

describe("through Secrets Manager", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated({ secrets: MANAGED });
    });

    test("is a secret with one version, which the operator makes a Secret of; the program writes none", () => {
        expect(childNames(graph)).toEqual([
            "ConfigMap reader",
            "Elsewhere before",
            "ExternalSecret postgres-app-owner",
            "Secret postgres-app-owner-managed",
            "SecretVersion postgres-app-owner-version",
            "kubernetes cluster",
        ]);
        expect(resourceOf(graph, "Secret", "postgres-app-owner-managed")).toMatchObject({
            type: "aws:secretsmanager/secret:Secret",
            inputs: {
                name: "dify-ha/prod/postgres-app-owner",
                kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/1",
                recoveryWindowInDays: 7,
            },
        });
    });

    test("holds the whole content as one JSON text, which is secret", () => {
        const version = resourceOf(graph, "SecretVersion", "postgres-app-owner-version");
        expect(version.inputs["secretId"]).toBe("postgres-app-owner-managed-id");
        expect(JSON.parse(version.inputs["secretString"] as string)).toEqual({
            username: "dify",
            password: "generated",
        });
        expect(version.secretPaths).toEqual(["secretString"]);
    });

    test("is asked for in this way", () => {
        expect(inputsOf(graph, "ExternalSecret", "postgres-app-owner")).toEqual({
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: {
                name: "postgres-app-owner",
                namespace: "dify",
                annotations: {
                    "dify-ha/secret-version": "postgres-app-owner-version-id",
                    "pulumi.com/waitFor": "condition=Ready",
                },
            },
            spec: {
                secretStoreRef: { kind: "ClusterSecretStore", name: "aws-secrets" },
                refreshInterval: "1h",
                target: {
                    name: "postgres-app-owner",
                    creationPolicy: "Owner",
                    deletionPolicy: "Retain",
                    template: {
                        type: "kubernetes.io/basic-auth",
                        metadata: { labels: { "cnpg.io/reload": "true" } },
                    },
                },
                dataFrom: [{ extract: { key: "postgres-app-owner-managed-id" } }],
            },
        });
        expect(resourceOf(graph, "ExternalSecret", "postgres-app-owner").secretPaths).toEqual([]);
    });

    test("comes after its value, and keeps those who name it waiting", () => {
        expect(dependenciesOf(graph, "ExternalSecret", "postgres-app-owner")).toEqual(
            expect.arrayContaining([
                "aws:secretsmanager/secretVersion:SecretVersion postgres-app-owner-version",
                "test:index:Elsewhere before",
            ]),
        );
        expect(inputsOf(graph, "ConfigMap", "reader")["data"]).toEqual({ secret: "postgres-app-owner" });
        expect(dependenciesOf(graph, "ConfigMap", "reader")).toEqual([
            "kubernetes:external-secrets.io/v1:ExternalSecret postgres-app-owner",
        ]);
    });

    test("is of no special type and has no labels unless it is to", async () => {
        const plain = await evaluated(
            { secrets: MANAGED, simulated: true },
            { name: "auth", stringData: { password: pulumi.secret("generated") } },
        );
        const { metadata, spec } = inputsOf<{ metadata: object; spec: object }>(plain, "ExternalSecret", "auth");
        expect(spec).toHaveProperty("target.template", { type: "Opaque" });
        expect(metadata).toHaveProperty("annotations", { "dify-ha/secret-version": "auth-version-id" });
    });

    // The definitions are not part of the project: where they are at hand, they are the judge.
    if (fs.existsSync(CRD)) {
        test("is what the operator's own definition describes", () => {
            const definition = parse(fs.readFileSync(CRD, "utf8")) as {
                spec: { versions: { name: string; served: boolean; schema: { openAPIV3Schema: object } }[] };
            };
            const version = definition.spec.versions.find(({ name, served }) => name === "v1" && served);
            const ajv = new Ajv({ unknownFormats: "ignore", allErrors: true, logger: false });
            const validate = ajv.compile(closed(version?.schema.openAPIV3Schema) as object);
            validate(inputsOf(graph, "ExternalSecret", "postgres-app-owner"));
            expect(validate.errors).toBeNull();
        });
    }
});

describe("shared by two regions", () => {
    /** Registers a shared secret; says how often its content was made. */
    const shared = async (secrets: ClusterHandle["secrets"]) => {
        let made = 0;
        const generate = () => {
            made += 1;
            return { key: pulumi.secret("generated") };
        };
        const graph = await evaluateComponent((opts) =>
            createSharedSecret("dify-keys", clusterHandle({ secrets }), { name: "dify-keys", generate }, opts),
        );
        return { graph, made };
    };

    test("is copied into the second region by the first", async () => {
        const { graph, made } = await shared({ ...MANAGED, shared: { role: "source", copyTo: "eu-west-1" } });
        expect(made).toBe(1);
        expect(inputsOf(graph, "Secret", "dify-keys-managed")).toEqual({
            name: "dify-ha/prod/dify-keys",
            kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:key/1",
            recoveryWindowInDays: 7,
            replicas: [{ region: "eu-west-1" }],
        });
    });

    test("is read there under its first name, and not made again", async () => {
        const { graph, made } = await shared({
            ...MANAGED,
            prefix: "dify-ha/dr",
            shared: { role: "copy", prefix: "dify-ha/prod" },
        });
        expect(made).toBe(0);
        expect(childNames(graph)).toEqual(["ExternalSecret dify-keys", "kubernetes cluster"]);
        expect(inputsOf(graph, "ExternalSecret", "dify-keys")).toHaveProperty("spec.dataFrom", [
            { extract: { key: "dify-ha/prod/dify-keys" } },
        ]);
        expect(inputsOf(graph, "ExternalSecret", "dify-keys")).toHaveProperty("metadata.annotations", {
            "pulumi.com/waitFor": "condition=Ready",
        });
    });

    test.each<[string, ClusterHandle["secrets"], string]>([
        ["in Kubernetes", { kind: "kubernetes" }, "Secret dify-keys"],
        ["without a second region", MANAGED, "Secret dify-keys-managed"],
    ])("is like any other %s", async (_, secrets, name) => {
        const { graph, made } = await shared(secrets);
        expect(made).toBe(1);
        expect(childNames(graph)).toContain(name);
        expect(graph.resources.filter(({ inputs }) => "replicas" in inputs)).toEqual([]);
    });
});

/** The schema with nothing allowed in `spec` that it does not name. */
function closed(schema: unknown, inSpec = false): unknown {
    if (typeof schema !== "object" || schema === null) {
        return schema;
    }
    if (Array.isArray(schema)) {
        return schema.map((entry) => closed(entry, inSpec));
    }
    const entries = Object.entries(schema).map(([key, value]) => [key, closed(value, inSpec || key === "spec")]);
    const result = Object.fromEntries(entries) as Record<string, unknown>;
    const isClosed =
        inSpec && "properties" in result && !("additionalProperties" in result) && result["type"] === "object";
    return isClosed ? { ...result, additionalProperties: false } : result;
}
