import * as fs from "node:fs";
import * as path from "node:path";
import { SERIES, selectorsOf, type Series, type SeriesName } from "../../../components/observability/rules/series";
import { SYSTEM_PROGRAMS } from "../../setup/systemPackages";
import { describeUnless } from "../../support/programs";
import { MonitoringStage, STAGE_PROBLEMS } from "./monitoringStage";

/** Whether there is what rules and panels select: each series of the table, from the exporters that can run here. */

const ROOT = path.resolve(__dirname, "../../..");

const NAMES = Object.keys(SERIES) as SeriesName[];

const confirmationOf = (name: SeriesName) => (SERIES[name] as Series).confirmed;

/** Names do not change with the interval. */
const INTERVAL_SECONDS = 3;

/** Labels that rules and panels tell series apart by, beyond those that a series is selected by. */
const LABELS: Partial<Readonly<Record<SeriesName, readonly string[]>>> = {
    siteUp: ["instance"],
    numBackends: ["instance", "datname"],
    walSenders: ["application_name", "client_addr", "state"],
    redisUp: ["namespace", "pod", "store"],
    redisInstance: ["role", "maxmemory_policy"],
    queueLength: ["db", "key"],
    targetUp: ["instance"],
    ruleFailures: ["rule_group"],
    notificationFailures: ["integration"],
};

/** A place in a public repository, or a file of this one. */
const isPlace = (at: string) =>
    /^[\w.-]+\/[\w.-]+( v[\d.]+)?: \w/.test(at) || fs.existsSync(path.join(ROOT, at.split(",")[0] ?? ""));

test("what cannot run here is confirmed by a place in its source", () => {
    const read = NAMES.map(confirmationOf).flatMap((confirmed) => (confirmed.by === "source" ? [confirmed.at] : []));
    expect(read.length).toBeGreaterThan(20);
    expect(read.filter((at) => !isPlace(at))).toEqual([]);
});

test("what can run here is installed", () => {
    const packages = NAMES.map(confirmationOf).flatMap((confirmed) =>
        confirmed.by === "exporter" ? [confirmed.package] : [],
    );
    expect(packages.filter((name) => !Object.values(SYSTEM_PROGRAMS).includes(name))).toEqual([]);
});

describeUnless(STAGE_PROBLEMS, "exporters before real servers", () => {
    let stage: MonitoringStage;

    beforeAll(async () => {
        stage = await MonitoringStage.start(INTERVAL_SECONDS);
    }, 240_000);

    afterAll(() => stage?.remove());

    const exposed = NAMES.filter((name) => confirmationOf(name).by === "exporter");

    test.each(exposed)("%s is there for each part that rules watch", async (name) => {
        const { each }: Series = SERIES[name];
        const { select } = selectorsOf(stage.targets);
        const parts = (each?.(stage.targets) ?? [""]).filter((part) => !NOT_ON_STAGE.test(part));
        for (const part of parts) {
            const selector = select(name, ...(part === "" ? [] : [part]));
            expect([selector, (await stage.query(selector)).length > 0]).toEqual([selector, true]);
        }
    });

    test.each(Object.entries(LABELS))("%s has the labels that rules and panels go by", async (name, labels) => {
        const samples = await stage.query(selectorsOf(stage.targets).select(name as SeriesName));
        expect(labels.filter((label) => !samples.some((sample) => label in sample.labels))).toEqual([]);
    });

    test("an empty queue is 0, not missing", async () => {
        const lengths = await stage.query(selectorsOf(stage.targets).select("queueLength"));
        expect(lengths.map(({ labels: { db, key }, value }) => [db, key, value])).toEqual(
            stage.targets.queues.map((queue) => ["db1", queue, 0]),
        );
    });

    test("a Redis says of itself what it is", async () => {
        const instances = await stage.query(selectorsOf(stage.targets).select("redisInstance"));
        const roles = (store: string) =>
            instances.filter(({ labels }) => labels["store"] === store).map(({ labels }) => labels["role"]);
        expect(roles("redis").sort()).toEqual(["master", "slave"]);
        expect(roles("redis-sharded").sort()).toEqual(["master", "master", "master", "slave", "slave", "slave"]);
        expect(new Set(instances.map(({ labels }) => labels["maxmemory_policy"]))).toEqual(new Set(["noeviction"]));
    });

    test("a replica that streams is known to the primary, with its state", async () => {
        const senders = await stage.query(selectorsOf(stage.targets).select("walSenders"));
        expect(senders.map(({ labels }) => labels["state"])).toEqual(["streaming"]);
        expect(senders.map(({ labels }) => labels["server"])).toEqual(["primary"]);
    });
});

/** Jobs that have no exporter here. */
const NOT_ON_STAGE = /^job="(gateway|gateway-controller|milvus|milvus-etcd|plugin-daemon|cloudwatch|cert-manager)"$/;
