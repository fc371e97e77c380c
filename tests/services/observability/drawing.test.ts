import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { drawDashboard } from "../../../cli/dashboards/drawing";
import type { Definition, PanelDefinition } from "../../../cli/dashboards/definition";
import { freePort } from "../../../rehearsal/services/freePort";
import { ServerProcess } from "../../../rehearsal/services/serverProcess";
import { eventually } from "../../../rehearsal/services/wait";
import { describeUnless, findProgram } from "../../support/programs";
import { PROMTOOL_PROBLEMS } from "./promtool";

/** Pictures of dashboards, from a Prometheus that has twenty minutes of two series. */

const STEP = 60;
const FROM = Math.floor(Date.now() / 1000 / STEP) * STEP - 3600;
const RANGE = { from: FROM, to: FROM + 1200, step: STEP };

/** One member is there all the time; the other fills its memory and is gone after five minutes. */
function samples(): string {
    const times = Array.from({ length: 21 }, (_, index) => FROM + index * STEP);
    const lines = (pod: string, values: readonly number[]) =>
        values.map((value, index) => `memory_ratio{pod="${pod}"} ${value} ${times[index]}`);
    return [
        "# TYPE memory_ratio gauge",
        ...lines("redis-0", Array<number>(21).fill(0.25)),
        ...lines("redis-1", [0.3, 0.4, 0.5, 0.6, 0.7, 0.9]),
        "# EOF",
        "",
    ].join("\n");
}

const graph: PanelDefinition = {
    title: "Memory & more",
    kind: "graph",
    unit: "percentunit",
    position: { x: 0, y: 4, w: 24, h: 8 },
    queries: [{ expr: "memory_ratio", legend: "{{pod}} of {{store}}" }],
    thresholds: [
        { value: null, color: "green" },
        { value: 0.8, color: "orange" },
    ],
};

const figure: PanelDefinition = { ...graph, kind: "figure", position: { x: 0, y: 0, w: 12, h: 4 } };

const definition = (...panels: PanelDefinition[]): Definition => ({ title: "Dify / Redis", panels });

describeUnless(PROMTOOL_PROBLEMS, "a drawing", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dify-ha-drawing-"));
    let prometheus: ServerProcess;
    let url = "";

    beforeAll(async () => {
        const input = path.join(folder, "samples");
        fs.writeFileSync(input, samples());
        const blocks = path.join(folder, "data");
        const made = spawnSync("promtool", ["tsdb", "create-blocks-from", "openmetrics", input, blocks], {
            encoding: "utf8",
        });
        expect(made.stderr).toBe("");
        const config = path.join(folder, "config.yaml");
        fs.writeFileSync(config, "{}");
        const address = `127.0.0.1:${await freePort()}`;
        prometheus = new ServerProcess(
            findProgram("prometheus") ?? "prometheus",
            [`--config.file=${config}`, `--storage.tsdb.path=${blocks}`, `--web.listen-address=${address}`],
            path.join(folder, "log"),
            {},
        );
        url = `http://${address}`;
        await eventually("Prometheus serves", async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok);
    }, 60_000);

    afterAll(async () => {
        await prometheus.kill();
        fs.rmSync(folder, { recursive: true });
    });

    const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

    test("has the lines of a graph under their names, values in its unit, and its threshold", async () => {
        const svg = await drawDashboard(definition(graph), url, RANGE, "twenty minutes");
        expect(textsOf(svg)).toEqual(
            expect.arrayContaining([
                "Dify / Redis",
                "twenty minutes",
                "Memory &amp; more",
                "redis-0 of ",
                "redis-1 of ",
                "0:00",
                "5:00",
                "20:00",
                "80%",
            ]),
        );
        expect(svg).toContain('stroke="#d4760a"');
        expect(textsOf(svg)).not.toContain("No data");
    });

    test("ends a line where Prometheus has nothing any more", async () => {
        const end = async (pod: string) => {
            const queries = [{ expr: `memory_ratio{pod="${pod}"}`, legend: pod }];
            const svg = await drawDashboard(definition({ ...graph, queries, thresholds: [] }), url, RANGE, "");
            const points =
                /<path d="([^"]*)" fill="none"[^>]* stroke="#3274d9" stroke-width="1.5"/.exec(svg)?.[1] ?? "";
            return Math.max(...[...points.matchAll(/([\d.]+) [\d.]+/g)].map(([, x]) => Number(x)));
        };
        const [left, right] = [84, 1192 - 18];
        expect(await end("redis-0")).toBe(right);
        // Prometheus looks five minutes back, before release 3 with the fifth.
        const minutes = ((await end("redis-1")) - left) / ((right - left) / 20);
        expect(minutes).toBeGreaterThan(8.9);
        expect(minutes).toBeLessThan(10.1);
    });

    test("shows the last value of a figure in the color of its threshold", async () => {
        const shown = async (expr: string) => {
            const svg = await drawDashboard(definition({ ...figure, queries: [{ expr, legend: "" }] }), url, RANGE, "");
            return /<text[^>]*fill="([^"]*)"[^>]*>([\d.]+%|No data)<\/text>/.exec(svg)?.slice(1);
        };
        expect(await shown(`memory_ratio{pod="redis-0"}`)).toEqual(["#2da44e", "25%"]);
        expect(await shown(`memory_ratio{pod="redis-1"}`)).toEqual(["#d4760a", "90%"]);
        expect(await shown(`memory_ratio{pod="redis-2"}`)).toEqual(["#6e7781", "No data"]);
    });

    test("stands where the definition has it", async () => {
        const svg = await drawDashboard(definition(figure, graph), url, RANGE, "");
        expect(
            [...svg.matchAll(/translate\((4 \d+)\)"><svg width="(\d+)" height="(\d+)"/g)].map((m) => m.slice(1)),
        ).toEqual([
            ["4 44", "592", "128"],
            ["4 180", "1192", "264"],
        ]);
    });

    test("a query that Prometheus refuses is named", async () => {
        const wrong = { ...graph, queries: [{ expr: "sum by (", legend: "" }] };
        await expect(drawDashboard(definition(wrong), url, RANGE, "")).rejects.toThrow(
            /refuses sum by \(: .*parse error/,
        );
    });

    test("an address without a Prometheus is named", async () => {
        await expect(drawDashboard(definition(graph), "http://127.0.0.1:1", RANGE, "")).rejects.toThrow(
            "no Prometheus answers at http://127.0.0.1:1 (",
        );
    });
});
