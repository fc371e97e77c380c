import { SERIES, type Series, type SeriesName } from "../../../components/observability/rules/series";
import { isAlert, type AlertRule, type RuleGroup } from "../../../components/observability/rules/types";
import { describeUnless } from "../../support/programs";
import { valuesOf, type AlertCase, type Timeline } from "./alertCase";
import { CASES } from "./cases";
import { EXAMPLES } from "./examples";
import { groupsNeededBy, PROMTOOL_PROBLEMS, RuleBench, type RuleTest } from "./promtool";
import { groupsOf, VARIANT_NAMES, VARIANTS, type Variant } from "./variants";

/** Every alert of every stack, by Prometheus' own test runner: it does not fire, waits, fires, and ends; and says when it is blind. */

const alertsOf = (groups: readonly RuleGroup[]) => groups.flatMap(({ rules }) => rules.filter(isAlert));

/** Minutes of a duration such as `15m`, `26h` or `8d`. */
function minutesOf(duration: string): number {
    const unit = { m: 1, h: 60, d: 1440 }[duration.at(-1) ?? ""];
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

/** Minutes for which a series may be missing. */
const patienceOf = (name: SeriesName) => minutesOf((SERIES[name] as Series).patience ?? "15m");

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
    return { before: 10, during: minutesOf(rule.for) + 10, after: 15, step: 1, ...timeline };
}

/** The three times of a case, as a test of promtool's. */
function ruleTest(one: AlertCase, rule: AlertRule, variant: Variant): RuleTest {
    const targets = VARIANTS[variant];
    const timeline = timelineOf(one, rule);
    const { before, during, after, step } = timeline;
    const summary = typeof one.summary === "string" ? one.summary : one.summary(targets);
    const at = (minutes: number, alerts: readonly object[]) => ({
        eval_time: `${minutes}m`,
        alertname: one.alert,
        exp_alerts: alerts,
    });
    return {
        interval: `${step}m`,
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
                const tests = rule === undefined ? [] : [ruleTest(one, rule, variant)];
                const { step } = { step: 1, ...one.timeline };
                expect(bench.test(groupsNeededBy(groups, one.alert), `${step}m`, tests)).toBe("");
            },
        );

        describe("without", () => {
            const watched = alerts
                .filter(({ alert }) => alert === "SeriesMissing")
                .map(({ labels }) => labels.series as SeriesName);

            /** Series whose selector another one's example satisfies too: they are missing together. */
            const together = (name: SeriesName): readonly SeriesName[] =>
                name === "deploymentReady" ? ["deploymentReady", "workerReady", "beatReady"] : [name];

            /** All but some for so long; then these, and nothing else, are told to be missing. */
            const missing = (names: readonly SeriesName[], minutes: number): RuleTest => ({
                interval: "15m",
                input_series: watched
                    .filter((name) => !names.includes(name))
                    .map((name) => ({ series: EXAMPLES[name](VARIANTS[variant]), values: `1+0x${minutes / 15 + 1}` })),
                promql_expr_test: [
                    {
                        expr: `sum by (series) (ALERTS{alertname="SeriesMissing",alertstate="firing"})`,
                        eval_time: `${minutes}m`,
                        exp_samples: names.map((name) => ({ labels: `{series="${name}"}`, value: 1 })),
                    },
                ],
            });

            test("each of its series", () => {
                const absences = watched.map((name) => {
                    const names = together(name);
                    return missing(names, Math.max(...names.map(patienceOf)));
                });
                expect(bench.test(["dify-series"], "15m", [missing([], 15), ...absences])).toBe("");
            });
        });
    });
});
