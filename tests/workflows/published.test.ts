import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { temporaryFolder } from "../support/files";
import { describeUnless } from "../support/programs";
import { workflowPython } from "./python";
import { textOf, WORKFLOW_FILES } from "./workflowFiles";

/** Workflows against what others know of them: GitHub's schema, and zizmor's list of ways to be robbed. */

const { python, problems } = workflowPython();

const GITHUB = path.join(PROJECT_ROOT, ".github");

function program(name: string, ...args: string[]) {
    return spawnSync(path.join(path.dirname(python), name), args, { encoding: "utf8" });
}

describeUnless(problems, "what is published of workflows:", () => {
    const folder = temporaryFolder();

    const schema = (kind: string, ...files: string[]) =>
        program("check-jsonschema", "--builtin-schema", `vendor.github-${kind}`, ...files).stdout.trim();

    test("they have the form that GitHub takes", () => {
        const files = WORKFLOW_FILES.map((file) => path.join(GITHUB, "workflows", file));
        expect(schema("workflows", ...files)).toBe("ok -- validation done");
        expect(schema("actions", path.join(GITHUB, "actions/prepare/action.yml"))).toBe("ok -- validation done");
    });

    test("and another form is noticed", () => {
        const file = path.join(folder, "wrong.yml");
        fs.writeFileSync(file, textOf("workflows/offline.yml").replace("runs-on:", "run-on:"));
        expect(schema("workflows", file)).toContain("offline");
    });

    interface Finding {
        readonly ident: string;
        readonly determinations: { readonly severity: string };
    }

    const holes = (where: string) =>
        (JSON.parse(program("zizmor", "--offline", "--no-progress", "--format", "json", where).stdout) as Finding[])
            .filter(({ determinations: { severity } }) => ["Medium", "High"].includes(severity))
            .map(({ ident }) => ident);

    test("zizmor finds no hole in them", () => {
        expect(holes(GITHUB)).toEqual([]);
    });

    test("and a hole is noticed", () => {
        const file = path.join(folder, ".github/workflows/wrong.yml");
        fs.mkdirSync(path.dirname(file), { recursive: true });
        const text = textOf("workflows/offline.yml").replace("'HEAD^1'", "'${{ github.event.pull_request.title }}'");
        fs.writeFileSync(file, text);
        expect(holes(folder)).toEqual(["template-injection"]);
    });
});
