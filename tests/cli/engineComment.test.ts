import * as fs from "node:fs";
import * as path from "node:path";
import { CliSandbox } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

/** `engine-comment`: from the files that Pulumi and `analyse` wrote to a comment. */

const sandbox = new CliSandbox(temporaryFolder());

function write(name: string, content: unknown): string {
    const file = path.join(sandbox.folder, name);
    fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
}

const URN = "urn:pulumi:prod::dify-ha::aws:s3/bucket:Bucket::files";
const BUCKET = { type: "aws:s3/bucket:Bucket", protect: true, inputs: { bucket: "a" } };

const PREVIEW = { steps: [{ op: "delete", urn: URN, oldState: BUCKET }], changeSummary: { delete: 1 } };

test("comment and result are written", async () => {
    const analysis = write("analysis.json", { stack: "prod", resources: [], availability: null });
    const preview = write("preview.json", PREVIEW);
    const { status, stdout } = await sandbox.run(
        ...["engine-comment", "prod", preview, "--analysis", analysis, "--output", "result"],
    );
    const read = (name: string) => fs.readFileSync(path.join(sandbox.folder, "result", name), "utf8");
    expect([status, stdout]).toEqual([0, read("comment.md")]);
    expect(stdout).toContain("> - **`files` (`s3/Bucket`: objects) is deleted.**");
    expect(JSON.parse(read("result.json"))).toEqual({
        stack: "prod",
        dataReplaced: true,
        label: "data-replacement-approved",
        data: ["files is deleted"],
    });
});

test("a preview that failed, and an analysis that could not be made, are told in the comment", async () => {
    const diagnostics = [
        { severity: "error", message: "no credentials\n" },
        { severity: "info", message: "nothing" },
    ];
    const preview = write("failed.json", { diagnostics });
    const { status, stdout } = await sandbox.run("engine-comment", "prod", preview, "--analysis", write("empty", ""));
    expect([status, stdout]).toEqual([0, expect.stringContaining("**The preview fails:**\n\n- no credentials\n")]);
});

test("a preview of which there is nothing is one that failed", async () => {
    const { status, stdout } = await sandbox.run("engine-comment", "prod", write("nothing.json", "\n"));
    expect([status, stdout]).toEqual([0, expect.stringContaining("- Pulumi wrote no preview; the log")]);
});

test.each([
    ["no file", "nowhere.json", "cannot be read"],
    ["no JSON", write("text.json", "error"), "cannot be read"],
    ["another document", write("other.json", { steps: [{}] }), "is no preview. Write one: pulumi preview --stack prod"],
])("%s is refused", async (_, file, reason) => {
    const { status, stderr } = await sandbox.run("engine-comment", "prod", file);
    expect([status, stderr.includes(reason), stderr.includes("    at ")]).toEqual([2, true, false]);
});
