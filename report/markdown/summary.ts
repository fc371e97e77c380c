import type {
    Plan,
    PlannedAvailability,
    PlannedCapacity,
    PlannedCost,
    PlannedInvariants,
} from "../../analysis/diff/plan";
import { code, prose } from "./escape";
import { counted, dollars, minutes, percent } from "./figures";
import { fitted } from "./limit";
import { ruleCount, ruleLine } from "./rules";
import { details, table } from "./table";

/** A plan in short, for a pull request. Pure. */
export function planSummary(plan: Plan): string {
    const { stack, resources, problems = [] } = plan;
    return fitted([
        `### Stack ${code(stack)}: ${counted(resources.length, "resource")}`,
        ...(problems.length === 0 ? [] : [problemList(problems)]),
        ...summaryBlocks(plan),
    ]);
}

/** What is computed of a plan, as blocks of Markdown. */
export function summaryBlocks({ availability, cost, connections, capacity, invariants }: Plan): string[] {
    return [
        ...(availability ? availabilitySection(availability) : []),
        ...(cost ? [costSection(cost)] : []),
        ...(connections
            ? [
                  `**PostgreSQL connections**: at most ${connectionText(connections)} (${connections.reserve} more are reserved)`,
              ]
            : []),
        ...(capacity ? [capacitySection(capacity)] : []),
        ...(invariants ? [invariantSection(invariants)] : []),
    ];
}

/** Problems that are shown; one mistake may make many. */
const PROBLEMS = 30;

/** What is wrong with a configuration, or with what it amounts to. */
export function problemList(problems: NonNullable<Plan["problems"]>): string {
    const left = problems.length - PROBLEMS;
    return [
        ...problems.slice(0, PROBLEMS).map(({ path, value, message }) => {
            const given = value === undefined ? "" : ` = ${code(JSON.stringify(value))}`;
            return `- **${code(path)}${given}**: ${prose(message)}`;
        }),
        ...(left > 0 ? [`- and ${counted(left, "more problem")}`] : []),
    ].join("\n");
}

function availabilitySection({
    total,
    downtimeMinutesPerMonth,
    journeys,
    singlePointsOfFailure,
}: PlannedAvailability): string[] {
    const rows = [
        ...Object.entries(journeys),
        ["all of them", { availability: total, downtimeMinutesPerMonth }] as const,
    ];
    return [
        table(
            ["journey", "available", "down a month"],
            rows.map(([name, journey]) => [
                prose(name),
                percent(journey.availability),
                minutes(journey.downtimeMinutesPerMonth),
            ]),
        ),
        ...(singlePointsOfFailure.length === 0
            ? ["**Single points of failure**: none"]
            : [
                  `**Single points of failure**: ${singlePointsOfFailure
                      .map(({ name, kind }) => pointName(name, kind))
                      .join(", ")}`,
              ]),
    ];
}

function pointName(name: string, kind: string): string {
    return name === kind ? code(name) : `${code(name)} (${kind})`;
}

function costSection({ monthlyUsd, components, missingPrices, notModelled }: PlannedCost): string {
    const missing = [
        ...missingPrices.map(({ resource, price }) => `${code(resource)}, no price of ${code(price)}`),
        ...notModelled.map(({ resource, type }) => `${code(resource)}, ${code(type)} is not modelled`),
    ];
    return [
        `**Cost**, USD a month, likely (at least to at most): ${dollars(monthlyUsd)}`,
        details(
            "by component",
            table(
                ["component", "USD a month"],
                components.map(({ component, monthlyUsd: usd }) => [code(component), dollars(usd)]),
            ),
        ),
        ...(missing.length === 0 ? [] : [`Not in it: ${missing.join("; ")}`]),
    ].join("\n\n");
}

/** `382 of 845`. */
export function connectionText({ demand, limit, reserve }: NonNullable<Plan["connections"]>): string {
    return `${demand} of ${limit - reserve}`;
}

function capacitySection({ nodes, throughput, problems }: PlannedCapacity): string {
    return [
        `**Capacity**: ${problems.length === 0 ? "everything fits" : "not everything fits"}${fitText(nodes)}`,
        ...problems.map((problem) => `- ${prose(problem)}`),
        ...throughput.map(
            ({ what, unit, estimate, boundBy }) =>
                `- ${prose(what)}: ${estimate.likely} (${estimate.low} to ${estimate.high}) ${prose(unit)}, bound by ${code(boundBy)}`,
        ),
    ].join("\n");
}

function fitText(nodes: PlannedCapacity["nodes"]): string {
    const fitting = fittingLosses(nodes);
    return fitting === undefined ? "" : `; with a zone lost, all pods find a node in ${fitting} cases`;
}

/** `3 of 3`: in how many losses of a zone all pods find a node, with those that the autoscaler may add. */
export function fittingLosses(nodes: PlannedCapacity["nodes"]): string | undefined {
    const lost = nodes?.scenarios.filter(({ lostZone, nodes: count }) => lostZone !== null && count === "max") ?? [];
    return lost.length === 0 ? undefined : `${lost.filter(({ fits }) => fits).length} of ${lost.length}`;
}

function invariantSection(invariants: PlannedInvariants): string {
    const { violations, waived } = invariants;
    return [
        `**Invariants**: ${ruleCount(invariants)}`,
        ...violations.map(ruleLine),
        ...waived.map(
            ({ id, waiver }) => `- ${code(id)} is waived until ${code(waiver.until)}: ${prose(waiver.reason)}`,
        ),
    ].join("\n");
}
