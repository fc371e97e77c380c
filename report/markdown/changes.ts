import type { DataChange } from "../../analysis/diff/data";
import type { FieldChange } from "../../analysis/diff/fields";
import type { ResourceChange } from "../../analysis/diff/resources";
import { code } from "./escape";
import { counted } from "./figures";
import { details } from "./table";

/** What happens to resources. Pure. */

/** Label of a pull request whose loss of data somebody has agreed to. */
export const APPROVAL_LABEL = "data-replacement-approved";

/** Longer values, such as whole files, are not shown. */
const VALUE_LENGTH = 60;

/** Inputs that are shown of one resource. */
const INPUTS = 12;

/** Data that is lost, in bold, and what is needed for it; nothing where none is. */
export function dataBlock(changes: readonly DataChange[]): string[] {
    if (changes.length === 0) {
        return [];
    }
    const isApprovalNeeded = changes.some(({ needsApproval }) => needsApproval);
    const needed = `To merge this, somebody who knows that puts the label ${code(APPROVAL_LABEL)} on it.`;
    return [
        [
            "> [!CAUTION]",
            "> **Data is lost, or no longer protected.**" + (isApprovalNeeded ? ` ${needed}` : ""),
            ...changes.map((change) => `> - ${dataLine(change)}`),
        ].join("\n"),
    ];
}

const MEANING: Readonly<Record<DataChange["change"], string>> = {
    deleted: "is deleted",
    replaced: "is replaced by a new one",
    unprotected: "is no longer protected",
};

function dataLine({ name, type, holds, change, because, needsApproval }: DataChange): string {
    const reason = because.length === 0 ? "" : `, for ${because.map(code).join(", ")}`;
    const note = needsApproval ? "" : " It was not protected.";
    return `**${code(name)} (${code(shortType(type))}: ${holds}) ${MEANING[change]}${reason}.**${note}`;
}

/** Every change, by component, to be opened; `inputs` at most are shown of one resource, and `resources` of all. */
export function changesBlock(changes: readonly ResourceChange[], resources: number): string[] {
    if (changes.length === 0) {
        return [];
    }
    const shown = changes.slice(0, resources);
    const components = [...new Set(shown.map(({ component }) => component))];
    const lines = components.flatMap((component) => [
        `**${code(component)}**`,
        shown
            .filter((change) => change.component === component)
            .map(changeLine)
            .join("\n"),
    ]);
    const left = changes.length - shown.length;
    const rest = left === 0 ? [] : [`*${counted(left, "more resource")} left out here, all are in \`npm run plan\`.*`];
    return [details(`Resources: ${changeCounts(changes)}`, [...lines, ...rest].join("\n\n"))];
}

/** `2 added, 1 changed, 0 removed`. */
export function changeCounts(changes: readonly ResourceChange[]): string {
    const count = (wanted: ResourceChange["change"]) => changes.filter(({ change }) => change === wanted).length;
    return `${count("added")} added, ${count("changed")} changed, ${count("removed")} removed`;
}

function changeLine({ type, name, change, fields }: ResourceChange): string {
    const inputs = fields.slice(0, INPUTS).map((field) => `  - ${fieldLine(field)}`);
    const left = fields.length - inputs.length;
    return [
        `- ${change} ${code(shortType(type))} ${code(name)}`,
        ...inputs,
        ...(left === 0 ? [] : [`  - and ${counted(left, "more input")}`]),
    ].join("\n");
}

function fieldLine({ path, before, after }: FieldChange): string {
    const [was, is] = [before, after].map((value) => (value === undefined ? "nothing" : shownValue(value)));
    return was === undefined || is === undefined ? code(path) : `${code(path)}: ${was} → ${is}`;
}

/** Undefined for what is too long to be read here. */
function shownValue(value: unknown): string | undefined {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return text.length > VALUE_LENGTH || text.includes("\n") ? undefined : code(text);
}

/** `Deployment` of `kubernetes:apps/v1:Deployment`, `rds/Instance` of `aws:rds/instance:Instance`. */
export function shortType(type: string): string {
    const [provider, module = "", kind = ""] = type.split(":");
    return provider === "aws" ? `${module.split("/")[0]}/${kind}` : kind || type;
}
