import { RELEASES, VERSIONS } from "../catalogue";
import { CHANGES } from "./changes";
import { DEFECTS } from "./defects";
import { UNTESTED_IMAGES } from "./images";
import { QUEUE_CHANGES } from "./queues";
import { VARIABLES_SINCE } from "./variables";

/** The page about releases, docs/releases.md. */

const INTRODUCTION = `# Dify releases

<!-- Written by \`npm run docs\` from components/dify/releases. Do not edit. -->

\`dify.version\` names a release; which services run, from which images, with which settings, queues, routes and migration follows from it.
A release is here when its own \`docker/docker-compose.yaml\` was read at its tag; sources without a repository are files of
langgenius/dify. What is UNCONFIRMED is said to be so.

A version between two of these is refused with the nearest ones. A newer one is taken with \`dify.allowUntestedVersion: true\` and run like
the newest: the images of its own tag, sandbox \`${UNTESTED_IMAGES.sandbox}\` and, from ${UNTESTED_IMAGES.since} on, plugin daemon
\`${String(UNTESTED_IMAGES.pluginDaemon)}\` (${UNTESTED_IMAGES.source}).

## 0.6.9 with three replicas of the API

Clusters that were planned by hand for 0.6.9 often have 3 API pods on port 5001, each with 1 CPU and 2 GiB and up to twice as much, and up to
10 of them at 70 % of their CPU. The same:

\`\`\`yaml
config:
    dify-ha:dify:
        version: 0.6.9
        api:
            replicas: 3
            requests: { cpu: "1", memory: 2Gi }
            limits: { cpu: "2", memory: 4Gi }
            autoscaling: { maxReplicas: 10, cpuPercent: 70 }
\`\`\`

Its PodDisruptionBudget lets one pod go at a time, so that 2 of the 3 stay, which \`minAvailable: 2\` would say; unlike that it still holds
when there are more pods. The defects of that release are handled as the table below says. Redis Cluster, Sentinel and read replicas do not
help it: its Celery needs one Redis address that follows the master, and it writes and reads at one database.
`;

/** The page, as Markdown. */
export function releasesReference(): string {
    return [
        INTRODUCTION,
        section("Releases and images", "API, workers, beat and web interface have the release's own tag.", [
            ["Dify", "sandbox", "plugin daemon", "migrates by"],
            ...[...VERSIONS].reverse().map(rowOf),
        ]),
        section("What came when", "Everything that is done in another way before and after.", [
            ["since", "what", "source"],
            ...Object.values(CHANGES).map(({ since, what, source }) => [since, what, source]),
        ]),
        section("Celery queues", "What a worker listens to, as far as nothing else is said.", [
            ["since", "new", "gone"],
            ...QUEUE_CHANGES.map(({ since, add = [], drop = [] }) => [since, named(add), named(drop)]),
        ]),
        section(
            "Variables",
            "Those that not every release reads, and the first that does. No release is told what it does not read.",
            [
                ["since", "variables"],
                ...Object.entries(
                    Object.groupBy(Object.keys(VARIABLES_SINCE), (name) => VARIABLES_SINCE[name] ?? ""),
                ).map(([since, names = []]) => [since, named(names)]),
            ],
        ),
        section("Known defects", "And what is done about them.", [
            ["from", "mended in", "what", "here", "source"],
            ...DEFECTS.map(({ since = "the first", fixedIn = "–", what, remedy, source }) => [
                since,
                fixedIn,
                what,
                remedy,
                source,
            ]),
        ]),
    ].join("\n");
}

function rowOf(version: string): string[] {
    const release = RELEASES[version];
    const tag = (image: string | undefined) => image?.split(":")[1] ?? "–";
    const { sandbox, pluginDaemon } = release?.images ?? {};
    const migration = release?.migration;
    const how = migration?.kind === "command" ? migration.command.join(" ") : "MODE=migration";
    return [version, tag(sandbox), tag(pluginDaemon), `\`${how}\``];
}

function named(names: readonly string[]): string {
    return names.map((name) => `\`${name}\``).join(", ");
}

function section(title: string, text: string, [head = [], ...rows]: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    return [`## ${title}\n`, `${text}\n`, line(head), line(head.map(() => "---")), ...rows.map(line), ""].join("\n");
}
