import { htmlReport } from "../../../report/html";
import { cardsOf, sectionOf, tableOf, textOf } from "./readPage";
import { SMALL } from "./smallReport";

const PAGE = htmlReport(SMALL);

test("the summary has a verdict and a figure of each kind", () => {
    expect(textOf(PAGE.match(/<p class="verdict[\s\S]*?<\/p>/)?.[0] ?? "")).toBe(
        "Not to be deployed as it is. 1 mandatory rule broken (backups-kept).",
    );
    expect(cardsOf(PAGE)).toEqual([
        ["Expected availability", "99.900 %", "43.8 minutes down a month; the objective is 99.95 %"],
        ["Cost a month", "76 USD", "likely; between 73 and 92; the budget is 80; 7 less than other"],
        ["Loss of a zone", "an outage", "when zone-b is lost"],
        ["Database connections", "76 of 95", "80 % at the worst moment"],
        [
            "Loss of the region",
            "12 min",
            "at most until it serves again, once decided; at most 30 min of copied data lost",
        ],
        ["Single points of failure", "1", "region"],
        ["Rules that hold", "26 of 27", "1 finding to look at, 0 waived"],
        ["Rehearsed zone loss", "an outage", "zone-a, on simulated nodes, 2026-11-24"],
    ]);
});

test("what is bad is marked", () => {
    const marked = [...PAGE.matchAll(/<div class="card (bad|attention)">\s*<dt><a href="#([a-z-]+)"/g)];
    expect(marked.map(([, tone, section]) => `${section} ${tone}`)).toEqual([
        "availability bad",
        "cost attention",
        "what-if bad",
        "invariants bad",
        "rehearsal bad",
    ]);
});

test("availability, single points of failure and losses", () => {
    expect(tableOf(PAGE, "Availability of journeys")).toEqual([
        ["journey", "expected", "down a month", "down a year", "by promises alone"],
        ["chat", "99.900 %", "43.8 min", "526 min", "none"],
        ["indexing", "99.910 %", "43.8 min", "526 min", "none"],
        ["console", "99.920 %", "43.8 min", "526 min", "none"],
        ["all together", "99.900 %", "43.8 min", "526 min", "none"],
    ]);
    expect(textOf(sectionOf(PAGE, "availability"))).toContain(
        "chat needs web, store. indexing needs store. console needs web.",
    );
    expect(tableOf(PAGE, "Largest contributors to downtime").slice(1)).toEqual([
        ["store", "failure", "30.0 min", "Store store: 3 members in zone-a, zone-b"],
        ["region", "loss", "1.5 min", "everything in it"],
    ]);
    expect(tableOf(PAGE, "Single points of failure").slice(1)).toEqual([
        ["region", "region", "every journey", "everything in it"],
    ]);
    expect(tableOf(PAGE, "What the loss of one thing does").slice(1)).toEqual([
        ["zone-a", "nothing", "up to 55 s", "99.800 %", "2 workloads may run there"],
        ["zone-b", "chat", "as long as it lasts", "0.000 %", "2 workloads may run there"],
    ]);
});

test("cost: components, the difference, what is missing, every item", () => {
    expect(tableOf(PAGE, "Cost of components")).toEqual([
        ["component", "low", "likely", "high", "likely, against other"],
        ["cluster", "73", "73", "73", "+13"],
        ["logs", "0", "3", "19", "="],
        ["gone", "0", "0", "0", "−20"],
        ["together", "73", "76", "92", "−7"],
    ]);
    expect(textOf(sectionOf(PAGE, "cost"))).toContain(
        "Not in these figures: redis: no price of elasticache:huge in eu-central-1",
    );
    expect(tableOf(PAGE, "Cost of logs")).toEqual([
        ["resource", "what", "region", "quantity", "price", "low", "likely", "high"],
        ["log-group", "logs written", "eu-central-1", "0, 5, 30", "0.63 / GB", "0.00", "3.15", "18.90"],
    ]);
});

test("connections, the loss of the region, rules, rehearsal", () => {
    expect(tableOf(PAGE, "Connections to PostgreSQL").slice(1)).toEqual([
        ["web", "7", "10", "70", "74 %"],
        ["small", "1", "6", "6", "6 %"],
    ]);
    expect(tableOf(PAGE, "Data lost with the region").slice(1)).toEqual([
        ["database", "30 min", "a guide"],
        ["cache", "no copy", "filled again"],
    ]);
    expect(tableOf(PAGE, "Steps with the database from a replica").slice(1)).toEqual([
        ["1", "promote", "10 min", "a guide"],
        ["2", "move the name", "2 min", "resolvers"],
    ]);
    expect(textOf(sectionOf(PAGE, "invariants"))).toContain(
        "backups-kept mandatory Backups are kept. Otherwise: What is lost stays lost. store : keeps none (0) Remedy: Turn them on.",
    );
    const rehearsal = textOf(sectionOf(PAGE, "rehearsal"));
    expect(rehearsal).toContain(
        "Losing zone-a was an outage of old. Rehearsed on 2026-11-24, applied by server-side apply",
    );
    expect(rehearsal).toContain("What this does not prove. The nodes are simulated: no container runs.");
    expect(rehearsal).toContain(
        "It was another plan that was rehearsed: store was not there, old is not planned any more",
    );
    expect(rehearsal).toContain("42.0 s gave up waiting: the lost pods are replaced");
    expect(tableOf(PAGE, "Workloads in the rehearsal").slice(1)).toEqual([
        ["web", "2", "1", "1", "1", "40.2 s", "none"],
        ["old*", "2", "1", "1", "2", "with its zone", "42.0 s"],
    ]);
});

test("what rates and prices come from stands in notes", () => {
    const notes = [...sectionOf(PAGE, "notes").matchAll(/<li id="note-\d+">([\s\S]*?)<\/li>/g)].map(([, note]) =>
        textOf(note ?? ""),
    );
    expect(notes).toContain("a price list, 2026-11-24");
    expect(notes).toContain("another list at https://example.com/prices , 2026-11-23");
    expect(notes.find((note) => note.startsWith("A pod that comes back with its volume"))).toContain(
        "4 failures a year, back after 10 min. An assumption of 2026-11-25:",
    );
    expect(notes).toContain("Goes on 55 s after a member is lost (endpoint): a measurement");
});

test("figures stand beside those of what the plan is compared with", () => {
    expect(tableOf(PAGE, "Figures against other")).toEqual([
        ["figure", "other", "this plan", "difference"],
        ["without service, a month", "40.0 min", "43.8 min", "+3.8 min"],
        ["invariants", "all 27 hold", "26 of 27 hold", "="],
    ]);
    expect(htmlReport({ ...SMALL, figures: undefined })).not.toContain("Figures against");
});

test("what is saved outside of working time stands beside what those hours would cost", () => {
    const offHours = {
        hoursPerMonth: 469,
        share: 0.6428,
        idleUsd: { low: 40, likely: 60, high: 80 },
        savedUsd: { low: 0, likely: 15, high: 20 },
        reachedUsd: { low: 30, likely: 40, high: 50 },
        ofIdlePercent: 25,
        ofBillPercent: 16.5,
    };
    const page = htmlReport({ ...SMALL, cost: SMALL.cost && { ...SMALL.cost, offHours } });
    expect(tableOf(page, "What is saved outside of working time")).toEqual([
        ["USD a month", "low", "likely", "high"],
        ["those hours, if everything ran", "40", "60", "80"],
        ["saved", "0", "15", "20"],
    ]);
    // 76.15 and the 15 that are saved, less the 40 that schedules reach.
    expect(textOf(sectionOf(page, "off-hours"))).toContain(
        "Outside of working time are 469 of 730 hours a month. What is saved is likely 25 % of what those hours would cost, and 16.5 % of " +
            "the bill: schedules reach what costs 40 USD of it, the other 51 are the same by day and by night.",
    );
    expect(PAGE).not.toContain('id="off-hours"');
});

test("a rate that the configuration says is told as such", () => {
    const rates = { ...SMALL.assumptions.rates, zone: { failuresPerYear: 2, repairSeconds: 60 } };
    const page = htmlReport({ ...SMALL, assumptions: { ...SMALL.assumptions, rates } });
    expect(tableOf(page, "Rates of failure").find(([name]) => name === "a zone")).toEqual([
        "a zone",
        "2",
        "60 s",
        "As slo.rates in the stack's configuration says",
    ]);
});

test("a stack without anything says so, and has no empty section", () => {
    const page = htmlReport({
        ...SMALL,
        ...{ connections: null, recovery: null, availability: null, cost: null, costDifference: undefined },
        ...{
            topology: undefined,
            rehearsal: undefined,
            drills: [],
            invariants: { checked: 27, violations: [], waived: [], expired: [] },
        },
    });
    const sections = [...page.matchAll(/<section id="([a-z-]+)"/g)].map(([, id]) => id);
    expect(sections).toEqual(["cost", "region", "invariants", "rehearsal", "limits", "workloads", "notes"]);
    expect(cardsOf(page)).toEqual([["Rules that hold", "27 of 27", "0 findings to look at, 0 waived"]]);
    expect(textOf(sectionOf(page, "rehearsal"))).toContain("None was made of this stack");
    expect(textOf(page)).toContain("Nothing forbids deploying this. Every mandatory rule holds.");
});

test("drills are rows of promise, measured, verdict", () => {
    expect(tableOf(PAGE, "Drills")).toEqual([
        ["drill", "promise", "measured", "verdict", "day"],
        ["pod-loss", "no workload under its quorum", "2 pods lost", "kept", "2026-11-23"],
        [
            "node-drain",
            "each node empty within 180 s",
            "2 nodes drained",
            "broken: node <1> was not empty after 180 s",
            "2026-11-23",
        ],
    ]);
});

test("names cannot bring markup in", () => {
    const evil = `<script>alert("1")</script>`;
    const [first] = SMALL.workloads;
    const page = htmlReport({
        ...SMALL,
        stack: evil,
        workloads: first === undefined ? [] : [{ ...first, name: evil }],
        problems: [{ path: evil, message: evil }],
        rehearsal: SMALL.rehearsal && {
            ...SMALL.rehearsal,
            drill: { ...SMALL.rehearsal.drill, zone: evil, outages: [evil] },
        },
        costDifference: SMALL.costDifference && { ...SMALL.costDifference, against: evil },
        connections: { limit: 10, reserve: 1, demand: 1, items: [{ name: evil, pods: 1, each: 1 }] },
    });
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain(
        "<title>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;: availability, capacity, cost</title>",
    );
});

test("the same plan gives the same bytes, also in one process", () => {
    expect(htmlReport(SMALL)).toBe(PAGE);
});

test("it needs nothing from elsewhere, and may not fetch anything", () => {
    const [meta] = PAGE.match(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/) ?? [];
    expect(meta).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    expect(PAGE).not.toMatch(/<(?:script|link|img|iframe|object)\b|\bsrc=|url\((?!#)|@import/i);
});
