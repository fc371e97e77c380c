import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { workloadsOf, type ResourceGraph } from "../../../analysis/graph";
import { topologyPicture } from "../../../report/topology";
import { labelOf } from "../../../report/topology/names";
import { evaluateStack } from "../../support/evaluation";
import { secretValues } from "../../support/secrets";
import { AWS_VARIANTS, evaluateVariant, VARIANT_NAMES } from "../../support/variants";
import {
    clipped,
    graphWith,
    overlappingRows,
    overlaps,
    paintingOf,
    rectsOf,
    sticking,
    topologyIn,
    WIDTHS,
} from "./painting";

/** The picture as it is written down, for every kind of stack. */

/** What Python's XML parser says of a text; empty when it is well-formed. */
function xmlError(text: string): string {
    const program = "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin.buffer)";
    const { status, stderr, error } = spawnSync("python3", ["-c", program], { input: text, encoding: "utf8" });
    if (error !== undefined) {
        throw new Error("python3 is needed to check the picture: apt-get install python3");
    }
    return status === 0 ? "" : stderr;
}

const TILE = { wide: 17, narrow: 13 };

describe.each([...VARIANT_NAMES, ...Object.keys(AWS_VARIANTS), "dr"])("%s", (variant) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await (variant === "dr" ? evaluateStack("dr") : evaluateVariant(variant));
    });

    describe.each(WIDTHS)("%s", (width) => {
        test("no text is on another one, over an edge, or out of its box", () => {
            const painting = paintingOf(graph, width);
            expect(painting.texts.length).toBeGreaterThan(10);
            expect(overlaps(painting)).toEqual([]);
            expect(overlappingRows(painting)).toEqual([]);
            expect(clipped(painting)).toEqual([]);
            expect(sticking(painting)).toEqual([]);
        });

        test("is no wider than its page", () => {
            expect(paintingOf(graph, width).width).toBeLessThanOrEqual(width === "wide" ? 1200 : 390);
        });

        test("has a square for every pod that is surely in a zone", () => {
            const { things } = topologyIn(graph);
            const shown = things.filter(({ shape, layer }) => shape === "pod" && layer !== "operations");
            const certain = shown.flatMap(({ seats }) => seats).reduce((sum, { members }) => sum + members, 0);
            const open = shown.filter(({ anywhere }) => anywhere > 0).flatMap(({ seats }) => seats).length;
            const tiles = rectsOf(paintingOf(graph, width)).filter(
                (rect) => rect.width === TILE[width] && rect.height === TILE[width],
            );
            expect(tiles.filter(({ isDashed }) => !isDashed)).toHaveLength(certain);
            expect(tiles.filter(({ isDashed }) => isDashed)).toHaveLength(open);
        });

        test("names every workload with the number of its members", () => {
            const { texts } = paintingOf(graph, width);
            const { things } = topologyIn(graph);
            const missing = workloadsOf(graph).filter(({ name, members: { min, max } }) => {
                const label = labelOf(name);
                const range = max > min ? `${min}–${max}` : `${min}`;
                const isChip = things.find(({ id }) => id === name)?.layer === "operations";
                const own = texts.find(({ text }) => text === (isChip && min > 1 ? `${label} ×${min}` : label));
                const beside = texts.some(
                    ({ text, y, x }) =>
                        text.startsWith(`×${range}`) && own !== undefined && x > own.x && Math.abs(y - own.y) < 3,
                );
                return own === undefined || !(isChip || beside);
            });
            // A read replica stands in the row of its primary.
            expect(missing.map(({ name }) => name).filter((name) => name !== "postgres-replica")).toEqual([]);
        });
    });
});

describe("the picture of prod", () => {
    let graph: ResourceGraph;
    let svg: string;
    let text: readonly string[];
    beforeAll(async () => {
        graph = await evaluateStack("prod");
        ({ svg, text } = topologyPicture(graph) ?? { svg: "", text: [] });
    });

    test("is well-formed", () => {
        expect(xmlError(svg)).toBe("");
        expect(xmlError(topologyPicture(graph, { width: "narrow" })?.svg ?? "")).toBe("");
    });

    test("has no ids, scripts, fonts or anything from elsewhere", () => {
        expect(svg).not.toMatch(/ id=|<script|<image|<use|<a |href|url\(|@import|@font-face/);
        expect(svg.match(/https?:\/\/[^" ]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
        const classes = [...svg.matchAll(/ class="([^"]*)"/g)].flatMap(([, names]) => names?.split(" ") ?? []);
        expect(classes.filter((name) => !/^topo(-|$)/.test(name))).toEqual([]);
    });

    test("is an image with a title and the text in its description", () => {
        expect(svg).toMatch(
            /^<svg [^>]*role="img"[^>]*>\n<title>Topology of prod in eu-central-1: zones [^<]*<\/title>/,
        );
        expect(svg).toContain(`<desc>${text.join("\n").replaceAll(">", "&gt;")}</desc>`);
    });

    test("says which resources a row comes from", () => {
        expect(svg).toContain("<title>dify-api ×6: Deployment dify-api</title>");
        expect(svg).toContain(
            "<title>postgres ×2, RDS db.r7g.xlarge: Instance postgres\npostgres-replica ×1, RDS db.r7g.xlarge: Instance postgres-replica-1</title>",
        );
        expect(svg).toContain("dify-worker talks to postgres");
    });

    test("is the same for another evaluation, whose secrets are others", async () => {
        const again = await evaluateStack("prod");
        expect(topologyPicture(again)?.svg).toBe(svg);
        expect(topologyPicture(again)?.text).toEqual(text);
    });

    test("follows the colors of the page, and those of paper", () => {
        expect(svg).toContain("@media (prefers-color-scheme:dark){.topo{");
        expect(svg).toContain("@media print{.topo{");
    });
});

test.each(["onprem", "local", "staging"])("the picture of %s has no secret", async (stack) => {
    const graph = await evaluateStack(stack);
    const { svg, text } = topologyPicture(graph) ?? { svg: "", text: [] };
    const secrets = [...secretValues(graph).values()].filter((value) => value.length > 5);
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter((secret) => svg.includes(secret) || text.join("\n").includes(secret))).toEqual([]);
});

test("names are escaped", () => {
    const picture = topologyPicture(graphWith({ name: `dify-<b>&"x"`, zones: [`"<zone>`] }));
    expect(xmlError(picture?.svg ?? "")).toBe("");
    expect(picture?.svg).toContain("&lt;b&gt;&amp;&quot;x&quot;");
    expect(picture?.svg).not.toContain("<b>");
});

test("members that do not fit are counted", () => {
    const { texts } = paintingOf(graphWith({ members: { min: 90, max: 90 } }), "wide");
    expect(texts.filter(({ text }) => text === "×30")).toHaveLength(3);
});

test("whatever the workloads are, everybody is there once and no text is on another one", () => {
    const tier = fc.constantFrom("entry", "application", "data", "background");
    const zones = fc.constantFrom(["a"], ["a", "b"], ["a", "b", "c"], ["north-1", "north-2", "north-3", "north-4"]);
    const workload = fc.record({
        tier,
        members: fc.integer({ min: 1, max: 40 }),
        zones,
        spread: fc.constantFrom("hard", "soft", "none"),
        zoneBound: fc.boolean(),
        kind: fc.constantFrom("endpoint", "election", "restart"),
        calls: fc.array(fc.nat(7), { maxLength: 4 }),
    });
    fc.assert(
        fc.property(fc.array(workload, { minLength: 1, maxLength: 8 }), fc.constantFrom(...WIDTHS), (list, width) => {
            const graph = graphWith(
                ...list.map(({ members, kind, calls, ...rest }, index) => ({
                    ...(rest as object),
                    name: `dify-part-${index}`,
                    members: { min: members, max: members + (index % 2) },
                    quorum: members,
                    recovery: { kind, expectedSeconds: 1, source: "unit" } as const,
                    dependsOn: calls.map((other) => `dify-part-${other}`),
                })),
            );
            const painting = paintingOf(graph, width);
            const { things } = topologyIn(graph);
            expect(
                things
                    .map(({ seats, anywhere }) => anywhere + seats.reduce((sum, { members }) => sum + members, 0))
                    .sort(),
            ).toEqual(list.map(({ members }) => members).sort());
            expect([overlaps(painting), clipped(painting), sticking(painting)]).toEqual([[], [], []]);
            expect(topologyPicture(graph, { width })).toEqual(topologyPicture(graph, { width }));
        }),
        { numRuns: 150, seed: 7 },
    );
});
