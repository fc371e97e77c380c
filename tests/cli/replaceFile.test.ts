import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { replaceFile, replaceFolder } from "../../cli/replaceFile";
import { temporaryFolder } from "../support/files";

const root = temporaryFolder();

test("a folder has the new files and none of the old ones, and nothing is left beside it", () => {
    const folder = path.join(root, "one", "manifests");
    replaceFolder(folder, (fresh) => fs.writeFileSync(path.join(fresh, "old"), ""));
    replaceFolder(folder, (fresh) => fs.writeFileSync(path.join(fresh, "new"), ""));
    expect(fs.readdirSync(folder)).toEqual(["new"]);
    expect(fs.readdirSync(path.dirname(folder))).toEqual(["manifests"]);
});

test("a folder that cannot be filled leaves the old one as it was", () => {
    const folder = path.join(root, "two", "manifests");
    replaceFolder(folder, (fresh) => fs.writeFileSync(path.join(fresh, "old"), ""));
    const fill = () => {
        throw new Error("disk full");
    };
    expect(() => replaceFolder(folder, fill)).toThrow("disk full");
    expect(fs.readdirSync(folder)).toEqual(["old"]);
    expect(fs.readdirSync(path.dirname(folder))).toEqual(["manifests"]);
});

test("a file is replaced", () => {
    const file = path.join(root, "plan.json");
    replaceFile(file, "1");
    replaceFile(file, "2");
    expect(fs.readFileSync(file, "utf8")).toBe("2");
    expect(fs.readdirSync(root).filter((name) => name.includes("plan.json"))).toEqual(["plan.json"]);
});

test("processes that replace the same folder at once do not meet: what stays is whole, and of one of them", async () => {
    const folder = path.join(root, "three", "manifests");
    const script = (name: string) => `
        const fs = require("node:fs"), path = require("node:path");
        const { replaceFolder } = require(${JSON.stringify(path.join(PROJECT_ROOT, "cli/replaceFile"))});
        for (let round = 0; round < 60; round += 1) {
            replaceFolder(${JSON.stringify(folder)}, (fresh) => {
                for (let file = 0; file < 20; file += 1) fs.writeFileSync(path.join(fresh, String(file)), ${JSON.stringify(name)});
            });
        }`;
    const ended = ["a", "b", "c"].map(
        (name) =>
            new Promise<number | null>((resolve) => {
                const child = spawn(process.execPath, ["-r", "@swc-node/register", "-e", script(name)], {
                    cwd: PROJECT_ROOT,
                    stdio: "inherit",
                });
                child.on("exit", resolve);
            }),
    );
    expect(await Promise.all(ended)).toEqual([0, 0, 0]);
    const texts = fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file), "utf8"));
    expect(texts).toHaveLength(20);
    expect(new Set(texts).size).toBe(1);
    expect(fs.readdirSync(path.dirname(folder))).toEqual(["manifests"]);
}, 60_000);
