import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";

/** What the architecture page says of folders, files and components, against the tree. */

const PAGE = fs.readFileSync(path.join(PROJECT_ROOT, "docs/architecture.md"), "utf8");

/** Text of the fenced block with the folders. */
const FOLDERS = PAGE.match(/```\n(index\.ts[\s\S]*?)```/)?.[1] ?? "";

function sourcesBelow(folder: string): string[] {
    return fs
        .readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => fs.readFileSync(path.join(PROJECT_ROOT, folder, file), "utf8"));
}

test("every folder at the top is there", () => {
    const named = [...FOLDERS.matchAll(/^([a-z]+)\//gm)].map(([, name]) => name ?? "");
    expect(named).toEqual(expect.arrayContaining(["components", "stacks", "tests"]));
    expect(named.filter((name) => !fs.existsSync(path.join(PROJECT_ROOT, name)))).toEqual([]);
});

test("every folder of components that is named is there", () => {
    const lists = [...FOLDERS.matchAll(/(?:on AWS|in the cluster|everywhere): ([a-zA-Z0-9, ]+)/g)];
    const named = lists.flatMap(([, list]) => list?.split(",").map((name) => name.trim()) ?? []);
    expect(named).toEqual(expect.arrayContaining(["network", "postgres", "dify"]));
    expect(named.filter((name) => !fs.existsSync(path.join(PROJECT_ROOT, "components", name)))).toEqual([]);
});

test("every file of stacks that is named is there", () => {
    const named = [...FOLDERS.matchAll(/([a-zA-Z]+\.ts)\b/g)].map(([, name]) => name ?? "");
    const elsewhere = ["index.ts"];
    const missing = named.filter(
        (name) => !elsewhere.includes(name) && !fs.existsSync(path.join(PROJECT_ROOT, "stacks", name)),
    );
    expect(named).toContain("awsCluster.ts");
    expect(missing).toEqual([]);
});

test("every component that is named exists", () => {
    const classes = sourcesBelow("components").flatMap((text) =>
        [...text.matchAll(/export class (\w+) extends pulumi\.ComponentResource/g)].map(([, name]) => name),
    );
    const table = PAGE.match(/\| component [\s\S]*?\n\n/)?.[0] ?? "";
    const named = [...table.matchAll(/`([A-Z][A-Za-z0-9]+)`/g)].map(([, name]) => name);
    expect(named).toContain("RdsServer");
    expect(named.filter((name) => !classes.includes(name))).toEqual([]);
});
