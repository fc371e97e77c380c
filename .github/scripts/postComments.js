// Puts the comments that a workflow run left as artifacts on its pull request, each in place of the one before it.
// The run may be one of a fork: what it left is text of a stranger. Which pull request it is for is asked of GitHub.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

/** Artifacts by the file of the workflow that leaves them. */
const ARTIFACTS = {
    ".github/workflows/offline.yml": ["comment-offline"],
    ".github/workflows/preview.yml": ["comment-preview-staging", "comment-preview-prod"],
};

/** A fork gets no credentials, so it has no preview; whatever it calls one is none. */
const ARTIFACTS_OF_FORKS = ["comment-offline"];

/** GitHub takes no longer comment. */
const LIMIT = 65_536;

const AUTHOR = "github-actions[bot]";

async function postComments({ github, context, core, folder }) {
    const run = context.payload.workflow_run;
    const number = await pullRequestOf(github, context.repo, run);
    if (number === undefined) {
        core.info(`No open pull request has ${run.head_sha} as its newest commit: nothing to comment on.`);
        return;
    }
    for (const artifact of artifactsOf(run)) {
        const text = textOf(path.join(folder, artifact, "comment.md"));
        if (text !== undefined) {
            await post(github, { ...context.repo, number, marker: markerOf(artifact), text, run });
            core.info(`${artifact} is on #${number}.`);
        }
    }
}

function artifactsOf({ path: file, head_repository, repository }) {
    const known = ARTIFACTS[file.split("@")[0]] ?? [];
    const isFork = head_repository?.full_name !== repository.full_name;
    return isFork ? known.filter((artifact) => ARTIFACTS_OF_FORKS.includes(artifact)) : known;
}

/** The open pull request whose newest commit the run was for; one that has moved on gets the comment of its next run. */
async function pullRequestOf(github, repo, { head_repository, head_branch, head_sha }) {
    if (!head_repository) {
        return undefined;
    }
    const head = `${head_repository.owner.login}:${head_branch}`;
    const found = await github.paginate(github.rest.pulls.list, { ...repo, state: "open", head, per_page: 100 });
    return found.find((pull) => pull.head.sha === head_sha)?.number;
}

/** Only a file is read: an artifact may hold anything. */
function textOf(file) {
    const isFile = fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
    return isFile ? fs.readFileSync(file, "utf8") : undefined;
}

/** The first line of a comment, by which it is found again. */
function markerOf(artifact) {
    return `<!-- dify-ha: ${artifact} -->`;
}

async function post(github, { owner, repo, number, marker, text, run }) {
    const body = bodyOf(marker, text, run);
    const comments = await github.paginate(github.rest.issues.listComments, {
        owner,
        repo,
        issue_number: number,
        per_page: 100,
    });
    const before = comments.find(({ user, body: old }) => user?.login === AUTHOR && old?.startsWith(marker));
    if (before === undefined) {
        await github.rest.issues.createComment({ owner, repo, issue_number: number, body });
    } else if (before.body !== body) {
        await github.rest.issues.updateComment({ owner, repo, comment_id: before.id, body });
    }
}

/** Nobody is mentioned, and no hidden line is taken for one of ours. */
function bodyOf(marker, text, { html_url, head_sha }) {
    const harmless = text
        .replaceAll("<!--", "&lt;!--")
        .replaceAll(/@(?=[A-Za-z0-9])/g, "@\u200b")
        .trim();
    const end = `\n\n<sub>${head_sha.slice(0, 7)}, [this run](${html_url})</sub>`;
    const cut = "\n\n*Cut here: GitHub takes no longer comment. The run's summary has the rest.*";
    const room = LIMIT - marker.length - 1 - end.length;
    const shown = harmless.length <= room ? harmless : `${harmless.slice(0, room - cut.length)}${cut}`;
    return `${marker}\n${shown}${end}`;
}

module.exports = { postComments, ARTIFACTS, LIMIT };
