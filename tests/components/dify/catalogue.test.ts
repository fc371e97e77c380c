import * as semver from "semver";
import {
    isNewer,
    nearestVersions,
    PORTS,
    reads,
    releaseFrom,
    releaseOf,
    RELEASES,
    VERSIONS,
} from "../../../components/dify/catalogue";
import { CHANGES } from "../../../components/dify/releases/changes";
import { DEFECTS } from "../../../components/dify/releases/defects";
import { QUEUE_CHANGES, QUEUE_ORDER } from "../../../components/dify/releases/queues";
import { VARIABLES_SINCE } from "../../../components/dify/releases/variables";

test("1.16.1 is what upstream's compose file of that tag runs", () => {
    expect(releaseOf("1.16.1").images).toEqual({
        api: "docker.io/langgenius/dify-api:1.16.1",
        web: "docker.io/langgenius/dify-web:1.16.1",
        sandbox: "docker.io/langgenius/dify-sandbox:0.2.15",
        pluginDaemon: "docker.io/langgenius/dify-plugin-daemon:0.6.3-local",
        squid: "docker.io/ubuntu/squid:6.6-24.04_beta",
    });
});

test("the catalogue has the releases whose compose files were read, oldest first", () => {
    expect(VERSIONS).toEqual([
        ...["0.6.9", "0.6.16", "0.8.0", "0.15.0", "0.15.3", "0.15.8"],
        ...["1.0.0", "1.1.3", "1.2.0", "1.3.1", "1.4.0", "1.4.1", "1.4.2", "1.4.3", "1.5.0", "1.5.1", "1.6.0"],
        ...["1.7.0", "1.7.1", "1.7.2", "1.8.0", "1.8.1", "1.9.0", "1.9.1", "1.9.2", "1.10.0", "1.10.1"],
        ...["1.11.0", "1.11.1", "1.11.2", "1.11.3", "1.11.4", "1.12.0", "1.12.1"],
        ...["1.13.0", "1.13.1", "1.13.2", "1.13.3", "1.14.0", "1.14.1", "1.14.2", "1.15.0", "1.16.0", "1.16.1"],
    ]);
    expect(Object.keys(RELEASES).sort(semver.compare)).toEqual(VERSIONS);
});

test.each([
    ["0.6.9", "0.2.0", undefined],
    ["0.15.8", "0.2.11", undefined],
    ["1.0.0", "0.2.10", "0.0.3-local"],
    ["1.5.0", "0.2.12", "0.1.2-local"],
    ["1.13.2", "0.2.12", "0.5.4-local"],
    // Upstream went back.
    ["1.13.3", "0.2.14", "0.5.3-local"],
    ["1.15.0", "0.2.15", "0.6.3-local"],
])("%s runs sandbox %s and plugin daemon %s", (version, sandbox, pluginDaemon) => {
    expect(releaseOf(version).images).toEqual({
        api: `docker.io/langgenius/dify-api:${version}`,
        web: `docker.io/langgenius/dify-web:${version}`,
        sandbox: `docker.io/langgenius/dify-sandbox:${sandbox}`,
        ...(pluginDaemon === undefined
            ? {}
            : { pluginDaemon: `docker.io/langgenius/dify-plugin-daemon:${pluginDaemon}` }),
        squid: "docker.io/ubuntu/squid:6.6-24.04_beta",
    });
});

const FIRST_QUEUES = ["dataset", "mail", "ops_trace", "app_deletion"];

test.each<[string, string[]]>([
    ["0.6.9", ["dataset", "generation", "mail"]],
    ["0.6.16", ["dataset", "generation", "mail", "ops_trace", "app_deletion"]],
    ["0.15.8", FIRST_QUEUES],
    ["1.6.0", FIRST_QUEUES],
    ["1.7.0", [...FIRST_QUEUES, "plugin"]],
    ["1.8.1", [...FIRST_QUEUES, "plugin", "workflow_storage", "conversation"]],
    [
        "1.9.0",
        ["dataset", "pipeline", "mail", "ops_trace", "app_deletion", "plugin", "workflow_storage", "conversation"],
    ],
])("%s listens to these queues", (version, queues) => {
    expect(releaseOf(version).queues).toEqual(queues);
});

test.each([
    ["1.9.2", 8],
    ["1.10.0", 15],
    ["1.11.1", 15],
    ["1.11.2", 16],
    ["1.12.1", 16],
    ["1.13.0", 18],
    ["1.13.1", 19],
    ["1.14.0", 20],
    ["1.15.0", 20],
    ["1.16.0", 21],
])("%s listens to %d queues", (version, count) => {
    expect(releaseOf(version).queues).toHaveLength(count);
});

test("runs of workflows are tasks from 1.13.0 on, and then there is who takes them", () => {
    const taken = VERSIONS.filter((version) => releaseOf(version).queues.includes("workflow_based_app_execution"));
    expect(taken).toEqual(VERSIONS.filter((version) => releaseOf(version).has.runsInWorkers));
    expect(taken[0]).toBe("1.13.0");
});

test.each([
    ["0.6.9", { kind: "command", command: ["flask", "db", "upgrade"] }],
    ["0.6.16", { kind: "command", command: ["flask", "upgrade-db"] }],
    ["1.7.0", { kind: "command", command: ["flask", "upgrade-db"] }],
    ["1.7.1", { kind: "mode" }],
    ["1.16.1", { kind: "mode" }],
])("%s migrates like this", (version, migration) => {
    expect(releaseOf(version).migration).toEqual(migration);
});

test("every row of the tables is about a version that can be compared, and every queue has its place", () => {
    const versions = [
        ...Object.values(CHANGES).map(({ since }) => since),
        ...DEFECTS.flatMap(({ since, fixedIn }) => [since, fixedIn].filter((version) => version !== undefined)),
        ...QUEUE_CHANGES.map(({ since }) => since),
        ...Object.values(VARIABLES_SINCE),
    ];
    expect(versions.filter((version) => semver.valid(version) === null)).toEqual([]);
    const added = QUEUE_CHANGES.flatMap(({ add = [] }) => add);
    expect([...added].sort()).toEqual([...QUEUE_ORDER].sort());
});

test.each([
    ["0.6.9", 9],
    ["1.0.0", 7],
    ["1.16.1", 3],
])("%s has %d known defects, and each says what is done about it", (version, count) => {
    const { defects } = releaseOf(version);
    expect(defects).toHaveLength(count);
    expect(defects.filter(({ remedy, source }) => remedy === "" || source === "")).toEqual([]);
});

test("a variable is read from its version on", () => {
    expect(VERSIONS.filter((version) => reads(releaseOf(version), "DB_TYPE"))[0]).toBe("1.10.1");
    expect(reads(releaseOf("0.6.9"), "DB_HOST")).toBe(true);
});

test.each(Object.entries(RELEASES))("%s names itself, and no image by a moving tag", (version, release) => {
    expect(release.version).toBe(version);
    const moving = Object.values(release.images).filter(
        (image) => !/:[^:/]*\d/.test(image) || image.endsWith(":latest"),
    );
    expect(moving).toEqual([]);
});

test.each(["0.6.8", "1.15.1", "1.17.0", "latest"])("%s is refused with the known ones", (version) => {
    expect(() => releaseOf(version)).toThrow(
        new RangeError(`Dify ${version} is not in the catalogue; known: ${VERSIONS.join(", ")}`),
    );
});

test.each(["0.6.8", "1.15.1", "latest"])("%s is not taken untested either: it is not newer", (version) => {
    expect(() => releaseOf(version, true)).toThrow("is not in the catalogue");
});

test("a newer release is like the newest, with its own tags, and with what is heard of 1.17", () => {
    const newest = releaseOf("1.16.1");
    const patch = releaseOf("1.16.2", true);
    expect([patch.images.api, patch.images.pluginDaemon]).toEqual([
        "docker.io/langgenius/dify-api:1.16.2",
        newest.images.pluginDaemon,
    ]);
    const next = releaseOf("1.17.1", true);
    expect([next.images.web, next.images.pluginDaemon]).toEqual([
        "docker.io/langgenius/dify-web:1.17.1",
        "docker.io/langgenius/dify-plugin-daemon:0.6.10-local",
    ]);
    for (const release of [patch, next]) {
        expect({ ...release, images: newest.images, version: newest.version }).toEqual(newest);
    }
    expect([isNewer("1.16.2"), isNewer("1.16.1"), isNewer("latest")]).toEqual([true, false, false]);
});

test.each([
    ["0.6.8", ["0.6.9"]],
    ["1.15.1", ["1.15.0", "1.16.0"]],
    ["0.16.0", ["0.15.8", "1.0.0"]],
    ["2.0.0", ["1.16.1"]],
])("nearest to %s are %j", (version, nearest) => {
    expect(nearestVersions(version)).toEqual(nearest);
});

test("a copy of the images elsewhere has no plugin daemon where there is none", () => {
    const { images } = releaseFrom(releaseOf("0.6.9"), { caches: { "docker.io": "mirror.example.com/hub" } });
    expect(Object.keys(images)).toEqual(["api", "web", "sandbox", "squid"]);
    expect(images.api).toBe("mirror.example.com/hub/langgenius/dify-api:0.6.9");
});

test("the services listen where upstream's do", () => {
    expect(PORTS).toEqual({
        api: 5001,
        web: 3000,
        sandbox: 8194,
        ssrfProxy: 3128,
        pluginDaemon: 5002,
        pluginDebug: 5003,
    });
});
