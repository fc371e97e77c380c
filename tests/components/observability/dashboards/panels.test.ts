import { dashboards } from "../../../../components/observability/dashboards";
import { thresholdsOf } from "../../../../components/observability/dashboards/grafana";
import { COLUMNS, positionsOf } from "../../../../components/observability/dashboards/layout";
import { pagesOf } from "../../../../components/observability/dashboards/pages";
import type { Page, Panel } from "../../../../components/observability/dashboards/types";
import { ruleGroups } from "../../../../components/observability/rules";
import { SERIES, selectorsOf, type Selectors } from "../../../../components/observability/rules/series";
import { isAlert, type AlertRule } from "../../../../components/observability/rules/types";
import { SLO, VARIANT_NAMES, VARIANTS, type Variant } from "../../../services/observability/variants";
import type { GrafanaDashboard } from "./grafanaTypes";

/** What panels show, against the alerts that look at the same. */

const RUNBOOKS = "https://git.example.com/runbooks";

function pages(variant: Variant, selectors: Selectors = selectorsOf(VARIANTS[variant])): Page[] {
    return pagesOf(VARIANTS[variant], SLO, selectors);
}

const panels = (variant: Variant) => pages(variant).flatMap((page) => page.panels);
const rules = (variant: Variant) => ruleGroups(VARIANTS[variant], SLO, RUNBOOKS).flatMap((group) => group.rules);
const alerts = (variant: Variant) => rules(variant).filter(isAlert);

function dashboard(variant: Variant, name: string, runbooks?: string): GrafanaDashboard {
    const found = dashboards(VARIANTS[variant], SLO, runbooks).find((one) => one.name === name);
    return JSON.parse(found?.json ?? "{}") as GrafanaDashboard;
}

test("names and uids are the same, and stay the same", () => {
    const files = dashboards(VARIANTS.prod, SLO);
    expect(files.map(({ name }) => name)).toEqual([
        "dify-ha-slo",
        "dify-ha-gateway",
        "dify-ha-application",
        "dify-ha-postgres",
        "dify-ha-redis",
        "dify-ha-milvus",
        "dify-ha-platform",
    ]);
    expect(files.map(({ json }) => (JSON.parse(json) as GrafanaDashboard).uid)).toEqual(files.map(({ name }) => name));
});

test("a stack without a Redis has no page for it", () => {
    const without = { ...VARIANTS.aurora, redis: [] };
    expect(dashboards(without, SLO).map(({ name }) => name)).not.toContain("dify-ha-redis");
});

describe.each(VARIANT_NAMES)("%s", (variant) => {
    const metrics = Object.values(SERIES).map(({ metric }) => metric);
    const recorded = rules(variant).flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));

    test("every recording that a panel reads is made in this stack", () => {
        const read = panels(variant).flatMap(({ queries }) =>
            queries.flatMap(({ expr }) => expr.match(/\bdify:[a-z0-9_:]+/g) ?? []),
        );
        expect(read.length).toBeGreaterThan(20);
        expect(read.filter((name) => !recorded.includes(name))).toEqual([]);
    });

    test("every other name that is selected by labels is of the table of series", () => {
        const selected = panels(variant).flatMap(({ queries }) =>
            queries.flatMap(({ expr }) => [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{/g)].map(([, name]) => name ?? "")),
        );
        expect(selected.length).toBeGreaterThan(20);
        expect(selected.filter((name) => !metrics.includes(name as never) && !recorded.includes(name))).toEqual([]);
    });

    test("there is an alert for the absence of every series that a panel reads", () => {
        const selectors = selectorsOf(VARIANTS[variant]);
        pages(variant, selectors);
        const used = selectors.used().filter((name) => !("sometimes" in SERIES[name]));
        const watched = alerts(variant)
            .filter(({ alert }) => alert === "SeriesMissing")
            .map(({ labels }) => labels.series);
        expect(used.filter((name) => !watched.includes(name))).toEqual([]);
    });

    test("every page has six to thirteen panels, but for a Redis that AWS runs", () => {
        const sizes = pages(variant).filter(({ name }) => !(variant === "aurora" && name === "redis"));
        sizes.forEach(({ panels: { length } }) => {
            expect(length).toBeGreaterThanOrEqual(6);
            expect(length).toBeLessThanOrEqual(13);
        });
    });

    test("limits are values of the alerts that are named", () => {
        const wrong = panels(variant).flatMap(({ title, limits = [], alerts: names = [] }) => {
            const own = alerts(variant).filter(({ alert }) => names.includes(alert));
            return limits
                .filter(({ value, severity }) => names.length > 0 && !own.some((rule) => begins(rule, value, severity)))
                .map(({ value }) => `${title}: ${value}`);
        });
        expect(wrong).toEqual([]);
    });

    test("what shows the same has the same unit and limits", () => {
        const all = panels(variant);
        all.forEach((one) => {
            const same = all.filter(({ queries }) => queries[0]?.expr === one.queries[0]?.expr);
            expect(new Set(same.map(({ unit, limits, bad }) => JSON.stringify([unit, limits, bad]))).size).toBe(1);
        });
    });
});

test("every alert is shown somewhere, but for that of missing series", () => {
    const named = VARIANT_NAMES.flatMap((variant) => panels(variant).flatMap(({ alerts: names = [] }) => names));
    const all = VARIANT_NAMES.flatMap((variant) => alerts(variant).map(({ alert }) => alert));
    expect([...new Set(all)].filter((name) => !named.includes(name))).toEqual(["CertificateNotReady", "SeriesMissing"]);
    expect([...new Set(named)].filter((name) => !all.includes(name))).toEqual([]);
});

/** Whether an alert of that severity begins at a value; at 1 begins one that is about one or none. */
function begins({ expr, labels }: AlertRule, value: number, severity: string): boolean {
    const products = [...expr.matchAll(/[<>] ([\d.]+(?: \* [\d.]+)*)/g)].map(([, product]) =>
        (product ?? "").split(" * ").reduce((result, factor) => result * Number(factor), 1),
    );
    return labels.severity === severity && (value === 1 || products.includes(value) || isBurnRate(expr, value));
}

function isBurnRate(expr: string, value: number): boolean {
    return expr.includes(`> ${value} * (1 - ${SLO.target})`);
}

describe("panels lead to runbooks", () => {
    const links = (runbooks?: string) =>
        dashboard("prod", "dify-ha-redis", runbooks)
            .panels.find(({ title }) => title === "Memory")
            ?.links?.map(({ title, url }) => [title, url]);

    test("of their alerts", () => {
        expect(links(RUNBOOKS)).toEqual(
            ["RedisMemoryHigh", "RedisMemoryFull"].map((alert) => [
                `Runbook of ${alert}`,
                `${RUNBOOKS}/redis.md#${alert.toLowerCase()}`,
            ]),
        );
    });

    test("not to a path that only this repository knows: they name it", () => {
        expect(links()).toEqual([]);
        const memory = dashboard("prod", "dify-ha-redis").panels.find(({ title }) => title === "Memory");
        expect(memory?.description).toContain("Alert RedisMemoryHigh: docs/runbooks/redis.md#redismemoryhigh");
    });

    test("only of those that the stack has", () => {
        const certificates = (variant: Variant) =>
            dashboard(variant, "dify-ha-platform", RUNBOOKS).panels.find(({ title }) =>
                title?.includes("certificates"),
            );
        expect(certificates("prod")?.links).toHaveLength(3);
        expect(certificates("local")).toBeUndefined();
    });
});

test("all zones are the default, and each can be chosen; series without a zone are in all", () => {
    const zone = dashboard("prod", "dify-ha-redis").templating.list.find(({ name }) => name === "zone");
    expect(zone).toMatchObject({ type: "custom", query: "zone-a,zone-b,zone-c", multi: true, allValue: ".*" });
});

test("pages lead to each other in sight, and take time and zone along", () => {
    const { links, tags } = dashboard("prod", "dify-ha-slo");
    expect(tags).toEqual(["dify-ha"]);
    expect(links).toEqual([
        expect.objectContaining({ type: "dashboards", tags: ["dify-ha"], keepTime: true, includeVars: true }),
    ]);
    expect(links?.[0]).not.toHaveProperty("placement");
});

describe("thresholds", () => {
    const limits: Panel["limits"] = [
        { value: 14, severity: "warning" },
        { value: 3, severity: "critical" },
    ];

    test("above limits is bad: worse from each on", () => {
        expect(thresholdsOf({ limits: [{ value: 20, severity: "critical" }] })).toEqual([
            { value: null, color: "green" },
            { value: 20, color: "red" },
        ]);
    });

    test("below limits is bad: better from each on", () => {
        expect(thresholdsOf({ limits, bad: "below" })).toEqual([
            { value: null, color: "red" },
            { value: 3, color: "orange" },
            { value: 14, color: "green" },
        ]);
    });

    test("without limits nothing is bad", () => {
        expect(thresholdsOf({})).toEqual([{ value: null, color: "green" }]);
    });
});

describe("layout", () => {
    const figure = { kind: "figure" } as const;
    const graph = { kind: "graph" } as const;

    test("figures in rows of up to four, graphs by twos, the odd one as wide as the page", () => {
        expect(positionsOf([figure, figure, figure, graph, graph, graph])).toEqual([
            { x: 0, y: 0, w: 8, h: 4 },
            { x: 8, y: 0, w: 8, h: 4 },
            { x: 16, y: 0, w: 8, h: 4 },
            { x: 0, y: 4, w: 12, h: 8 },
            { x: 12, y: 4, w: 12, h: 8 },
            { x: 0, y: 12, w: 24, h: 8 },
        ]);
    });

    test("six figures are two rows of three", () => {
        const positions = positionsOf(Array.from({ length: 6 }, () => figure));
        expect(positions.map(({ w }) => w)).toEqual(Array(6).fill(8));
        expect(positions.map(({ y }) => y)).toEqual([0, 0, 0, 4, 4, 4]);
    });

    test.each(VARIANT_NAMES)("the panels of %s fill the grid without a gap", (variant) => {
        pages(variant).forEach((page) => {
            const cells = positionsOf(page.panels).flatMap(({ x, y, w, h }) =>
                Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
            );
            const last = positionsOf(page.panels).at(-1);
            expect(new Set(cells).size).toBe(cells.length);
            expect(cells.length).toBe(COLUMNS * ((last?.y ?? 0) + (last?.h ?? 0)));
        });
    });
});
