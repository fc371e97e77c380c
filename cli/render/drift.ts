import type { Colors } from "picocolors/types";
import type { Drift, DriftedValue } from "../../analysis/graph";
import { wrap } from "./wrap";

/** How what a stack has differs from what its file amounts to, for people. */
export function renderDrift({ missing, surplus, changed }: Drift, stack: string, colors: Colors): string {
    const lines = [
        ...(missing.length === 0 ? [] : wrap(`not there: ${missing.join(", ")}`, "  ", "    ")),
        ...(surplus.length === 0 ? [] : wrap(`made no more: ${surplus.join(", ")}`, "  ", "    ")),
        ...changed.flatMap((value) => wrap(changeText(value), "  ", "    ")),
    ];
    const heading = colors.bold(`Drift from Pulumi.${stack}.yaml`);
    return lines.length === 0 ? `${heading}: none` : [heading, ...lines].join("\n");
}

function changeText({ resource, path, has, wanted }: DriftedValue): string {
    return `${resource}: ${path} is ${has === undefined ? "not set" : JSON.stringify(has)}, not ${JSON.stringify(wanted)}`;
}
