import type { Colors } from "picocolors/types";
import type { ConnectionBudget } from "../../analysis/capacity/connections";
import {
    childrenOf,
    compare,
    plannedCharts,
    workloadsOf,
    type GraphResource,
    type ResourceGraph,
} from "../../analysis/graph";
import { formatBytes, formatCpu, type Workload } from "../../contracts";
import { analysePlan } from "../planAnalysis";
import { renderAvailability } from "./availability";
import { renderCapacity } from "./capacity";
import { renderCost } from "./cost";
import { renderRegionLoss } from "./regionLoss";
import { renderTable, type Column } from "./table";
import { wrap } from "./wrap";

/** A plan for people: the tree of components, and the table of workloads. */
export function renderPlan(graph: ResourceGraph, colors: Colors, analysis = analysePlan(graph)): string {
    const workloads = workloadsOf(graph);
    const charts = plannedCharts(graph);
    const sections = [
        `${colors.bold(`Stack ${graph.stack}`)}: ${graph.resources.length} resources`,
        renderTree(graph, colors),
        `${colors.bold("Workloads")}\n${renderTable(WORKLOAD_COLUMNS, workloads, colors)}`,
        ...renderConnections(analysis.connections, colors),
        ...renderCapacity(analysis.capacity, colors),
        ...renderRegionLoss(analysis.recovery, colors),
        ...renderAvailability(analysis.availability, colors),
        ...renderCost(analysis.cost, colors),
        ...(charts.length === 0
            ? []
            : [
                  `${colors.bold("Charts")}\n` +
                      charts.map(({ chart, version, namespace }) => `${chart} ${version} in ${namespace}`).join("\n"),
              ]),
    ];
    return sections.join("\n\n");
}

const WORKLOAD_COLUMNS: readonly Column<Workload>[] = [
    { title: "workload", value: ({ name }) => name },
    {
        title: "members",
        align: "right",
        value: ({ members: { min, max } }) => (min === max ? `${min}` : `${min}-${max}`),
    },
    { title: "quorum", align: "right", value: ({ quorum }) => `${quorum}` },
    { title: "zones", align: "right", value: ({ zones }) => `${zones.length}` },
    { title: "spread", value: ({ spread }) => spread },
    { title: "cpu", align: "right", value: ({ requests }) => formatCpu(requests.cpu) },
    { title: "memory", align: "right", value: ({ requests }) => formatBytes(requests.memory) },
    { title: "recovers by", value: ({ recovery }) => `${recovery.kind}, ${recovery.expectedSeconds} s` },
];

function renderConnections(budget: ConnectionBudget | undefined, colors: Colors): string[] {
    if (budget === undefined) {
        return [];
    }
    const { demand, limit, reserve } = budget;
    return [
        `${colors.bold("PostgreSQL connections")}: at most ${demand} of ${limit - reserve} (${reserve} more are reserved)`,
    ];
}

function renderTree(graph: ResourceGraph, colors: Colors): string {
    return branches(graph, undefined, "", colors).join("\n");
}

/** Components as branches; resources of one type under a component as one line. */
function branches(graph: ResourceGraph, parent: string | undefined, indent: string, colors: Colors): string[] {
    const children = childrenOf(graph, parent);
    const components = children.filter(({ custom }) => !custom).sort((a, b) => compare(a.name, b.name));
    const lines = [
        ...byKind(children.filter(({ custom }) => custom)).map(([kind, resources]) => ({
            text: `${kind} ${colors.dim(resources.map(({ name }) => name).join(", "))}`,
            below: undefined,
        })),
        ...components.map((component) => ({
            text: `${colors.cyan(shortType(component.type))} ${component.name}`,
            below: component.urn,
        })),
    ];
    return lines.flatMap(({ text, below }, index) => {
        const last = index === lines.length - 1;
        const nested = below === undefined ? [] : branches(graph, below, `${indent}${last ? "   " : "│  "}`, colors);
        return [...wrap(text, `${indent}${last ? "└─ " : "├─ "}`, `${indent}${last ? "   " : "│  "}   `), ...nested];
    });
}

function byKind(resources: readonly GraphResource[]): [string, GraphResource[]][] {
    const kinds = new Map<string, GraphResource[]>();
    for (const resource of resources) {
        const kind = shortType(resource.type);
        kinds.set(kind, [...(kinds.get(kind) ?? []), resource]);
    }
    return [...kinds.entries()].sort(([a], [b]) => compare(a, b));
}

function shortType(type: string): string {
    return type.startsWith("pulumi:providers:") ? "Provider" : (type.split(":").at(-1) ?? type);
}
