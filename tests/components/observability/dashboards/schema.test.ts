import path from "node:path";
import Ajv from "ajv";
import { createGenerator } from "ts-json-schema-generator";
import { dashboards } from "../../../../components/observability/dashboards";
import { PROJECT_ROOT } from "../../../../cli/stackFile";
import { SLO, VARIANT_NAMES, VARIANTS } from "../../../services/observability/variants";
import type { GrafanaDashboard } from "./grafanaTypes";

/**
 * The JSON of every dashboard against a JSON Schema of Grafana's published types (npm `@grafana/schema`, of Grafana 13.2): another source
 * than that of the builders. Properties that they do not have are refused.
 */

/** Largest ConfigMap that etcd takes, bytes. */
const CONFIG_MAP_BYTES = 1024 * 1024;

let accepts: Ajv.ValidateFunction;
beforeAll(() => {
    const schema = createGenerator({
        path: path.join(__dirname, "grafanaTypes.ts"),
        tsconfig: path.join(PROJECT_ROOT, "tsconfig.json"),
        type: "GrafanaDashboard",
        skipTypeCheck: true,
        additionalProperties: false,
        expose: "none",
    }).createSchema("GrafanaDashboard");
    accepts = new Ajv({ allErrors: true }).compile(schema);
}, 60_000);

function problemsOf(dashboard: unknown): string[] {
    return accepts(dashboard) === true
        ? []
        : (accepts.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message ?? ""}`);
}

const parse = (json: string) => JSON.parse(json) as GrafanaDashboard;

const RUNBOOKS = "https://git.example.com/dify-ha/blob/main/docs/runbooks";

const ALL = VARIANT_NAMES.flatMap((variant) =>
    dashboards(VARIANTS[variant], SLO, RUNBOOKS).map(({ name, json }) => [variant, name, json] as const),
);

test.each(ALL)("%s: %s", (_variant, _name, json) => {
    expect(problemsOf(parse(json))).toEqual([]);
    expect(Buffer.byteLength(json)).toBeLessThan(CONFIG_MAP_BYTES);
});

describe("a dashboard is refused with", () => {
    const sound = () => parse(dashboards(VARIANTS.prod, SLO)[0]?.json ?? "{}");
    const withPanel = (change: object) => {
        const { panels, ...rest } = sound();
        return { ...rest, panels: [{ ...panels[0], ...change }] };
    };

    test.each([
        ["a property that Grafana does not know", withPanel({ tite: "Requests" })],
        ["a kind of panel that is not ours", withPanel({ type: "singlestat" })],
        ["a place that is none", withPanel({ gridPos: { x: 0, y: 0, w: "half", h: 8 } })],
        ["no variables", { ...sound(), templating: undefined }],
    ])("%s", (_name, dashboard) => {
        expect(problemsOf(dashboard)).not.toEqual([]);
    });
});
