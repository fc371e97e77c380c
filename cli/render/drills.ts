import type { Colors } from "picocolors/types";
import type { DrillResult, Verdict } from "../../rehearsal/drill/drill";
import { renderTable, type Column } from "./table";
import { wrap } from "./wrap";

/** Characters of the wide columns: three of them and the narrow ones fit into a wide terminal. */
const WIDTH = 46;

/** Drills for people: a row for each (promise, measured, verdict), and what was broken. */
export function renderDrills(results: readonly DrillResult[], colors: Colors): string {
    const broken = results.filter(({ verdict }) => verdict === "broken");
    return [
        renderTable(columns(colors), results, colors),
        "",
        ...broken.flatMap(({ drill, breaches }) => breaches.map((breach) => colors.red(`✖ ${drill}: ${breach}`))),
        ...(broken.length === 0 ? [colors.green(`✔ ${kept(results)}`)] : []),
    ].join("\n");
}

function kept(results: readonly DrillResult[]): string {
    const count = results.filter(({ verdict }) => verdict === "kept").length;
    return count === 1 ? "The promise was kept." : `All ${count} promises were kept.`;
}

function columns(colors: Colors): readonly Column<DrillResult>[] {
    const verdicts: Readonly<Record<Verdict, string>> = {
        kept: colors.green("kept"),
        broken: colors.red("broken"),
        "not applicable": colors.dim("not applicable"),
    };
    return [
        { title: "drill", value: ({ drill }) => drill },
        { title: "promise", value: ({ promise }) => wrap(promise, "", "", WIDTH).join("\n") },
        { title: "measured", value: ({ measured }) => wrap(measured, "", "", WIDTH).join("\n") },
        { title: "verdict", value: ({ verdict }) => verdicts[verdict] },
        { title: "took", align: "right", value: ({ seconds }) => `${seconds.toFixed(0)} s` },
    ];
}
