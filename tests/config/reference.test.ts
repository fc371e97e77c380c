import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { docsCommand, generatedFiles } from "../../cli/commands/docs";
import { validateConfig } from "../../config";
import { CONFIG_NAMESPACE } from "../../config/load";
import { configurationReference } from "../../config/reference";
import { configTree, leavesOf } from "../../config/schemaTree";

const page = configurationReference();
const rows = page.split("\n").filter((line) => line.startsWith("| `"));

test("the committed page is up to date", async () => {
    expect(await readFile(path.join(__dirname, "../../docs/configuration.md"), "utf8")).toBe(page);
});

test("every key has one row", () => {
    for (const leaf of leavesOf()) {
        expect(rows.filter((row) => row.startsWith(`| \`${leaf.path.join(".")}\` |`))).toHaveLength(1);
    }
});

test("every row has four cells, unpadded", () => {
    expect(rows.filter((row) => row.split(" | ").length !== 4)).toEqual([]);
    expect(rows.filter((row) => / {3}/.test(row))).toEqual([]);
});

test("every group has a section", () => {
    const groups = configTree().filter(({ children }) => children.length > 0);
    expect(page.match(/^## .*$/gm)).toEqual(["## General", ...groups.map(({ path }) => `## \`${path.join(".")}\``)]);
});

test.each([
    "| `profile` | `local`, `small`, `medium`, `large` | `small` | Sizing profile: the defaults of every size below. Single values can be overridden. |",
    "| `dify.api` | group |  | HTTP API. |",
    "| `dify.api.replicas` | whole number 1–200 | `3` / `3` / `6` / `12` | Number of members. |",
    "| `dify.api.requests.cpu` | text or number 0.001–1024, such as `500m` or `2` | `250m` / `500m` / `1` / `2` | Cores that the scheduler reserves for one member. |",
    "| `postgres.pooler.enabled` | `true`, `false` | `false` | Put PgBouncer (session mode) between Dify and the primary. |",
    "| `storage.endpoint` | text, such as `https://s3.eu-central-1.amazonaws.com` | unset | URL of the S3-compatible object store. Required with `kind: existing`. |",
    "| `storage.secretAccessKey` | text, secret | unset | Secret key of `accessKeyId`. |",
])("%s", (row) => {
    expect(rows).toContain(row);
});

test("the first example is a valid stack", () => {
    const [, example = ""] = /```yaml\n(.*?)```/s.exec(page) ?? [];
    const { config } = parse(example) as { config: Record<string, unknown> };
    const raw = Object.entries(config).map(([key, value]) => [key.replace(`${CONFIG_NAMESPACE}:`, ""), value] as const);
    expect(validateConfig(Object.fromEntries(raw))).not.toHaveProperty("problems");
});

describe("docs", () => {
    let root = "";
    const told: string[] = [];

    beforeEach(async () => {
        root = await mkdtemp(path.join(tmpdir(), "dify-ha-docs-"));
        told.length = 0;
        jest.spyOn(console, "log").mockImplementation((line: string) => void told.push(line));
        jest.spyOn(console, "error").mockImplementation((line: string) => void told.push(line));
    });

    afterEach(async () => {
        jest.restoreAllMocks();
        process.exitCode = undefined;
        await rm(root, { recursive: true });
    });

    const run = (...options: string[]) => docsCommand(root).parseAsync(options, { from: "user" });

    test("writes every file", async () => {
        await run();
        for (const [name, content] of Object.entries(await generatedFiles())) {
            expect(await readFile(path.join(root, name), "utf8")).toBe(content);
        }
        expect(told).toEqual([
            "wrote docs/configuration.md",
            "wrote docs/invariants.md",
            "wrote docs/network.md",
            "wrote docs/releases.md",
            "wrote docs/images/topology-prod.svg",
            "wrote docs/images/topology-prod-narrow.svg",
            "wrote config/pulumi-stack.schema.json",
            "wrote package/schema.json",
        ]);
    });

    test("--check is content with what it has written", async () => {
        await run();
        told.length = 0;
        await run("--check");
        expect(told).toEqual([]);
        expect(process.exitCode).toBeUndefined();
    });

    test("--check names the stale file, writes nothing, and fails", async () => {
        await run();
        await writeFile(path.join(root, "docs/configuration.md"), "old");
        await rm(path.join(root, "config/pulumi-stack.schema.json"));
        told.length = 0;
        await run("--check");
        expect(told).toEqual([
            "docs/configuration.md is not up to date; run: npm run docs",
            "config/pulumi-stack.schema.json is missing; run: npm run docs",
        ]);
        expect(process.exitCode).toBe(1);
        expect(await readFile(path.join(root, "docs/configuration.md"), "utf8")).toBe("old");
    });
});
