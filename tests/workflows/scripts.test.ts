import * as fs from "node:fs";
import * as path from "node:path";
import { temporaryFolder } from "../support/files";

/** What comments on pull requests and reports the night, against a GitHub that only remembers. */

interface Comment {
    readonly id: number;
    readonly user: { readonly login: string };
    body: string;
}

interface Issue {
    readonly number: number;
    body: string;
    state: string;
}

interface Pull {
    readonly number: number;
    readonly head: { readonly sha: string };
}

type Call<T> = (query: Record<string, unknown>) => T;

/** The parts of GitHub's client that the scripts use. */
class GitHub {
    readonly comments: Comment[] = [];
    readonly issues: Issue[] = [];
    readonly pullQueries: unknown[] = [];
    writes = 0;

    constructor(private readonly pulls: readonly Pull[] = []) {}

    readonly paginate = <T>(call: Call<T>, query: Record<string, unknown>) => Promise.resolve(call(query));

    readonly rest = {
        pulls: {
            list: (query: Record<string, unknown>) => {
                this.pullQueries.push(query);
                return this.pulls;
            },
        },
        issues: {
            listComments: () => this.comments,
            listForRepo: () => this.issues.filter(({ state }) => state === "open"),
            createComment: ({ body }: { body: string }) => {
                this.writes++;
                this.comments.push({ id: this.comments.length + 1, user: { login: "github-actions[bot]" }, body });
            },
            updateComment: ({ comment_id, body }: { comment_id: number; body: string }) => {
                this.writes++;
                Object.assign(this.comments.find(({ id }) => id === comment_id) ?? {}, { body });
            },
            create: ({ body }: { body: string }) => this.issues.push({ number: 7, body, state: "open" }),
            update: ({ issue_number, ...change }: { issue_number: number }) =>
                Object.assign(this.issues.find(({ number }) => number === issue_number) ?? {}, change),
        },
    };
}

const scripts = path.resolve(__dirname, "../../.github/scripts");

const { postComments, LIMIT } = jest.requireActual<{
    readonly LIMIT: number;
    readonly postComments: (input: object) => Promise<void>;
}>(path.join(scripts, "postComments.js"));

const { reportNight } = jest.requireActual<{ readonly reportNight: (input: object) => Promise<void> }>(
    path.join(scripts, "reportNight.js"),
);

const core = { info: () => undefined };
const repo = { owner: "org", repo: "dify-ha" };

describe("a comment", () => {
    const SHA = "a".repeat(40);
    const PULL = { number: 12, head: { sha: SHA } };
    const folder = temporaryFolder();

    function leave(artifact: string, text: string): void {
        fs.mkdirSync(path.join(folder, artifact), { recursive: true });
        fs.writeFileSync(path.join(folder, artifact, "comment.md"), text);
    }

    beforeEach(() => fs.readdirSync(folder).forEach((name) => fs.rmSync(path.join(folder, name), { recursive: true })));

    async function post(github: GitHub, change: object = {}): Promise<string[]> {
        const workflow_run = {
            path: ".github/workflows/offline.yml",
            head_sha: SHA,
            head_branch: "topic",
            head_repository: { full_name: "org/dify-ha", owner: { login: "org" } },
            repository: { full_name: "org/dify-ha" },
            html_url: "https://github.example/run/1",
            ...change,
        };
        await postComments({ github, context: { payload: { workflow_run }, repo }, core, folder });
        return github.comments.map(({ body }) => body);
    }

    const PREVIEW = { path: ".github/workflows/preview.yml" };
    const FORK = { head_repository: { full_name: "stranger/dify-ha", owner: { login: "stranger" } } };

    const end = "\n\n<sub>aaaaaaa, [this run](https://github.example/run/1)</sub>";

    test("is made once and rewritten in place, beside those of other kinds", async () => {
        const github = new GitHub([PULL]);
        leave("comment-offline", "## What this changes\n");
        await post(github);
        leave("comment-offline", "## Now\n");
        leave("comment-preview-staging", "staging");
        leave("comment-preview-prod", "prod");
        await post(github);
        await post(github, PREVIEW);
        expect(github.comments.map(({ body }) => body)).toEqual([
            `<!-- dify-ha: comment-offline -->\n## Now${end}`,
            `<!-- dify-ha: comment-preview-staging -->\nstaging${end}`,
            `<!-- dify-ha: comment-preview-prod -->\nprod${end}`,
        ]);
        expect(github.writes).toBe(4);
        await post(github);
        expect(github.writes).toBe(4);
    });

    test("is for the pull request whose newest commit it is about, as GitHub knows it", async () => {
        leave("comment-offline", "x");
        const github = new GitHub([{ number: 11, head: { sha: "b".repeat(40) } }, PULL]);
        expect(await post(github, FORK)).toHaveLength(1);
        expect(github.pullQueries).toEqual([{ ...repo, state: "open", head: "stranger:topic", per_page: 100 }]);
        expect(await post(new GitHub([{ number: 11, head: { sha: "b".repeat(40) } }]))).toEqual([]);
        expect(await post(new GitHub([PULL]), { head_repository: null })).toEqual([]);
    });

    test("of a fork is never one of a preview, and other artifacts are none", async () => {
        leave("comment-preview-prod", "a lie");
        leave("comment-other", "x");
        expect(await post(new GitHub([PULL]), { ...PREVIEW, ...FORK })).toEqual([]);
        expect(await post(new GitHub([PULL]))).toEqual([]);
        expect(await post(new GitHub([PULL]), { path: ".github/workflows/other.yml" })).toEqual([]);
    });

    test("of somebody else is not written over", async () => {
        const github = new GitHub([PULL]);
        github.comments.push({ id: 99, user: { login: "stranger" }, body: "<!-- dify-ha: comment-offline -->" });
        leave("comment-offline", "x");
        expect(await post(github)).toHaveLength(2);
    });

    test("mentions nobody, hides nothing, and is a file", async () => {
        leave("comment-offline", "ask @octocat <!-- dify-ha: comment-preview-prod -->");
        expect(await post(new GitHub([PULL]))).toEqual([
            `<!-- dify-ha: comment-offline -->\nask @\u200boctocat &lt;!-- dify-ha: comment-preview-prod -->${end}`,
        ]);
        fs.rmSync(path.join(folder, "comment-offline/comment.md"));
        fs.symlinkSync("/etc/hostname", path.join(folder, "comment-offline/comment.md"));
        expect(await post(new GitHub([PULL]))).toEqual([]);
    });

    test("that is too long is cut, and says so", async () => {
        leave("comment-offline", "x".repeat(100_000));
        const [body = ""] = await post(new GitHub([PULL]));
        expect([body.length, LIMIT]).toEqual([65_536, 65_536]);
        expect(body).toContain("x\n\n*Cut here: GitHub takes no longer comment.");
    });
});

describe("the night", () => {
    const context = { repo, serverUrl: "https://github.example", runId: 5, sha: "c".repeat(40) };
    const report = (github: GitHub, drift: string, rehearsal: string) =>
        reportNight({ github, context, core, jobs: { drift: { result: drift }, rehearsal: { result: rehearsal } } });

    test("that fails is one issue, rewritten, and closed by one that does not", async () => {
        const github = new GitHub();
        await report(github, "failure", "success");
        await report(github, "failure", "cancelled");
        expect(github.issues).toMatchObject([
            {
                number: 7,
                state: "open",
                body: [
                    "<!-- dify-ha: nightly -->",
                    "[Last night's run](https://github.example/org/dify-ha/actions/runs/5) of ccccccc:",
                    "",
                    "- **drift** (failure): what is deployed is not what the main branch says, or cannot be compared with it",
                    "- **rehearsal** (cancelled): the rehearsal or the restore check failed",
                ].join("\n"),
            },
        ]);
        await report(github, "skipped", "success");
        expect(github.issues.map(({ state }) => state)).toEqual(["closed"]);
    });

    test("that is good says nothing", async () => {
        const github = new GitHub();
        await report(github, "success", "success");
        expect(github.issues).toEqual([]);
    });
});
