import { parseDefinition, type Definition } from "../../../cli/dashboards/definition";
import { queryRange, type Line, type Range } from "../../../cli/dashboards/prometheus";
import { observeRedisLoss } from "../../../cli/dashboards/redisLoss";
import { installCommand } from "../../setup/systemPackages";
import { describeUnless, findProgram } from "../../support/programs";
import { describeWithRedis } from "./describeWithRedis";

/** The Redis page from real exporters and a real Prometheus with the shipped rules, while the primary is lost and comes back. */

const TIMES = { settling: 10, before: 6, during: 14, after: 24 };

const STEP = 2;

const missing = ["prometheus", "prometheus-redis-exporter"]
    .filter((program) => findProgram(program) === undefined)
    .map((program) => `${program} is not on PATH; install it: ${installCommand(program)}`);

describeUnless(missing, "a Redis page", () => {
    describeWithRedis("of a group that loses its primary", () => {
        let definition: Definition;
        let range: Range;
        const lines = new Map<string, readonly Line[]>();

        beforeAll(async () => {
            await observeRedisLoss(async (page, { prometheus, from, to }) => {
                definition = parseDefinition(page.json);
                range = { from, to, step: STEP };
                for (const { title, queries } of definition.panels) {
                    lines.set(title, await queryRange(prometheus, queries[0]?.expr ?? "", range));
                }
            }, TIMES);
        }, 120_000);

        const linesOf = (title: string) => lines.get(title) ?? [];

        /** Values of a panel's line between two moments, in seconds from the beginning. */
        const values = (title: string, from: number, to: number, pod?: string) =>
            linesOf(title)
                .filter(({ labels }) => pod === undefined || labels["pod"] === pod)
                .flatMap(({ points }) => points)
                .filter(([time]) => time >= range.from + from && time <= range.from + to)
                .map(([, value]) => value);

        test("every panel has a line for each member, or one of all", () => {
            const names = definition.panels.map(({ title, kind }) => [
                title,
                kind === "figure" ? 1 : new Set(linesOf(title).map(({ labels }) => labels["pod"])).size,
                linesOf(title).length > 0,
            ]);
            expect(names).toEqual([
                ["Primaries of redis", 1, true],
                ["Replicas of redis", 1, true],
                ["Members that answer", 3, true],
                ["Primary", 3, true],
                ["Replicas that hear their primary", 3, true],
                ["Commands", 3, true],
                ["Clients", 3, true],
                ["Memory", 3, true],
            ]);
        });

        test("shows one primary with two replicas before", () => {
            expect(new Set(values("Primaries of redis", 0, 5))).toEqual(new Set([1]));
            expect(new Set(values("Replicas of redis", 0, 5))).toEqual(new Set([2]));
            expect(new Set(values("Primary", 0, 5, "redis-0"))).toEqual(new Set([1]));
        });

        test("shows which member does not answer, and which took its place", () => {
            expect(values("Members that answer", 10, 19, "redis-0")).toContain(0);
            expect(values("Members that answer", 10, 19, "redis-1")).not.toContain(0);
            const now = ["redis-1", "redis-2"].map((pod) => values("Primary", 17, 20, pod).at(-1));
            expect(now.sort()).toEqual([0, 1]);
            expect(values("Replicas of redis", 17, 20).at(-1)).toBe(1);
        });

        test("shows it come back as a replica", () => {
            const last = range.to - range.from;
            expect(values("Primary", last - 2, last, "redis-0").at(-1)).toBe(0);
            expect(values("Replicas of redis", last - 2, last).at(-1)).toBe(2);
            expect(values("Replicas that hear their primary", last - 2, last, "redis-0").at(-1)).toBe(1);
        });
    });
});
