import type { SeriesName } from "../../../components/observability/rules/series";
import { isAlert, type AlertRule, type RuleGroup } from "../../../components/observability/rules/types";
import { describeUnless } from "../../support/programs";
import { valuesOf, type AlertCase, type Timeline } from "./alertCase";
import { CASES } from "./cases";
import { EXAMPLES } from "./examples";
import { groupsNeededBy, PROMTOOL_PROBLEMS, RuleBench, type RuleTest } from "./promtool";
import { groupsOf, VARIANT_NAMES, VARIANTS, type Variant } from "./variants";

/** Every alert of every stack, by Prometheus' own test runner: it does not fire, waits, fires, and ends; and says when it is blind. */

const alertsOf = (groups: readonly RuleGroup[]) => groups.flatMap(({ rules }) => rules.filter(isAlert));

/** Minutes of a duration such as `15s`, `15m`, `26h` or `8d`. */
function minutesOf(duration: string): number {
    const unit = { s: 1 / 60, m: 1, h: 60, d: 1440 }[duration.at(-1) ?? ""];
    return Number(duration.slice(0, -1)) * (unit ?? NaN);
}

/** Cases of a stack. */
const casesIn = (variant: Variant) => {
    const alerts = alertsOf(groupsOf(variant));
    return CASES.filter(({ alert, in: only = VARIANT_NAMES }) => only.includes(variant) && ruleOf(alerts, alert));
};

/** What a case amounts to in a stack. */
function formOf(one: AlertCase, variant: Variant): string {
    const groups = groupsOf(variant);
    const needed = groupsNeededBy(groups, one.alert);
    return JSON.stringify([groups.filter(({ name }) => needed.includes(name)), one.inputs(VARIANTS[variant])]);
}

/** Cases of a stack that are not the very same in a stack before it. */
function newIn(variant: Variant): AlertCase[] {
    const earlier = VARIANT_NAMES.slice(0, VARIANT_NAMES.indexOf(variant));
    return casesIn(variant).filter((one) => {
        const form = formOf(one, variant);
        return !earlier.some((other) => casesIn(other).includes(one) && formOf(one, other) === form);
    });
}

function ruleOf(alerts: readonly AlertRule[], name: string): AlertRule | undefined {
    return alerts.find(({ alert }) => alert === name);
}

test.each(VARIANT_NAMES)("every alert of %s has a case", (variant) => {
    const tried = casesIn(variant).map(({ alert }) => alert);
    const names = alertsOf(groupsOf(variant)).map(({ alert }) => alert);
    expect(names.filter((name) => name !== "SeriesMissing" && !tried.includes(name))).toEqual([]);
});

test("every case is tried somewhere", () => {
    const tried = VARIANT_NAMES.flatMap(casesIn);
    expect(CASES.filter((one) => !tried.includes(one)).map(({ alert }) => alert)).toEqual([]);
});

function timelineOf({ timeline }: AlertCase, rule: AlertRule): Timeline {
    const wait = minutesOf(rule.for);
    return { before: 10, during: wait + 10, after: 15, step: Math.min(1, wait), ...timeline };
}

/** A duration of so many minutes, in the words of Prometheus: whole numbers of seconds. */
function duration(minutes: number): string {
    return `${Math.round(minutes * 60)}s`;
}

/** The three times of a case, as a test of promtool's. */
function ruleTest(one: AlertCase, rule: AlertRule, variant: Variant): RuleTest {
    const targets = VARIANTS[variant];
    const timeline = timelineOf(one, rule);
    const { before, during, after, step } = timeline;
    const summary = typeof one.summary === "string" ? one.summary : one.summary(targets);
    const at = (minutes: number, alerts: readonly object[]) => ({
        eval_time: duration(minutes),
        alertname: one.alert,
        exp_alerts: alerts,
    });
    return {
        interval: duration(step),
        input_series: one.inputs(targets).map((input) => ({ series: input.series, values: valuesOf(input, timeline) })),
        alert_rule_test: [
            at(before - step, []),
            at(before + minutesOf(rule.for) - step, []),
            at(before + during - step, [
                {
                    exp_labels: { ...rule.labels, ...one.labels?.(targets) },
                    exp_annotations: { ...rule.annotations, summary },
                },
            ]),
            at(before + during + after - step, []),
        ],
    };
}

/** A series, or a part of it, whose absence has an alert. */
interface Part {
    readonly name: SeriesName;
    readonly example: string;
    /** How long it may be missing. */
    readonly minutes: number;
}

/** What an alert on an absence is about: the example with the labels that the alert insists on. */
const partOf =
    (variant: Variant) =>
    ({ expr, labels, ...rule }: AlertRule): Part => {
        const name = labels.series as SeriesName;
        const insisted = [...expr.matchAll(/(\w+)="([^"]+)"/g)];
        const example = insisted.reduce(
            (series, [matcher, label]) => series.replace(new RegExp(`([{,])${label}="[^"]*"`), `$1${matcher}`),
            EXAMPLES[name](VARIANTS[variant]),
        );
        return { name, example, minutes: minutesOf(rule.for) };
    };

/** All Deployments are missing only when the worker's and the scheduler's are, too. */
const includes = (part: Part, name: SeriesName) =>
    part.name === "deploymentReady" && (name === "workerReady" || name === "beatReady");

/** All but some for so long; then those, and nothing else, are told to be missing. */
function missing(parts: readonly Part[], absent: readonly Part[], minutes: number): RuleTest {
    const names = [...new Set(absent.map(({ name }) => name))];
    return {
        interval: "15m",
        input_series: parts
            .filter((part) => !absent.includes(part))
            .map(({ example }) => ({ series: example, values: `1+0x${minutes / 15 + 1}` })),
        promql_expr_test: [
            {
                expr: `count by (series) (ALERTS{alertname="SeriesMissing",alertstate="firing"})`,
                eval_time: `${minutes}m`,
                exp_samples: names.map((name) => ({ labels: `{series="${name}"}`, value: 1 })),
            },
        ],
    };
}

describeUnless(PROMTOOL_PROBLEMS, "promtool", () => {
    describe.each(VARIANT_NAMES)("%s", (variant) => {
        const groups = groupsOf(variant);
        const alerts = alertsOf(groups);
        const bench = new RuleBench(groups);
        afterAll(() => bench.remove());

        test("Prometheus loads the rules", () => {
            expect(bench.check()).toBe("");
        });

        test.each(newIn(variant).map((one) => [`${one.alert} ${one.title ?? ""}`.trim(), one] as const))(
            "%s",
            (_name, one) => {
                const rule = ruleOf(alerts, one.alert);
                if (rule === undefined) {
                    throw new Error(`${variant} has no ${one.alert}`);
                }
                const { step } = timelineOf(one, rule);
                const tests = [ruleTest(one, rule, variant)];
                expect(bench.test(groupsNeededBy(groups, one.alert), duration(step), tests)).toBe("");
            },
        );

        test("without any one of its series, it says so", () => {
            const parts = alerts.filter(({ alert }) => alert === "SeriesMissing").map(partOf(variant));
            const tests = parts.map((part) => {
                const absent = parts.filter(({ name, example }) => example === part.example || includes(part, name));
                return missing(parts, absent, Math.max(...absent.map(({ minutes }) => minutes)));
            });
            expect(parts.length).toBeGreaterThan(20);
            expect(bench.test(["dify-series"], "15m", [missing(parts, [], 15), ...tests])).toBe("");
        });
    });
});
