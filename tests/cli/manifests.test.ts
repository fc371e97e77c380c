import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { kubernetesObjects, type PlannedObject, type ResourceGraph } from "../../analysis/graph";
import { manifestName, manifestText, writeManifests } from "../../cli/manifests";
import { temporaryFolder } from "../support/files";
import { graphOf, resource } from "../support/syntheticGraph";
import { evaluateVariant } from "../support/variants";

const planned = (wave: number, kind: string, name: string, more: object = {}): PlannedObject => ({
    urn: name,
    wave,
    object: { apiVersion: "v1", kind, metadata: { name }, ...more },
});

test.each([
    [0, "Namespace", "dify", "00-namespace-dify.yaml"],
    [7, "PodDisruptionBudget", "dify-api", "07-poddisruptionbudget-dify-api.yaml"],
    [12, "Job", "dify-migrate-1-16-1", "12-job-dify-migrate-1-16-1.yaml"],
])("in wave %d, %s %s is %s", (wave, kind, name, file) => {
    expect(manifestName(planned(wave, kind, name))).toBe(file);
});

describe("the text of an object", () => {
    test("keeps the order of its keys, and texts on their line", () => {
        const long = "x ".repeat(200).trim();
        expect(manifestText(planned(0, "ConfigMap", "c", { data: { b: long, a: "one\ntwo\n" } }))).toBe(
            `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  b: ${long}\n  a: |\n    one\n    two\n`,
        );
    });

    test.each([
        "off",
        "on",
        "yes",
        "no",
        "y",
        "true",
        "null",
        "~",
        "1.5",
        "0x1f",
        "0o17",
        "017",
        "1_000",
        "12:30:45",
        "2026-11-23",
        "",
    ])("quotes %j, which kubectl would not read as a text", (value) => {
        const text = manifestText(planned(0, "ConfigMap", "c", { data: { value } }));
        expect(text).toMatch(/value: ["']/);
        expect(parse(text, { version: "1.1" })).toMatchObject({ data: { value } });
    });

    test("repeats what occurs twice: not every reader knows anchors", () => {
        const shared = { app: "x" };
        const text = manifestText(planned(0, "Service", "s", { spec: { selector: shared, labels: shared } }));
        expect(text).not.toMatch(/[&*]/);
    });
});

describe.each(["local", "everything"])("the manifests of %s", (variant) => {
    let graph: ResourceGraph;
    let objects: readonly PlannedObject[];
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
        objects = kubernetesObjects(graph, { showSecrets: true });
    });

    test.each(["1.1", "1.2"] as const)("are the objects again when read as YAML %s", (version) => {
        const read = objects.map((object) => parse(manifestText(object), { version }) as unknown);
        expect(read).toEqual(objects.map(({ object }) => object));
    });

    test("have a file each", () => {
        const names = objects.map(manifestName);
        expect(new Set(names).size).toBe(names.length);
    });

    test("come after what they name: namespace, Secrets, ConfigMaps, accounts, then what uses them", () => {
        const names = objects.map(manifestName).sort();
        const position = (end: string) => names.findIndex((name) => name.endsWith(end));
        const order = [
            "namespace-dify.yaml",
            "secret-dify-keys.yaml",
            "cluster-postgres.yaml",
            "job-dify-migrate-1-16-1.yaml",
            "deployment-dify-api.yaml",
        ].map(position);
        expect(order).not.toContain(-1);
        expect([...order].sort((a, b) => a - b)).toEqual(order);
    });
});

describe("writing", () => {
    const folder = path.join(temporaryFolder(), "manifests");
    const graph = graphOf(
        resource("secret", {
            inputs: { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData: { key: "hidden" } },
            secretPaths: ["stringData"],
        }),
        resource("provider", { type: "pulumi:providers:kubernetes" }),
    );

    test("replaces what an earlier plan left, and masks secrets", () => {
        fs.mkdirSync(folder);
        fs.writeFileSync(path.join(folder, "00-service-gone.yaml"), "stale");
        expect(writeManifests(graph, folder, { showSecrets: false })).toBe(1);
        expect(fs.readdirSync(folder)).toEqual(["00-secret-s.yaml"]);
        expect(fs.readFileSync(path.join(folder, "00-secret-s.yaml"), "utf8")).toContain('stringData: "[secret]"\n');
    });

    test("shows secrets only when told to, to the owner of the file alone", () => {
        writeManifests(graph, folder, { showSecrets: true });
        const file = path.join(folder, "00-secret-s.yaml");
        expect(fs.readFileSync(file, "utf8")).toContain("key: hidden\n");
        expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    });

    test("masked Secrets cannot be applied by mistake: what stands there is no map", () => {
        writeManifests(graph, folder, { showSecrets: false });
        const secret = parse(fs.readFileSync(path.join(folder, "00-secret-s.yaml"), "utf8")) as { stringData: unknown };
        expect(typeof secret.stringData).toBe("string");
    });
});
