import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";

/** Links and commands in everything that people read. */

const RUNBOOKS = fs
    .readdirSync(path.join(PROJECT_ROOT, "docs/runbooks"))
    .map((file) => `docs/runbooks/${file}`)
    .sort();

const PAGES = [
    "README.md",
    "README.zh-CN.md",
    "docs/architecture.md",
    "docs/configuration.md",
    "docs/invariants.md",
    "docs/package.md",
    ...RUNBOOKS,
];

const { scripts } = JSON.parse(fs.readFileSync(path.join(PROJECT_ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
};

describe.each(PAGES)("%s", (page) => {
    const text = fs.readFileSync(path.join(PROJECT_ROOT, page), "utf8");

    test("links to files that exist", () => {
        const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
            .map(([, link]) => link ?? "")
            .filter((link) => !/^[a-z]+:/.test(link));
        const missing = links.filter((link) => !fs.existsSync(path.resolve(PROJECT_ROOT, path.dirname(page), link)));
        expect(missing).toEqual([]);
    });

    test("names commands that exist", () => {
        const commands = [...text.matchAll(/npm run (?:--silent )?([a-z-]+)/g)].map(([, name]) => name ?? "");
        expect(commands.filter((name) => !(name in scripts))).toEqual([]);
    });
});
