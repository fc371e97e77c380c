import { parseDefinition } from "../../../cli/dashboards/definition";
import { dashboards } from "../../../components/observability/dashboards";
import { SLO, VARIANTS } from "../../services/observability/variants";

function definitionOf(name: string) {
    const found = dashboards(VARIANTS.prod, SLO).find((one) => one.name === name);
    return parseDefinition(found?.json ?? "{}");
}

test("reads places, units, queries and thresholds of a dashboard", () => {
    const { title, panels } = definitionOf("dify-ha-gateway");
    expect(title).toBe("Dify / Gateway");
    expect(panels[1]).toEqual({
        title: "Errors (5xx)",
        kind: "figure",
        unit: "percentunit",
        position: { x: 6, y: 0, w: 6, h: 4 },
        queries: [{ expr: "dify:gateway_errors:ratio_rate5m", legend: "5xx" }],
        thresholds: [
            { value: null, color: "green" },
            { value: 0.05, color: "red" },
        ],
    });
});

test("asks for all zones", () => {
    const memory = definitionOf("dify-ha-redis").panels.find(({ title }) => title === "Memory");
    expect(memory?.queries).toEqual([{ expr: `dify:redis_memory:ratio{zone=~".*"}`, legend: "{{pod}}" }]);
});
