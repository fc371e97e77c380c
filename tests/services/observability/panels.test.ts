import { pagesOf } from "../../../components/observability/dashboards/pages";
import { selectorsOf, type SeriesName } from "../../../components/observability/rules/series";
import { describeUnless } from "../../support/programs";
import { EXAMPLES } from "./examples";
import { PROMTOOL_PROBLEMS, RuleBench, type RuleTest } from "./promtool";
import { groupsOf, SLO, VARIANT_NAMES, VARIANTS, type Variant } from "./variants";

/** Every query of every panel by Prometheus: with one series of each kind, and the recordings of the rules, it shows something. */

/** Minutes after which there are rates. */
const MINUTES = 10;

/** Further series, for panels that show one of several of a kind. */
const FURTHER: readonly string[] = [
    `pg_up{job="postgres",server="replica",instance="10.0.0.10:9187"}`,
    `redis_key_size{job="celery-queues",instance="10.0.0.7:9121",db="db1",key="workflow_based_app_execution"}`,
    `kube_deployment_status_replicas_ready{job="kube-state-metrics",namespace="dify",deployment="milvus-milvus-proxy"}`,
];

function queriesOf(variant: Variant): string[] {
    const targets = VARIANTS[variant];
    return pagesOf(targets, SLO, selectorsOf(targets)).flatMap(({ panels }) =>
        // As Grafana asks for all zones.
        panels.flatMap(({ queries }) => queries.map(({ expr }) => expr.replaceAll("$zone", ".*"))),
    );
}

function show(queries: readonly string[], series: readonly string[]): RuleTest {
    return {
        interval: "1m",
        input_series: [...new Set(series)].map((one) => ({ series: one, values: `1+1x${MINUTES}` })),
        promql_expr_test: queries.map((expr) => ({
            expr: `count(${expr}) > bool 0`,
            eval_time: `${MINUTES}m`,
            exp_samples: [{ labels: "{}", value: 1 }],
        })),
    };
}

describeUnless(PROMTOOL_PROBLEMS, "promtool", () => {
    describe.each(VARIANT_NAMES)("%s", (variant) => {
        const groups = groupsOf(variant);
        const names = groups.map(({ name }) => name).filter((name) => name !== "dify-series");
        const bench = new RuleBench(groups);
        afterAll(() => bench.remove());

        const series = (Object.keys(EXAMPLES) as SeriesName[]).map((name) => EXAMPLES[name](VARIANTS[variant]));

        test("every panel shows something", () => {
            const queries = queriesOf(variant);
            expect(queries.length).toBeGreaterThan(60);
            expect(bench.test(names, "1m", [show(queries, [...series, ...FURTHER])])).toBe("");
        });

        test("a query of a series that is not there would be found", () => {
            expect(bench.test(names, "1m", [show(["redis_uptime_in_seconds"], series)])).toContain("FAILED");
        });
    });
});
