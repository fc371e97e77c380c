import { engineComment } from "../../../report/markdown/engineComment";
import { planned, planOf } from "../../analysis/diff/plannedResources";
import { rules } from "./plans";

/** What Pulumi's engine would do to a stack, as a comment. */

const HEADING = "## Preview of `prod`\n\nWhat Pulumi's engine would do to what is deployed.\n\n";

test("data, changes and figures", () => {
    const about = { urn: "urn:postgres", type: "aws:rds/instance:Instance", name: "postgres", component: "postgres" };
    const text = engineComment({
        stack: "prod",
        changes: {
            resources: [{ ...about, change: "changed", fields: [{ path: "port", before: 1, after: 2 }] }],
            data: [{ ...about, holds: "databases", change: "replaced", because: ["port"], needsApproval: true }],
        },
        errors: [],
        plan: planOf([planned("a")], { invariants: rules() }),
    });
    expect(text).toBe(
        `${HEADING}> [!CAUTION]\n` +
            "> **Data is lost, or no longer protected.** To merge this, somebody who knows that puts the label " +
            "`data-replacement-approved` on it.\n" +
            "> - **`postgres` (`rds/Instance`: databases) is replaced by a new one, for `port`.**\n\n" +
            "<details><summary>Resources: 0 added, 1 changed, 0 removed</summary>\n\n**`postgres`**\n\n" +
            "- changed `rds/Instance` `postgres`\n  - `port`: `1` → `2`\n\n</details>\n\n**Invariants**: all 27 hold",
    );
});

test("a preview that fails says why", () => {
    const changes = { resources: [], data: [] };
    expect(engineComment({ stack: "prod", changes, errors: ["error: <b>"], plan: undefined })).toBe(
        `${HEADING}**The preview fails:**\n\n- error: &lt;b&gt;\n\nNo resource changes.`,
    );
});
