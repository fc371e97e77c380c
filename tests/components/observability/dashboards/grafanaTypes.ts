import type { DataSourceRef } from "@grafana/schema";
import type * as figure from "../../../../node_modules/@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/types.gen";
import type * as graph from "../../../../node_modules/@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/types.gen";
import type * as raw from "../../../../node_modules/@grafana/schema/dist/types/raw/dashboard/x/types.gen";

/**
 * Dashboards as Grafana's own published types have them, from which a JSON Schema is made. Those types leave open what depends on the kind
 * of panel and of data source; here it is what our kinds have.
 */

/** Of the data source for Prometheus, whose types are not published. */
interface PrometheusQuery {
    readonly refId: string;
    readonly datasource: DataSourceRef;
    readonly expr: string;
    readonly legendFormat: string;
    readonly range: true;
    readonly instant: false;
}

interface FieldConfigOf<Custom> extends Omit<raw.FieldConfigSource, "defaults"> {
    readonly defaults: Omit<raw.FieldConfig, "custom"> & { readonly custom?: Custom };
}

interface PanelOf<Type extends string, Options, Custom> extends Omit<
    raw.Panel,
    "type" | "options" | "fieldConfig" | "targets"
> {
    readonly type: Type;
    readonly options: Options;
    readonly fieldConfig: FieldConfigOf<Custom>;
    readonly targets: readonly PrometheusQuery[];
    readonly gridPos: raw.GridPos;
}

/** What the schema of the builder has for variables of an interval, and the published types do not have yet. */
interface VariableModel extends raw.VariableModel {
    readonly auto?: boolean;
    readonly auto_min?: string;
    readonly auto_count?: number;
}

export interface GrafanaDashboard extends Omit<raw.Dashboard, "panels" | "templating"> {
    readonly panels: readonly (
        PanelOf<"stat", figure.Options, never> | PanelOf<"timeseries", graph.Options, graph.FieldConfig>
    )[];
    readonly templating: { readonly list: readonly VariableModel[] };
}
