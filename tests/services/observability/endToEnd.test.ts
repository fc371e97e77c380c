import { until } from "../../../rehearsal/services/redis/waiting";
import { secondsSince } from "../../../rehearsal/services/wait";
import { describeUnless } from "../../support/programs";
import type { Message } from "./inbox";
import { MonitoringStage, STAGE_PROBLEMS } from "./monitoringStage";

/** From a fault to the message that wakes somebody, at the intervals, with the rules and by the routes that stacks have. */

/** What the product promises: somebody is called so many seconds after the condition is there. */
const PROMISED_SECONDS = 60;

/** How long is waited for a message that does not come, or comes late. */
const PATIENCE_SECONDS = 100;

/** Something that breaks, and what is to be told of it. */
interface Fault {
    readonly alert: string;
    readonly summary: RegExp;
    readonly labels: Readonly<Record<string, string>>;
    /** Breaks it; returns the moment of the fault. */
    readonly cause: (stage: MonitoringStage) => Promise<number>;
    /** Waits until what the alert is about is there. Default: it is there with the fault. */
    readonly condition?: (stage: MonitoringStage) => Promise<unknown>;
    readonly undo: (stage: MonitoringStage) => Promise<unknown>;
}

const FAULTS = {
    "PostgreSQL: the replica is killed": {
        alert: "PostgresReplicaBroken",
        summary: /^0 of 1 read replicas follow the primary$/,
        labels: {},
        cause: async ({ servers }) => {
            const start = performance.now();
            await servers.postgres.standby(0).kill();
            return start;
        },
        undo: ({ servers }) => servers.postgres.standby(0).start(),
    },
    "Redis: its memory is filled": {
        alert: "RedisMemoryFull",
        summary: /^A member of redis uses (9[5-9]|10\d)\.?\d*% of its memory, and refuses writes at 100%$/,
        labels: { store: "redis", namespace: "dify" },
        cause: async ({ servers }) => {
            const start = performance.now();
            await servers.fillRedis();
            return start;
        },
        undo: ({ servers }) => servers.emptyRedis(),
    },
    "Redis Cluster: a primary and its replica are killed": {
        alert: "RedisClusterBroken",
        summary: /^A part of the 16384 hash slots of redis-sharded fails \(.*: (\d+)\)$/,
        labels: { store: "redis-sharded", namespace: "dify" },
        cause: async ({ servers }) => {
            const start = performance.now();
            await Promise.all(servers.shard.map((member) => member.kill()));
            return start;
        },
        condition: async ({ servers }) => {
            const survivor = servers.sharded.members.find((member) => !servers.shard.includes(member));
            await until(
                "the cluster notices",
                async () => !String(await survivor?.ask("CLUSTER", "INFO")).includes("cluster_slots_fail:0\r"),
                { seconds: 60 },
            );
        },
        undo: ({ servers }) => Promise.all(servers.shard.map((member) => member.start())),
    },
} satisfies Readonly<Record<string, Fault>>;

/** How it went. */
interface Course {
    readonly faultToPage: number;
    readonly conditionToPage: number;
    readonly undoneToResolved: number;
    readonly page: Message;
    readonly resolved: Message;
}

async function measure(stage: MonitoringStage, { alert, cause, condition, undo }: Fault): Promise<Course> {
    const told = (status: Message["status"]) =>
        until(`${alert} is told as ${status}`, () => stage.inbox.find(alert, status), {
            seconds: PATIENCE_SECONDS,
        });
    const fault = await cause(stage);
    await condition?.(stage);
    const there = condition === undefined ? fault : performance.now();
    const page = await told("firing");
    const undone = performance.now();
    await undo(stage);
    const resolved = await told("resolved");
    return {
        faultToPage: (page.at - fault) / 1000,
        conditionToPage: (page.at - there) / 1000,
        undoneToResolved: (resolved.at - undone) / 1000,
        page,
        resolved,
    };
}

describeUnless(STAGE_PROBLEMS, "from a fault to a call", () => {
    let stage: MonitoringStage;
    const courses = new Map<string, Course>();

    // All at a time: they mostly wait.
    beforeAll(async () => {
        const start = performance.now();
        stage = await MonitoringStage.start();
        const ready = secondsSince(start);
        expect(stage.inbox.messages).toEqual([]);
        await Promise.all(
            Object.entries<Fault>(FAULTS).map(async ([name, fault]) => courses.set(name, await measure(stage, fault))),
        );
        const lines = [...courses].map(
            ([name, { faultToPage, conditionToPage, undoneToResolved }]) =>
                `${name}: called ${faultToPage.toFixed(1)} s after the fault, ${conditionToPage.toFixed(1)} s after the condition; ` +
                `told that it is over ${undoneToResolved.toFixed(1)} s after`,
        );
        console.info([...lines, `everything was up after ${ready.toFixed(0)} s`].join("\n"));
    }, 300_000);

    afterAll(() => stage?.remove());

    const courseOf = (name: string) => courses.get(name) as Course;

    describe.each(Object.entries<Fault>(FAULTS))("%s", (name, { alert, labels, summary }) => {
        test(`calls the person on duty within ${PROMISED_SECONDS} s`, () => {
            expect(courseOf(name).conditionToPage).toBeLessThan(PROMISED_SECONDS);
            expect(courseOf(name).page).toMatchObject({ to: "on-call", receiver: "critical", status: "firing" });
        });

        test("says in one message what it is, how bad, and where to read on", () => {
            const { alerts } = courseOf(name).page;
            expect(alerts.map((one) => one.labels)).toEqual([
                { alertname: alert, severity: "critical", tier: "data", ...labels },
            ]);
            expect(alerts[0]?.annotations["summary"]).toMatch(summary);
            expect(alerts[0]?.annotations["runbook_url"]).toMatch(new RegExp(`#${alert.toLowerCase()}$`));
        });

        test("tells the same person when it is over", () => {
            expect(courseOf(name).resolved).toMatchObject({ to: "on-call", receiver: "critical", status: "resolved" });
        });
    });

    test("nobody is called of anything else", () => {
        const alerts = stage.inbox.messages
            .filter(({ to }) => to === "on-call")
            .flatMap((message) => message.alerts.map(({ labels }) => labels["alertname"]));
        expect([...new Set(alerts)].sort()).toEqual(
            Object.values(FAULTS)
                .map(({ alert }) => alert)
                .sort(),
        );
    });
});
