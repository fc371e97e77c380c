import { spawnSync } from "node:child_process";
import { workflow } from "./workflowFiles";

/** The shell of the check that data is not lost unnoticed, run for real. */

const script = workflow("offline.yml").jobs["data-approval"]?.steps[0]?.run ?? "";

function check(OFFLINE: string, DATA_REPLACED: string, APPROVED: string) {
    const { status, stdout } = spawnSync("bash", ["-eo", "pipefail", "-c", script], {
        encoding: "utf8",
        env: { PATH: process.env.PATH, OFFLINE, DATA_REPLACED, APPROVED },
    });
    return [status, stdout.trim()];
}

const LOST = "::error::Data would be lost. The comment says which; the label data-replacement-approved allows it.";
const UNKNOWN = "::error::What this changes is not known: the job offline did not succeed.";

test.each([
    ["nothing is lost", "success", "false", "false", [0, ""]],
    ["data is lost", "success", "true", "false", [1, LOST]],
    ["data is lost, with the label", "success", "true", "true", [0, ""]],
    ["nobody knows", "success", "", "false", [1, LOST]],
    ["the comparison failed", "failure", "", "true", [1, UNKNOWN]],
    ["the comparison was cancelled", "cancelled", "false", "false", [1, UNKNOWN]],
])("%s", (_, offline, lost, approved, outcome) => {
    expect(check(offline, lost, approved)).toEqual(outcome);
});
