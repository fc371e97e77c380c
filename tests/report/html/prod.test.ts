import type { Cost } from "../../../analysis/cost";
import type { GraphResource, ResourceGraph } from "../../../analysis/graph";
import { reportInput } from "../../../cli/htmlReport";
import { planDocument, type PlanDocument } from "../../../cli/planDocument";
import { loadStack } from "../../../cli/stackFile";
import { htmlReport } from "../../../report/html";
import { temporaryFolder } from "../../support/files";
import { evaluateStack } from "../../support/evaluation";
import { cardsOf, tableOf, textOf } from "./readPage";

/** The report of prod against the plan that it is made from. */

const folder = temporaryFolder();

let graph: ResourceGraph;
let document: PlanDocument;
let page: string;

function render(): string {
    const { config } = loadStack("prod", []);
    return htmlReport(reportInput(document, { graph, config, folder }));
}

beforeAll(async () => {
    graph = await evaluateStack("prod");
    document = planDocument(graph);
    page = render();
});

const dollars = (usd: number) => Math.round(usd).toLocaleString("en-US");
const cents = (usd: number) => usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

test("the summary has the figures of the plan", () => {
    const { availability, cost, connections, invariants } = document;
    const figures = Object.fromEntries(cardsOf(page).map(([title, figure]): [string, string] => [title, figure]));
    expect(figures).toMatchObject({
        "Expected availability": `${(100 * (availability?.total ?? NaN)).toFixed(3)} %`,
        "Cost a month": `${dollars(cost?.monthlyUsd.likely ?? NaN)} USD`,
        "Loss of a zone": "survived",
        "Room with a zone lost": "enough",
        "Database connections": `${connections?.demand} of 995`,
        "Loss of the region": "192 min",
        "Single points of failure": `${availability?.singlePointsOfFailure.length}`,
        "Rules that hold": `${(invariants?.checked ?? NaN) - (invariants?.violations.length ?? NaN)} of ${invariants?.checked}`,
    });
});

test("every component and every item has its cost", () => {
    const { components, items, monthlyUsd } = document.cost as Cost;
    expect(tableOf(page, "Cost of components").slice(1)).toEqual(
        [...components, { component: "together", monthlyUsd }].map(
            ({ component, monthlyUsd: { low, likely, high } }) => [
                component,
                dollars(low),
                dollars(likely),
                dollars(high),
            ],
        ),
    );
    const shown = components.flatMap(({ component }) =>
        tableOf(page, `Cost of ${component}`)
            .slice(1)
            .map(([resource, what, , , , low, likely, high]) => [resource, what, low, likely, high]),
    );
    const planned = components.flatMap(({ component }) =>
        items
            .filter((item) => item.component === component)
            .map(({ resource, what, low, likely, high }) => [resource, what, cents(low), cents(likely), cents(high)]),
    );
    expect(shown).toHaveLength(items.length);
    expect(shown).toEqual(planned);
});

test("every workload, contributor, loss, scenario and connection of the plan is there", () => {
    const firstCells = (label: string) =>
        tableOf(page, label)
            .slice(1)
            .map(([first]) => first);
    const { availability, workloads, capacity, connections } = document;
    expect(firstCells("Workloads")).toEqual(workloads.map(({ name }) => name));
    expect(firstCells("Largest contributors to downtime")).toEqual(availability?.contributors.map(({ name }) => name));
    expect(firstCells("What the loss of one thing does")).toEqual(
        availability?.whatIf.map(({ lost, kind }) => (kind === "primary" ? `primary of ${lost}` : lost)),
    );
    expect(firstCells("Nodes with every zone and with one lost")).toEqual(
        capacity?.nodes?.scenarios.map(({ lostZone }) => lostZone ?? "none"),
    );
    const total = tableOf(page, "Connections to PostgreSQL")
        .slice(1)
        .reduce((sum, [, , , each]) => sum + Number(each), 0);
    expect(total).toBe(connections?.demand);
});

test("every figure says what it is made of", () => {
    const figures = [...page.matchAll(/<td class="figure"([^>]*)>/g)].map(([, attributes]) => attributes ?? "");
    expect(figures.length).toBeGreaterThan(800);
    expect(figures.filter((attributes) => !/title="[^"]+"/.test(attributes))).toEqual([]);
    const values = [...page.matchAll(/<dd class="value"([^>]*)>/g)].map(([, attributes]) => attributes ?? "");
    expect(values.filter((attributes) => !/title="[^"]+"/.test(attributes))).toEqual([]);
});

test("every workload is traced to a component of the plan, by its URN", () => {
    const urns = document.resources.map(({ urn }) => urn);
    const traced = [...page.matchAll(/title="Of [^"]*?: (urn:[^"]+)"/g)].map(([, urn]) => urn ?? "");
    expect(new Set(traced).size).toBeGreaterThan(5);
    expect(traced.filter((urn) => !urns.includes(urn))).toEqual([]);
    expect(page).not.toContain("no component");
});

test("every link within the page leads somewhere, and every note is referred to", () => {
    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id ?? "");
    const targets = new Set([...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target ?? ""));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...targets].filter((target) => !ids.includes(target))).toEqual([]);
    expect(ids.filter((id) => id.startsWith("note-") && !targets.has(id))).toEqual([]);
});

test("every kind of resource that the plan has and no model knows is named", () => {
    const { availability } = document;
    const limits = textOf(page);
    expect(availability?.notModelled.filter(({ what }) => !limits.includes(what))).toEqual([]);
});

/** Texts that a resource marks as secret; shorter ones, such as ports, stand everywhere. */
function secretsOf({ inputs, secretPaths }: GraphResource): string[] {
    return secretPaths.flatMap((path) => {
        const value = path
            .split(".")
            .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], inputs);
        return typeof value === "string" && value.length > 12 ? [value] : [];
    });
}

test("no secret is in it, also not those that were generated for this evaluation", () => {
    const secrets = graph.resources.flatMap(secretsOf);
    expect(new Set(secrets).size).toBeGreaterThan(5);
    expect(secrets.filter((secret) => page.includes(secret))).toEqual([]);
});

test("it is the same each time", () => {
    expect(render()).toBe(page);
});
