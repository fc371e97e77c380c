import type { UpgradeDocument } from "../../cli/upgradeDocument";
import { CliSandbox, twoAtATime, type CliRun } from "../support/cliSandbox";
import { temporaryFolder } from "../support/files";

const sandbox = new CliSandbox(temporaryFolder());

/** `upgrade` of the local stack as if it were at a version. */
const upgrade =
    (from: string, to: string, ...more: string[]) =>
    () =>
        sandbox.run("upgrade", "local", "--set", `dify.version=${from}`, "--to", to, ...more);

const CALLS = {
    text: upgrade("1.13.3", "1.16.1"),
    document: upgrade("1.13.3", "1.16.1", "--json"),
    plugins: upgrade("0.15.8", "1.0.0", "--json"),
    queueGone: upgrade("0.8.0", "0.15.8", "--json"),
    overPlugins: upgrade("0.15.8", "1.16.1"),
    back: upgrade("1.16.1", "1.13.3"),
    same: upgrade("1.13.3", "1.13.3"),
    unknown: upgrade("1.13.3", "1.9.7"),
    newer: upgrade("1.13.3", "1.18.0"),
    untested: upgrade("1.16.1", "1.17.0", "--set", "dify.allowUntestedVersion=true", "--json"),
    onEks: () => sandbox.run("upgrade", "prod", "--set", "dify.version=0.15.8", "--to", "1.0.0"),
    withoutTarget: () => sandbox.run("upgrade", "local"),
};

let runs: Record<keyof typeof CALLS, CliRun>;

beforeAll(async () => {
    runs = await twoAtATime(CALLS);
}, 180_000);

const documentOf = (run: keyof typeof CALLS) => JSON.parse(runs[run].stdout) as UpgradeDocument;

test.each(["text", "document", "plugins", "queueGone", "untested"] as const)("%s is said, offline", (run) => {
    expect({ status: runs[run].status, stderr: runs[run].stderr }).toEqual({ status: 0, stderr: "" });
});

describe("1.13.3 to 1.16.1", () => {
    const api = ["dify-api", "dify-beat", "dify-migrate", "dify-worker"];

    test("images, workloads, routes and data", () => {
        const { images, workloads, routes, data, resources } = documentOf("document").difference;
        expect(images).toEqual([
            image("dify-api:1.13.3", "dify-api:1.16.1", ...api),
            image("dify-plugin-daemon:0.5.3-local", "dify-plugin-daemon:0.6.3-local", "dify-plugin-daemon"),
            image("dify-sandbox:0.2.14", "dify-sandbox:0.2.15", "dify-sandbox"),
            image("dify-web:1.13.3", "dify-web:1.16.1", "dify-web"),
        ]);
        expect([workloads.added, workloads.removed]).toEqual([["dify-websocket"], []]);
        expect(routes).toEqual({
            added: [
                "/openapi(/|$) to dify-api",
                "/openapi/v1/apps/[^/]+/tasks/[^/]+/events$ to dify-api-stream",
                "/openapi/v1/apps/[^/]+[:/]run$ to dify-api-stream",
                "/socket[.]io(/|$) to dify-websocket",
            ],
            removed: [],
        });
        expect(data).toEqual([]);
        expect(resources).toEqual({ added: 7, changed: 21, removed: 0 });
    });

    test("variables of every workload", () => {
        const { variables } = documentOf("document").difference;
        const shown = variables.map(({ workloads, changes }) => [
            workloads.join(" "),
            ...changes.map(({ name, before, after }) => `${name}: ${before} to ${after}`),
        ]);
        expect(shown).toEqual([
            [
                api.join(" "),
                "ENABLE_COLLABORATION_MODE: undefined to true",
                "REDIS_HEALTH_CHECK_INTERVAL: undefined to 10",
                "REDIS_KEEPALIVE: undefined to true",
                "REDIS_KEEPALIVE_COUNT: undefined to 3",
                "REDIS_KEEPALIVE_IDLE: undefined to 10",
                "REDIS_KEEPALIVE_INTERVAL: undefined to 3",
                "REDIS_RETRY_RETRIES: undefined to 5",
                "REDIS_SOCKET_CONNECT_TIMEOUT: undefined to 3.0",
                "REDIS_SOCKET_TIMEOUT: undefined to 5.0",
            ],
            [
                "dify-plugin-daemon",
                "ENABLE_OTEL: undefined to true",
                "OTEL_EXPORTER_OTLP_PROTOCOL: undefined to http/protobuf",
                "OTEL_EXPORTER_TYPE: undefined to otlp",
                "OTEL_SAMPLING_RATE: undefined to 0.1",
                "OTLP_BASE_ENDPOINT: undefined to http://opentelemetry-collector.monitoring.svc.cluster.local:4318",
            ],
            [
                "dify-web",
                "NEXT_PUBLIC_ENABLE_AGENT_V2: undefined to false",
                "NEXT_PUBLIC_SOCKET_URL: undefined to ws://dify.localhost",
                "SERVER_CONSOLE_API_URL: undefined to http://dify-api:5001",
            ],
        ]);
    });

    test("the update waits for the migration where the schema is used, and workers overlap", () => {
        const { steps, consumersOverlap } = documentOf("document");
        expect(consumersOverlap).toBe(true);
        expect(steps.map(({ title }) => title)).toEqual([
            "Back up, and restore the backup for proof",
            "Set dify.version in Pulumi.local.yaml",
            "Look at what would happen",
            "Update",
            "Look at what has happened",
        ]);
        expect(steps[0]?.commands).toEqual([
            "npm run restore-check",
            "kubectl -n dify create job --from=cronjob/postgres-dumps dump-1-16-1",
            "kubectl -n dify wait --for=condition=complete job/dump-1-16-1 --timeout=2h",
            "kubectl -n dify create job --from=cronjob/postgres-dumps-restore-check check-1-16-1",
            "kubectl -n dify wait --for=condition=complete job/check-1-16-1 --timeout=2h",
        ]);
        expect(steps[3]?.waves?.map((wave) => wave.map(({ name, rollout }) => `${name}, ${rollout}`))).toEqual([
            [
                "dify-migrate, runs once",
                "dify-plugin-daemon, new before old",
                "dify-sandbox, new before old",
                "dify-web, new before old",
                "metrics-celery-queues, new before old",
            ],
            [
                "dify-api, new before old",
                "dify-beat, old before new",
                "dify-websocket, is new",
                "dify-worker, new before old",
            ],
        ]);
    });

    test("people read the same in 100 columns", () => {
        const lines = runs.text.stdout.split("\n");
        expect(lines.filter((line) => line.length > 100)).toEqual([]);
        expect(lines).toEqual(
            expect.arrayContaining([
                "Stack local: Dify 1.13.3 to 1.16.1, 7 resources added, 21 changed, 0 removed",
                "  - docker.io/langgenius/dify-sandbox:0.2.14 to 0.2.15: dify-sandbox",
                "  new: app_rbac, trigger_refresh_publisher",
                "    + REDIS_RETRY_RETRIES=5",
                "  - The Job dify-migrate runs MODE=migration.",
                "  - Nothing that holds data is deleted or replaced.",
                "       pulumi config set --path 'dify-ha:dify.version' 1.16.1 -s local",
            ]),
        );
    });
});

test("0.15.8 to 1.0.0 brings the plugin daemon, and commands that make plugins", () => {
    const { difference, steps } = documentOf("plugins");
    expect(difference.workloads.added).toEqual(["dify-plugin-daemon"]);
    expect(difference.routes.added).toEqual(["/e(/|$) to dify-plugin-daemon"]);
    expect(difference.variables[0]?.changes[1]).toEqual({
        name: "INNER_API_KEY_FOR_PLUGIN",
        after: "inner-api-key of Secret dify-keys",
    });
    expect(steps[4]?.commands).toEqual([
        "POD=$(kubectl -n dify get pods -l app.kubernetes.io/name=dify-api -o name | head -1)",
        'kubectl -n dify exec -it "$POD" -- poetry run flask extract-plugins --workers=20',
        'kubectl -n dify exec -it "$POD" -- poetry run flask install-plugins --workers=2',
        'kubectl -n dify exec -it "$POD" -- poetry run flask migrate-data-for-plugin',
    ]);
    expect(steps[3]?.why).toBe(
        "if the migration fails, its Job of 1.0.0 does not: pods roll over onto the old schema. Its log alone tells.",
    );
});

test("a queue that loses its consumer must be empty before", () => {
    const { steps, difference } = documentOf("queueGone");
    expect(steps[1]).toEqual({
        title: "Wait until generation is empty",
        commands: [],
        why: "no worker of 0.15.8 listens there: what is left stays for good. docs/runbooks/queues.md asks for the length.",
    });
    expect(difference.variables.flatMap(({ changes }) => changes.map(({ name }) => name))).toContain(
        "SERVER_WORKER_CONNECTIONS",
    );
});

test("a release that nobody has looked at is taken where the stack takes such", () => {
    expect(documentOf("untested").difference.images[0]).toEqual(
        image(
            "dify-api:1.16.1",
            "dify-api:1.17.0",
            "dify-api",
            "dify-beat",
            "dify-migrate",
            "dify-websocket",
            "dify-worker",
        ),
    );
});

test.each([
    [
        "overPlugins",
        "upstream says for Dify 1.0.0 how models and tools of 0.15.8 become plugins; that it works at 1.16.1 is UNCONFIRMED",
        "first --to 1.0.0",
    ],
    ["back", "Dify 1.13.3 is older than 1.16.1", "docs/runbooks/upgrade.md, Back"],
    ["same", "the stack is at Dify 1.13.3 already", "name another release with --to"],
    ["unknown", "must be a release of the catalogue", "did you mean 1.9.2 or 1.10.0?"],
    ["newer", "is newer than 1.16.1, the newest in the catalogue", "set dify.allowUntestedVersion: true"],
    ["onEks", "needs Dify 1.1.3 or later, and dify.version is 1.0.0", "takes access keys only"],
    ["withoutTarget", "required option '--to <version>'", ""],
] as const)("%s is refused, with the way out", (run, reason, instead) => {
    const { status, stdout, stderr } = runs[run];
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(reason);
    expect(stderr).toContain(instead);
    expect(stderr).not.toContain("    at ");
});

function image(before: string, after: string, ...workloads: string[]) {
    const from = "docker.io/langgenius/";
    return { before: `${from}${before}`, after: `${from}${after}`, workloads };
}
