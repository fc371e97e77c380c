import type { ReportInput } from "../input";
import type { Content } from "../markup";
import type { Notes } from "../notes";

/** A part of the report with a heading of its own. */
export interface Section {
    /** By which the page links to it. */
    readonly id: string;
    readonly title: string;
    /** `undefined` or `null` where the stack has nothing of the kind. */
    readonly body: (input: ReportInput, notes: Notes) => Content | null;
}
