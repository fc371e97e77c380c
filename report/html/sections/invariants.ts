import type { Finding, InvariantReport, Violation } from "../../../analysis/invariants";
import { count } from "../figures";
import { html, type Content } from "../markup";
import type { Section } from "./section";

/** The rules that do not hold, where, and who has waived them. */
export const INVARIANTS: Section = {
    id: "invariants",
    title: "Invariants",
    body: ({ invariants }) => invariants && [intro(invariants), ...findings(invariants), ...expired(invariants)],
};

function intro({ checked, violations, waived }: InvariantReport): Content {
    const broken = violations.length + waived.length;
    return html`<p>
        ${broken === 0 ? `All ${checked} rules hold.` : `${checked - broken} of ${checked} rules hold.`} They look at
        the resources that the program registers; each has an id, a reason and a remedy in docs/invariants.md, and a
        test that breaks it.
    </p>`;
}

function findings({ violations, waived }: InvariantReport): Content[] {
    return [
        ...violations.map((violation) => rule(violation, violation.severity, undefined)),
        ...waived.map((violation) =>
            rule(
                violation,
                "waived",
                html`<p><strong>Waived until ${violation.waiver.until}:</strong> ${violation.waiver.reason}</p>`,
            ),
        ),
    ];
}

function rule(
    { id, title, reason, remedy, findings: found }: Violation,
    badge: Violation["severity"] | "waived",
    waiver: Content,
): Content {
    return html`<article class="rule ${badge}">
        <h3><code>${id}</code> <span class="badge">${badge}</span></h3>
        <p>${title}. <strong>Otherwise:</strong> ${reason}</p>
        ${waiver}
        <ul>
            ${found.map(
                (finding) =>
                    html`<li title="${finding.urn}"><strong>${finding.resource}</strong>: ${messageOf(finding)}</li>`,
            )}
        </ul>
        <p><strong>Remedy:</strong> ${remedy}</p>
    </article>`;
}

function messageOf({ message, value }: Finding): string {
    return value === undefined ? message : `${message} (${JSON.stringify(value)})`;
}

function expired({ expired: waivers }: InvariantReport): Content[] {
    return waivers.length === 0
        ? []
        : [
              html`<p>${count(waivers.length, "waiver")} no longer count:</p>
                  <ul>
                      ${waivers.map(({ id, until, reason }) => html`<li><code>${id}</code>, until ${until}: ${reason}</li>`)}
                  </ul>`,
          ];
}
