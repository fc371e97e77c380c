import type { Colors } from "picocolors/types";
import type { DrillEvent, ZoneLossReport } from "../../rehearsal/drill/zoneLoss";
import type { WorkloadRecord } from "../../rehearsal/drill/timeline";
import { renderTable, type Column } from "./table";

/** A drill for people: the timeline, a row for each workload, and the verdict. */
export function renderDrill(report: ZoneLossReport, colors: Colors): string {
    return [
        colors.bold(`Timeline of losing ${report.zone}`),
        ...report.events.map((event) => renderEvent(event, colors)),
        "",
        renderTable(columns(report.zone, colors), report.workloads, colors),
        "",
        colors.dim(
            "serving: members before › fewest › at the end. after: seconds from the loss until no request is sent to",
        ),
        colors.dim("lost members any more (endpoints) and until all members serve again (replaced) without the zone."),
        colors.dim(
            "* stand-ins for the pods of an operator or a chart: placement and numbers are real, the software is not there.",
        ),
        "",
        verdict(report, colors),
    ].join("\n");
}

function renderEvent({ seconds, text, reached }: DrillEvent, colors: Colors): string {
    const line = `${seconds.toFixed(1).padStart(7)} s  `;
    return reached ? `${line}${text}` : `${line}${colors.red(`gave up waiting: ${text}`)}`;
}

function columns(zone: string, colors: Colors): readonly Column<WorkloadRecord>[] {
    const seconds = (value: number | undefined) => (value === undefined ? "–" : `${value.toFixed(1)} s`);
    return [
        { title: "workload", value: ({ name, standIn }) => `${name}${standIn ? "*" : ""}` },
        { title: "by zone", align: "right", value: ({ placement }) => Object.values(placement).join("+") },
        { title: "lost", align: "right", value: ({ placement }) => `${placement[zone] ?? 0}` },
        {
            title: "serving",
            align: "right",
            value: ({ members, lowest, serving }) => `${members} › ${lowest} › ${serving.at(-1)?.[1] ?? 0}`,
        },
        { title: "quorum", align: "right", value: ({ quorum }) => `${quorum}` },
        { title: "endpoints", align: "right", value: ({ endpointsCleanAfter }) => seconds(endpointsCleanAfter) },
        {
            title: "replaced",
            align: "right",
            value: ({ lost, zoneBound, replacedAfter }) =>
                lost > 0 && zoneBound ? "with zone" : seconds(replacedAfter),
        },
        { title: "at the end", align: "right", value: ({ placementAfter }) => Object.values(placementAfter).join("+") },
        { title: "verdict", value: (record) => outcome(record, colors) },
    ];
}

function outcome(record: WorkloadRecord, colors: Colors): string {
    const { outageSeconds, quorum, lowest, lost, completeAfter, spreadRestored } = record;
    if (outageSeconds > 0) {
        return colors.red(`out ${outageSeconds.toFixed(0)} s`);
    }
    if (lost > 0 && completeAfter === undefined) {
        return colors.red("incomplete");
    }
    if (!spreadRestored) {
        return colors.red("uneven");
    }
    return quorum === 0 && lowest === 0 ? colors.yellow("paused") : colors.green("served");
}

function verdict({ zone, workloads, outages, incomplete }: ZoneLossReport, colors: Colors): string {
    if (outages.length > 0) {
        return colors.red(`✖ Losing ${zone} was an outage of ${outages.join(", ")}: fewer members than the quorum.`);
    }
    if (incomplete.length > 0) {
        return colors.red(`✖ ${incomplete.join(", ")} did not come back to full strength and even spread.`);
    }
    return colors.green(`✔ Losing ${zone} broke no quorum: ${workloads.length} workloads kept enough members.`);
}
