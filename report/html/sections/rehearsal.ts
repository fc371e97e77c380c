import { figure } from "../charts/draw";
import { servingChart } from "../charts/serving";
import { count, whole } from "../figures";
import type { DrilledWorkload, Rehearsal, ReportInput } from "../input";
import { html, type Content } from "../markup";
import { table, type Column } from "../table";
import type { Section } from "./section";

/** What the loss of a zone did in a rehearsal. */
export const REHEARSAL: Section = {
    id: "rehearsal",
    title: "Rehearsal",
    body: ({ rehearsal, stack, workloads }) =>
        rehearsal === undefined
            ? html`<p>None was made of this stack: <code>npm run rehearse -- ${stack}</code> makes one.</p>`
            : [
                  intro(rehearsal),
                  ...otherPlan(rehearsal, workloads),
                  html`<h3>Timeline</h3>
                      <ol class="timeline">
                          ${rehearsal.drill.events.map(
                              ({ seconds, text, reached }) =>
                                  html`<li>
                                      <span class="when">${seconds.toFixed(1)} s</span>
                                      <span
                                          >${reached ? text : html`<strong class="bad">gave up waiting:</strong> ${text}`}</span
                                      >
                                  </li>`,
                          )}
                      </ol>`,
                  figure(servingChart(rehearsal)),
                  html`<p class="small legend">
                      <span class="key full"></span> all members serve <span class="key reduced"></span> some do, as
                      many as the height of the bar says <span class="key out"></span> fewer than the quorum. A thin
                      line is nobody: where the quorum is 0, that only delays background work. Numbers are those of the
                      timeline.
                  </p>`,
                  table(columns(rehearsal), rehearsal.drill.workloads, { label: "Workloads in the rehearsal" }),
                  html`<p class="small">
                      * stand-ins for the pods of an operator or a chart: placement and numbers are real, the software
                      is not there.
                  </p>`,
              ],
};

function intro({ drill, day, file, appliedBy, standIns }: Rehearsal): Content {
    const { zone, workloads, outages, incomplete } = drill;
    const verdict =
        outages.length > 0
            ? html`<strong class="bad">Losing ${zone} was an outage of ${outages.join(", ")}.</strong>`
            : incomplete.length > 0
              ? html`<strong class="bad"
                    >${incomplete.join(", ")} did not come back to full strength and even spread.</strong
                >`
              : html`<strong
                    >Losing ${zone} broke no quorum: ${workloads.length} workloads kept enough members.</strong
                >`;
    return html`<p>
            ${verdict} Rehearsed on ${day}, applied by ${appliedBy}, with ${count(standIns, "stand-in")}; from ${file}.
        </p>
        <p>
            <strong>What this does not prove.</strong> The nodes are simulated: no container runs. Scheduling,
            admission, disruption budgets, endpoints, node leases and their times are real; probes, images, volumes,
            networking and the fail-over of PostgreSQL, Redis and Milvus themselves are not part of it, nor what the
            provider runs outside of the cluster.
        </p>`;
}

/** A plan may have changed since it was rehearsed. */
function otherPlan({ drill }: Rehearsal, workloads: ReportInput["workloads"]): Content[] {
    const planned = workloads.filter(({ pods }) => pods !== undefined).map(({ name }) => name);
    const drilled = drill.workloads.map(({ name }) => name);
    const lines = [
        ...planned.filter((name) => !drilled.includes(name)).map((name) => `${name} was not there`),
        ...drilled.filter((name) => !planned.includes(name)).map((name) => `${name} is not planned any more`),
    ];
    return lines.length === 0
        ? []
        : [html`<p><strong class="bad">It was another plan that was rehearsed:</strong> ${lines.join(", ")}.</p>`];
}

function columns({ file }: Rehearsal): Column<DrilledWorkload>[] {
    const trace = ({ name }: DrilledWorkload) => `${name}, as the API server's watch had it: ${file}`;
    return [
        { title: "workload", words: ({ name, standIn }) => `${name}${standIn ? "*" : ""}`, isHeader: true },
        { title: "members", figure: ({ members }) => whole(members), trace },
        { title: "lost", figure: ({ lost }) => whole(lost), trace },
        { title: "fewest serving", figure: ({ lowest }) => whole(lowest), trace },
        { title: "quorum", figure: ({ quorum }) => whole(quorum), trace },
        {
            title: "replaced after",
            figure: ({ lost, replacedAfter }) =>
                lost === 0 ? "–" : replacedAfter === undefined ? "with its zone" : `${replacedAfter.toFixed(1)} s`,
            trace,
        },
        {
            title: "outage",
            figure: ({ outageSeconds }) => (outageSeconds === 0 ? "none" : `${outageSeconds.toFixed(1)} s`),
            trace,
        },
    ];
}
