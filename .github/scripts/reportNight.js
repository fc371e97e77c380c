// Says what failed at night in one issue, which is closed by the next good night.
"use strict";

/** The first line of the issue, by which it is found again. */
const MARKER = "<!-- dify-ha: nightly -->";
const TITLE = "The nightly checks fail";
const AUTHOR = "github-actions[bot]";

const MEANING = {
    drift: "what is deployed is not what the main branch says, or cannot be compared with it",
    rehearsal: "the rehearsal or the restore check failed",
};

async function reportNight({ github, context, core, jobs }) {
    const failed = Object.keys(jobs).filter((job) => !["success", "skipped"].includes(jobs[job].result));
    const issue = await openIssue(github, context.repo);
    if (failed.length === 0) {
        core.info("Nothing failed.");
        if (issue !== undefined) {
            await github.rest.issues.update({ ...context.repo, issue_number: issue.number, state: "closed" });
        }
        return;
    }
    const body = bodyOf(failed, jobs, context);
    if (issue === undefined) {
        await github.rest.issues.create({ ...context.repo, title: TITLE, body });
    } else {
        await github.rest.issues.update({ ...context.repo, issue_number: issue.number, body });
    }
}

async function openIssue(github, repo) {
    const query = { ...repo, state: "open", creator: AUTHOR, per_page: 100 };
    const issues = await github.paginate(github.rest.issues.listForRepo, query);
    return issues.find(({ body }) => body?.startsWith(MARKER));
}

function bodyOf(failed, jobs, { serverUrl, repo, runId, sha }) {
    const run = `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`;
    const lines = failed.map((job) => `- **${job}** (${jobs[job].result}): ${MEANING[job] ?? "see the run"}`);
    return [MARKER, `[Last night's run](${run}) of ${sha.slice(0, 7)}:`, "", ...lines].join("\n");
}

module.exports = { reportNight };
