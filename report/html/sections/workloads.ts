import { memberKind, type RateName } from "../../../analysis/availability/rates";
import { formatCpu, type Workload } from "../../../contracts";
import { bytes, quantity } from "../figures";
import type { ReportInput } from "../input";
import { html } from "../markup";
import type { Notes } from "../notes";
import { table, type Column } from "../table";
import { componentOf, rateNote, recoveryNote } from "../trace";
import type { Section } from "./section";

/** Everything that serves, with the component that it is of. */
export const WORKLOADS: Section = {
    id: "workloads",
    title: "Workloads",
    body: (input, notes) => table(columns(input, notes), input.workloads, { label: "Workloads" }),
};

function columns(input: ReportInput, notes: Notes): Column<Workload>[] {
    const ofComponent = ({ name }: Workload) => `Of ${componentOf(input, name)}: ${input.components[name] ?? ""}`;
    return [
        { title: "workload", words: ({ name }) => name, isHeader: true },
        {
            title: "component",
            words: ({ name }) => html`<span class="small nowrap">${componentOf(input, name)}</span>`,
        },
        {
            title: "members",
            figure: ({ members: { min, max } }) => (min === max ? `${min}` : `${min}–${max}`),
            trace: ofComponent,
        },
        { title: "quorum", figure: ({ quorum }) => quorum, trace: ofComponent },
        { title: "zones", figure: ({ zones }) => zones.length, trace: ({ zones }) => zones.join(", ") },
        { title: "spread", words: ({ spread }) => spread },
        {
            title: "moves",
            words: ({ zoneBound }) => html`<span class="nowrap">${zoneBound ? "in zone" : "anywhere"}</span>`,
        },
        { title: "CPU", figure: ({ requests }) => formatCpu(requests.cpu), trace: ofComponent },
        { title: "memory", figure: ({ requests }) => bytes(requests.memory), trace: ofComponent },
        {
            title: "back after",
            figure: (workload) =>
                html`${quantity(workload.recovery.expectedSeconds)} s${notes.to(recoveryNote(workload))}`,
            trace: recoveryNote,
        },
        {
            title: "fails as",
            words: (workload) =>
                html`<span class="nowrap"
                    >${KINDS[memberKind(workload)]}${notes.to(rateNote(memberKind(workload), input))}</span
                >`,
        },
    ];
}

const KINDS: Partial<Record<RateName, string>> = {
    pod: "pod",
    podWithVolume: "pod, volume",
    providerInstance: "instance",
};
