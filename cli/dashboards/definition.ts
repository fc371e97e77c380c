import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";

/** What a drawing needs of a dashboard in Grafana's JSON. */
export interface Definition {
    readonly title: string;
    readonly panels: readonly PanelDefinition[];
}

export interface PanelDefinition {
    readonly title: string;
    readonly kind: "graph" | "figure";
    readonly unit: string;
    /** In columns and rows of Grafana's grid. */
    readonly position: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly queries: readonly { readonly expr: string; readonly legend: string }[];
    /** A color from each value upwards; null: from the lowest. */
    readonly thresholds: readonly { readonly value: number | null; readonly color: string }[];
}

interface Target {
    readonly expr?: string;
    readonly legendFormat?: string;
}

/** Reads Grafana's JSON; variables have the value that stands for all of theirs. */
export function parseDefinition(json: string): Definition {
    const { title = "", panels = [], templating } = JSON.parse(json) as Dashboard;
    const variables = (templating?.list ?? []).flatMap(({ name, allValue }) =>
        allValue === undefined ? [] : [[`$${name}`, allValue] as const],
    );
    const withValues = (expr: string) => variables.reduce((text, [name, value]) => text.replaceAll(name, value), expr);
    return {
        title,
        panels: panels
            .filter((panel): panel is Panel => panel.type !== "row")
            .map(({ title: name = "", type, gridPos, targets = [], fieldConfig }) => ({
                title: name,
                kind: type === "stat" ? "figure" : "graph",
                unit: fieldConfig?.defaults.unit ?? "short",
                position: gridPos ?? { x: 0, y: 0, w: 24, h: 8 },
                queries: (targets as readonly Target[]).map(({ expr = "", legendFormat = "" }) => ({
                    expr: withValues(expr),
                    legend: legendFormat,
                })),
                thresholds: fieldConfig?.defaults.thresholds?.steps ?? [],
            })),
    };
}
