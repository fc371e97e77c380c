import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
    LegendDisplayMode,
    LegendPlacement,
    GraphThresholdsStyleMode,
    ReduceDataOptionsBuilder,
    SortOrder,
    TooltipDisplayMode,
    VizLegendOptionsBuilder,
    VizTooltipOptionsBuilder,
    GraphThresholdsStyleConfigBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
    CustomVariableBuilder,
    DashboardBuilder,
    DashboardCursorSync,
    DashboardLinkBuilder,
    DashboardLinkType,
    DatasourceVariableBuilder,
    ThresholdsConfigBuilder,
    ThresholdsMode,
    type Dashboard,
    type DashboardLink,
    type Threshold,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as FigureBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as GraphBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { AlertRule } from "../rules/types";
import { positionsOf, type Position } from "./layout";
import { ZONE_VARIABLE, type Limit, type Page, type Panel, type Query } from "./types";

/** Pages in the words of Grafana, by its own builders. */

/** Begins the uid of each dashboard, and is the tag by which they find each other. */
const PREFIX = "dify-ha";

const DATASOURCE = { type: "prometheus", uid: "${datasource}" };

const COLORS = { good: "green", warning: "orange", critical: "red" } as const;

/** @param alerts those of the stack: panels lead to the runbooks of theirs. */
export function grafanaDashboard(page: Page, zones: readonly string[], alerts: readonly AlertRule[]): Dashboard {
    const positions = positionsOf(page.panels);
    const builder = new DashboardBuilder(`Dify / ${page.title}`)
        .uid(uidOf(page))
        .tags([PREFIX])
        .timezone("browser")
        .tooltip(DashboardCursorSync.Crosshair)
        .time({ from: "now-3h", to: "now" })
        .refresh("30s")
        .withVariable(new DatasourceVariableBuilder("datasource").label("Source").type("prometheus"))
        .withVariable(zoneVariable(zones))
        .link(
            inSight(
                new DashboardLinkBuilder("Dify")
                    .type(DashboardLinkType.Dashboards)
                    .tags([PREFIX])
                    .includeVars(true)
                    .keepTime(true),
            ),
        );
    page.panels.forEach((panel, index) => {
        builder.withPanel(panelBuilder(panel, index + 1, positions[index] as Position, alerts));
    });
    return builder.build();
}

export function uidOf({ name }: Pick<Page, "name">): string {
    return `${PREFIX}-${name}`;
}

/** Zones are known beforehand; series without that label are in all of them. */
function zoneVariable(zones: readonly string[]): CustomVariableBuilder {
    return new CustomVariableBuilder(ZONE_VARIABLE)
        .label("Zone")
        .values(zones.join(","))
        .multi(true)
        .includeAll(true)
        .allValue(".*")
        .current({ text: "All", value: "$__all" });
}

function panelBuilder(panel: Panel, id: number, position: Position, alerts: readonly AlertRule[]) {
    const builder = panel.kind === "figure" ? figureBuilder() : graphBuilder(panel);
    const own = alertsOf(panel, alerts);
    builder
        .id(id)
        .title(panel.title)
        .description([panel.description, ...own.map(describeAlert)].join("\n\n"))
        .gridPos({ ...position })
        .datasource(DATASOURCE)
        .unit(panel.unit)
        .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdsOf(panel)))
        .links(own.filter(({ annotations }) => isAddress(annotations.runbook_url)).map(runbookLink));
    panel.queries.forEach((query, index) => builder.withTarget(target(query, index)));
    return builder;
}

function figureBuilder(): FigureBuilder {
    return new FigureBuilder().reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false));
}

function graphBuilder({ limits = [] }: Panel): GraphBuilder {
    const mode = limits.length === 0 ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed;
    return new GraphBuilder()
        .fillOpacity(10)
        .axisSoftMin(0)
        .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(mode))
        .legend(
            new VizLegendOptionsBuilder()
                .showLegend(true)
                .displayMode(LegendDisplayMode.List)
                .placement(LegendPlacement.Bottom)
                .calcs([]),
        )
        .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

function target({ expr, legend }: Query, index: number): DataqueryBuilder {
    return new DataqueryBuilder()
        .datasource(DATASOURCE)
        .refId(String.fromCharCode("A".charCodeAt(0) + index))
        .expr(expr)
        .legendFormat(legend)
        .range();
}

/** Colors from the lowest value on: each holds from its value upwards. */
export function thresholdsOf({ limits = [], bad = "above" }: Pick<Panel, "limits" | "bad">): Threshold[] {
    const sorted = [...limits].sort((one, other) => one.value - other.value);
    const color = (limit: Limit | undefined) => COLORS[limit?.severity ?? "good"];
    if (bad === "above") {
        return [
            { value: null, color: COLORS.good },
            ...sorted.map((limit) => ({ value: limit.value, color: color(limit) })),
        ];
    }
    return [undefined, ...sorted].map((limit, index) => ({
        value: limit?.value ?? null,
        color: color(sorted[index]),
    }));
}

function alertsOf({ alerts = [] }: Panel, rules: readonly AlertRule[]): AlertRule[] {
    return alerts.flatMap((name) => rules.filter(({ alert }) => alert === name).slice(0, 1));
}

function describeAlert({ alert, annotations }: AlertRule): string {
    return `Alert ${alert}: ${annotations.runbook_url}`;
}

/** Grafana would look for a path below its own address. */
function isAddress(runbook: string): boolean {
    return /^https?:/.test(runbook);
}

function runbookLink({ alert, annotations }: AlertRule): Builder<DashboardLink> {
    return inSight(
        new DashboardLinkBuilder(`Runbook of ${alert}`)
            .type(DashboardLinkType.Link)
            .url(annotations.runbook_url)
            .targetBlank(true),
    );
}

/** The builder puts every link into a menu, the only place that its schema has a name for; Grafana shows one without a place. */
function inSight(link: DashboardLinkBuilder): Builder<DashboardLink> {
    return { build: () => ({ ...link.build(), placement: undefined }) };
}
