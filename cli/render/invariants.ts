import type { Colors } from "picocolors/types";
import type { Finding, InvariantReport, Violation } from "../../analysis/invariants";
import { wrap } from "./wrap";

/** The rules that a stack is held to, for people: which of them do not hold, where, and what to do. */
export function renderInvariants({ checked, violations, waived }: InvariantReport, colors: Colors): string {
    const broken = violations.length + waived.length;
    return [
        `${colors.bold("Invariants")}: ${broken === 0 ? `all ${checked} hold` : `${checked - broken} of ${checked} hold`}`,
        ...violations.flatMap((violation) => linesOf(violation, colors)),
        ...waived.flatMap(({ id, waiver }) =>
            wrap(`${id} is waived until ${waiver.until}: ${waiver.reason}`, "  ", "    "),
        ),
    ].join("\n");
}

function linesOf({ id, severity, title, findings, remedy }: Violation, colors: Colors): string[] {
    const mark = severity === "mandatory" ? colors.red("✖") : colors.yellow("!");
    const note = severity === "mandatory" ? "" : `, ${severity}`;
    return [
        ...wrap(`${id}${note}: ${title}`, `${mark} `, "    "),
        ...byMessage(findings).flatMap(([message, names]) => wrap(`${names.join(", ")}: ${message}`, "    ", "      ")),
        ...wrap(remedy, `    ${colors.dim("→")} `, "      "),
    ];
}

/** Names of the resources by what is wrong with them. */
function byMessage(findings: readonly Finding[]): [string, string[]][] {
    const found = new Map<string, string[]>();
    for (const { resource, message, value } of findings) {
        const text = value === undefined ? message : `${message} (${JSON.stringify(value)})`;
        found.set(text, [...(found.get(text) ?? []), resource]);
    }
    return [...found];
}
