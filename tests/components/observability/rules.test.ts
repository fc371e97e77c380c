import { parser } from "@prometheus-io/lezer-promql";
import { JOBS } from "../../../contracts/monitoring";
import { ruleGroups } from "../../../components/observability/rules";
import { pagesOf } from "../../../components/observability/dashboards/pages";
import { SERIES, selectorsOf, type Series } from "../../../components/observability/rules/series";
import { BURN_RATES } from "../../../components/observability/rules/slo";
import { isAlert, type RuleGroup } from "../../../components/observability/rules/types";
import { definitionErrors, hasDefinition } from "../../support/definitions";
import { groupsOf, SLO, VARIANT_NAMES, VARIANTS, type Variant } from "../../services/observability/variants";

/** What holds for every rule, seen by a real parser of PromQL. */

/** A selector of series in an expression. */
interface Selector {
    readonly metric: string;
    readonly text: string;
}

interface Parsed {
    readonly selectors: readonly Selector[];
    readonly errors: readonly string[];
}

function parse(expr: string): Parsed {
    const selectors: Selector[] = [];
    const errors: string[] = [];
    parser.parse(expr).iterate({
        enter: ({ type, from, to, node }) => {
            if (type.isError) {
                errors.push(`${expr.slice(0, from)}⟨here⟩${expr.slice(from)}`);
            }
            if (type.name === "VectorSelector") {
                const name = node.getChild("Identifier");
                selectors.push({ metric: name ? expr.slice(name.from, name.to) : "", text: expr.slice(from, to) });
            }
        },
    });
    return { selectors, errors };
}

const rulesOf = (groups: readonly RuleGroup[]) => groups.flatMap(({ rules }) => rules);
const alertsOf = (groups: readonly RuleGroup[]) => rulesOf(groups).filter(isAlert);

/** What the panels of a stack ask for. */
const queriesOf = (variant: Variant) =>
    pagesOf(VARIANTS[variant], SLO, selectorsOf(VARIANTS[variant])).flatMap(({ panels }) =>
        panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)),
    );

/** Series of the exporters that an expression reads, through recorded ones too. */
function seriesBehind(expr: string, groups: readonly RuleGroup[]): Selector[] {
    return parse(expr).selectors.flatMap((selector) => {
        const recorded = rulesOf(groups).filter((rule) => !isAlert(rule) && rule.record === selector.metric);
        return recorded.length === 0 ? [selector] : recorded.flatMap((rule) => seriesBehind(rule.expr, groups));
    });
}

test("the parser finds selectors, and mistakes", () => {
    expect(parse(`sum by (le) (rate(a_b{c="d"}[5m])) / on () dify:e:f > 1`)).toEqual({
        selectors: [
            { metric: "a_b", text: `a_b{c="d"}` },
            { metric: "dify:e:f", text: "dify:e:f" },
        ],
        errors: [],
    });
    expect(parse("rate(a[5m]").errors).toHaveLength(1);
});

describe.each(VARIANT_NAMES)("%s", (variant) => {
    const groups = groupsOf(variant);
    const alerts = alertsOf(groups);
    const metrics = new Set<string>(Object.values(SERIES).map(({ metric }) => metric));
    const recorded = rulesOf(groups).flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));

    test("expressions are PromQL", () => {
        expect(rulesOf(groups).flatMap(({ expr }) => parse(expr).errors)).toEqual([]);
    });

    test("every metric is in the table, or recorded", () => {
        const used = rulesOf(groups).flatMap(({ expr }) => parse(expr).selectors.map(({ metric }) => metric));
        expect(used.filter((metric) => !metrics.has(metric) && !recorded.includes(metric))).toEqual([]);
    });

    test("everything recorded is named after level, metric and operations, once", () => {
        expect(recorded.filter((name) => !/^dify:[a-z_]+:[a-z0-9_]+$/.test(name))).toEqual([]);
        expect(new Set(recorded).size).toBe(recorded.length);
    });

    test("for every series that an alert reads there is one that says when it is missing", () => {
        const absent = alerts
            .filter(({ alert }) => alert === "SeriesMissing")
            .map(({ expr }) => parse(expr).selectors[0]?.metric);
        const sometimes = Object.values<Series>(SERIES)
            .filter((series) => series.sometimes !== undefined)
            .map(({ metric }) => metric);
        const behind = alerts.flatMap(({ expr }) => seriesBehind(expr, groups).map(({ metric }) => metric));
        expect(behind.filter((metric) => !absent.includes(metric) && !sometimes.includes(metric))).toEqual([]);
    });

    test("none is watched that neither rule nor panel reads", () => {
        const rules = rulesOf(groups).filter((rule) => !isAlert(rule) || rule.alert !== "SeriesMissing");
        const read = [...rules.map(({ expr }) => expr), ...queriesOf(variant)].flatMap((expr) =>
            parse(expr).selectors.map(({ metric }) => metric),
        );
        const watched = alerts
            .filter(({ alert }) => alert === "SeriesMissing")
            .flatMap(({ expr }) => parse(expr).selectors.map(({ metric }) => metric));
        expect(watched.filter((metric) => !read.includes(metric))).toEqual([]);
    });

    test("every alert says who, what with the value, and where to read on", () => {
        alerts.forEach(({ alert, labels, annotations, expr }) => {
            expect(["critical", "warning"]).toContain(labels.severity);
            expect(["entry", "application", "data", "background", "platform"]).toContain(labels.tier);
            expect(annotations.runbook_url).toMatch(new RegExp(`^docs/runbooks/[a-z]+\\.md#${alert.toLowerCase()}$`));
            const showsValue = /\{\{ \$value/.test(annotations.summary);
            const hasNone = expr.startsWith("absent(") || alert === "PostgresReplicaBroken";
            expect([alert, showsValue || hasNone]).toEqual([alert, true]);
        });
    });

    test("selectors name a job where this program sets it", () => {
        const without = rulesOf(groups)
            .flatMap(({ expr }) => parse(expr).selectors)
            .filter(({ metric, text }) =>
                Object.values<Series>(SERIES).some(
                    (series) =>
                        series.metric === metric && series.job !== undefined && !text.includes(`job="${series.job}"`),
                ),
            )
            // redis_up is one of the members, and one of the broker.
            .filter(({ metric, text }) => metric !== "redis_up" || !/job="(redis|celery-queues)"/.test(text));
        expect(without).toEqual([]);
    });
});

test("series are only selected by jobs that there are", () => {
    const jobs: readonly string[] = Object.values(JOBS);
    const strangers = Object.values<Series>(SERIES).filter(({ job }) => job !== undefined && !jobs.includes(job));
    expect(strangers).toEqual([]);
});

test("every series of the table is used by some stack", () => {
    const used = VARIANT_NAMES.flatMap((variant) =>
        [...rulesOf(groupsOf(variant)).map(({ expr }) => expr), ...queriesOf(variant)].flatMap((expr) =>
            parse(expr).selectors.map(({ metric }) => metric),
        ),
    );
    expect(Object.values(SERIES).filter(({ metric }) => !used.includes(metric))).toEqual([]);
});

test("runbooks are where one says", () => {
    const groups = ruleGroups(VARIANTS.local, SLO, "https://example.com/dify/docs/runbooks");
    expect(alertsOf(groups).find(({ alert }) => alert === "RedisDown")?.annotations.runbook_url).toBe(
        "https://example.com/dify/docs/runbooks/redis.md#redisdown",
    );
});

test("the objective is in the rules", () => {
    const groups = ruleGroups(VARIANTS.prod, { target: 0.9995, latencyMilliseconds: 800 });
    const exprOf = (name: string) => alertsOf(groups).find(({ alert }) => alert === name)?.expr;
    expect(exprOf("ApiP99AboveObjective")).toBe("dify:api_latency_milliseconds:p99_rate5m > 800");
    expect(exprOf("ErrorBudgetBurnsFast")).toBe(
        "(dify:slo_errors:ratio_rate1h > 14.4 * (1 - 0.9995) and dify:slo_errors:ratio_rate5m > 14.4 * (1 - 0.9995)) or " +
            "(dify:slo_errors:ratio_rate6h > 6 * (1 - 0.9995) and dify:slo_errors:ratio_rate30m > 6 * (1 - 0.9995))",
    );
});

test("every window of the burn rates is recorded", () => {
    const recorded = rulesOf(groupsOf("prod")).flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
    const windows = BURN_RATES.flatMap(({ long, short }) => [long, short]);
    expect(windows.filter((window) => !recorded.includes(`dify:slo_errors:ratio_rate${window}`))).toEqual([]);
});

test("every burn rate can be, down to the least target", () => {
    BURN_RATES.forEach(({ factor }) => expect(factor * (1 - 0.95)).toBeLessThan(1));
});

test("rules about Redis go by who runs it", () => {
    const alertsWith = (redis: (typeof VARIANTS.onprem)["redis"]) =>
        (ruleGroups({ ...VARIANTS.onprem, redis }, SLO).find(({ name }) => name === "dify-redis")?.rules ?? [])
            .filter(isAlert)
            .map(({ alert }) => alert);
    expect(alertsWith([])).toEqual([]);
    expect(alertsWith([{ store: "redis", kind: "primary", managedBy: "elasticache", members: 2 }])).toEqual([
        "RedisDown",
        "RedisMemoryHigh",
        "RedisMemoryFull",
    ]);
    expect(alertsWith([{ store: "redis-sharded", kind: "cluster", managedBy: "elasticache", members: 6 }])).toEqual([
        "RedisDown",
        "RedisMemoryHigh",
        "RedisMemoryFull",
        "RedisClusterBroken",
    ]);
});

const DEFINITION = "prometheus-prometheusrules.yaml";

if (hasDefinition(DEFINITION)) {
    test.each(VARIANT_NAMES)("the operator's definition takes the rules of %s", (variant) => {
        expect(definitionErrors(DEFINITION, "v1", { groups: groupsOf(variant) })).toEqual([]);
    });

    test("it refuses a field that it does not know", () => {
        const [group] = groupsOf("local");
        expect(definitionErrors(DEFINITION, "v1", { groups: [{ ...group, every: "1m" }] })).toMatchObject([
            { keyword: "additionalProperties" },
        ]);
    });
}
