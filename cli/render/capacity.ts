import type { Colors } from "picocolors/types";
import type { Capacity, NodeScenario } from "../../analysis/capacity";
import type { Range } from "../../analysis/cost";
import { formatBytes, formatCpu } from "../../contracts";
import { renderTable, type Column } from "./table";
import { wrap } from "./wrap";

/** What a stack has room for, for people: sections of a plan. */

/** Sections on nodes, and on what is estimated. */
export function renderCapacity(capacity: Capacity | undefined, colors: Colors): string[] {
    return capacity === undefined ? [] : [renderNodes(capacity, colors), ...renderEstimates(capacity, colors)];
}

function renderNodes({ requests, nodes, podAddresses, problems }: Capacity, colors: Colors): string {
    const asked = `${requests.pods} pods request ${formatCpu(requests.cpu)} cores and ${formatBytes(requests.memory)}`;
    const title = colors.bold("Room for pods");
    if (nodes === null) {
        return wrap(
            `${title}: the cluster's nodes are its owner's to know. Everything at its most, ${asked}`,
            "",
            "  ",
        ).join("\n");
    }
    const addresses = podAddresses.map(({ neededWithZoneLost, addresses: all }) => neededWithZoneLost / all);
    return [
        `${title}, everything at its most: ${asked}`,
        renderTable(scenarioColumns(nodes.groups), nodes.scenarios, colors),
        ...(addresses.length === 0
            ? []
            : [`Addresses for pods, with a zone lost: at most ${percent(Math.max(...addresses))} of a subnet's`]),
        ...problems.flatMap((problem) => wrap(problem, `${colors.yellow("!")} `, "  ")),
    ].join("\n");
}

function scenarioColumns(groups: NonNullable<Capacity["nodes"]>["groups"]): Column<NodeScenario>[] {
    const count = ({ lostZone, nodes }: NodeScenario) =>
        groups
            .filter(({ zone, pool }) => zone !== lostZone && pool !== CONTROL_PLANE)
            .reduce((sum, group) => sum + group.nodes[nodes], 0);
    return [
        { title: "lost", value: ({ lostZone }) => lostZone ?? "nothing" },
        { title: "nodes", align: "right", value: (scenario) => `${count(scenario)}` },
        { title: "", value: ({ nodes }) => (nodes === "min" ? "there" : "at most") },
        { title: "cpu", align: "right", value: ({ requested }) => formatCpu(requested.cpu) },
        { title: "of", align: "right", value: ({ available }) => formatCpu(available.cpu) },
        { title: "memory", align: "right", value: ({ requested }) => formatBytes(requested.memory) },
        { title: "of", align: "right", value: ({ available }) => formatBytes(available.memory) },
        { title: "without a node", align: "right", value: ({ unplaced }) => podCount(unplaced) },
        { title: "wait for the zone", align: "right", value: ({ lostWithZone }) => podCount(lostWithZone) },
    ];
}

/** Nodes that take none of the stack's pods. */
const CONTROL_PLANE = "server";

function podCount(pods: NodeScenario["unplaced"]): string {
    const count = pods.reduce((sum, some) => sum + some.count, 0);
    return count === 0 ? "none" : count === 1 ? "1 pod" : `${count} pods`;
}

interface Estimate {
    readonly what: string;
    readonly figures: Range;
    readonly shown: (figure: number) => string;
    readonly bound: string;
}

function renderEstimates({ memory, storage, throughput }: Capacity, colors: Colors): string[] {
    const estimates: Estimate[] = [
        ...throughput.map(({ what, unit, estimate, boundBy }) => ({
            what: `${what} ${unit}`,
            figures: estimate,
            shown: readable,
            bound: boundBy,
        })),
        ...memory.map(({ store, what, needed, dataLimit, holds }) => ({
            what: `${store}: ${what}`,
            figures: needed,
            shown: formatBytes,
            bound: [
                formatBytes(dataLimit),
                ...(holds === null ? [] : [`${readable(holds.count / 1e6)} million`]),
                ...(needed.likely > dataLimit ? ["too little"] : []),
            ].join(", "),
        })),
        ...storage.flatMap(({ resource, limit, monthsUntilFull }) =>
            monthsUntilFull === null
                ? []
                : [
                      {
                          what: `${resource}: months left`,
                          figures: monthsUntilFull,
                          shown: readable,
                          bound: formatBytes(limit),
                      },
                  ],
        ),
    ];
    const columns: Column<Estimate>[] = [
        { title: "estimate", value: ({ what }) => what },
        { title: "low", align: "right", value: ({ figures, shown }) => shown(figures.low) },
        { title: "likely", align: "right", value: ({ figures, shown }) => shown(figures.likely) },
        { title: "high", align: "right", value: ({ figures, shown }) => shown(figures.high) },
        { title: "bound by", value: ({ bound }) => bound },
    ];
    if (estimates.length === 0) {
        return [];
    }
    const section = [
        `${colors.bold("Capacity")}, by what is assumed of its use (capacity.assumptions in plan.json)`,
        renderTable(columns, estimates, colors),
    ];
    return [section.join("\n")];
}

function readable(figure: number): string {
    return figure.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

function percent(share: number): string {
    return `${readable(share * 100)} %`;
}
