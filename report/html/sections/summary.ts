import { isForbidden } from "../../../analysis/invariants";
import { chosenPercent, count, dollars, duration, percent, whole, wholePercent } from "../figures";
import type { ReportInput } from "../input";
import { html, type Content, type Markup } from "../markup";
import type { Notes } from "../notes";
import { AVAILABILITY_METHOD } from "../trace";
import { COST_METHOD } from "./cost";
import { CONNECTION_METHOD } from "./connections";
import { longestWay, worstLoss } from "./regionLoss";
import { zoneVerdict } from "./capacity";

/** What somebody reads who reads nothing else: a verdict, and a figure of each kind. */
export function summary(input: ReportInput, notes: Notes): Markup {
    return html`<section class="summary" aria-label="Summary">
        ${verdict(input)}
        <dl class="cards">${CARDS.flatMap((card) => card(input, notes) ?? []).map(cardMarkup)}</dl>
    </section>`;
}

interface Card {
    readonly title: string;
    readonly figure: string;
    /** Resources behind the figure, or how it comes of them. */
    readonly trace: string;
    readonly detail: Content;
    /** The section with more. */
    readonly section: string;
    /** Set where somebody should look. */
    readonly tone?: "bad" | "attention" | undefined;
}

function cardMarkup({ title, figure, trace, detail, section, tone }: Card): Markup {
    return html`<div class="card ${tone ?? ""}">
        <dt><a href="#${section}">${title}</a></dt>
        <dd class="value" title="${trace}">${figure}</dd>
        <dd class="detail">${detail}</dd>
    </div>`;
}

function verdict({ invariants, problems }: ReportInput): Content {
    const broken = invariants?.violations.filter(({ severity }) => severity === "mandatory") ?? [];
    const advised = (invariants?.violations.length ?? 0) - broken.length;
    const reasons = [
        ...(broken.length === 0
            ? []
            : [`${count(broken.length, "mandatory rule")} broken (${broken.map(({ id }) => id).join(", ")})`]),
        ...problems.map(({ path, message }) => `${path}: ${message}`),
    ];
    return reasons.length > 0 || (invariants !== null && isForbidden(invariants))
        ? html`<p class="verdict bad"><strong>Not to be deployed as it is.</strong> ${reasons.join("; ")}.</p>`
        : html`<p class="verdict">
              <strong>Nothing forbids deploying this.</strong> Every mandatory rule
              holds${advised === 0 ? "." : `; ${count(advised, "advisory rule")} ${advised === 1 ? "does" : "do"} not.`}
          </p>`;
}

/** Share of the connections from which on the next change may be one too many. */
const NEARLY_ALL = 0.95;

/** Cards by what they are about, each `undefined` where the stack has nothing of the kind. */
const CARDS: readonly ((input: ReportInput, notes: Notes) => Card | undefined)[] = [
    ({ availability, objective }, notes) =>
        availability === null
            ? undefined
            : {
                  title: "Expected availability",
                  figure: percent(availability.total),
                  trace: `Of all journeys together: ${Object.keys(availability.journeys).join(", ")}`,
                  detail: html`${availability.downtimeMinutesPerMonth.toFixed(1)} minutes down a
                  month${objective === undefined ? "" : `; the objective is ${chosenPercent(objective)}`}${notes.to(AVAILABILITY_METHOD)}`,
                  section: "availability",
                  tone: objective !== undefined && availability.total < objective ? "bad" : undefined,
              },
    ({ cost, budgetMonthlyUsd, costDifference }, notes) =>
        cost === null
            ? undefined
            : {
                  title: "Cost a month",
                  figure: `${dollars(cost.monthlyUsd.likely)} USD`,
                  trace: `Sum of ${count(cost.items.length, "item")}, all of which are listed`,
                  detail: html`likely; between ${dollars(cost.monthlyUsd.low)} and
                  ${dollars(cost.monthlyUsd.high)}${budgetMonthlyUsd === undefined ? "" : `; the budget is ${dollars(budgetMonthlyUsd)}`}${
                      costDifference === undefined
                          ? ""
                          : `; ${dollars(Math.abs(costDifference.monthlyUsd.likely))} ${costDifference.monthlyUsd.likely < 0 ? "less" : "more"} than ${costDifference.against}`
                  }${notes.to(COST_METHOD)}`,
                  section: "cost",
                  tone:
                      cost.missingPrices.length + cost.notModelled.length > 0 ||
                      (budgetMonthlyUsd !== undefined && cost.monthlyUsd.likely > budgetMonthlyUsd)
                          ? "attention"
                          : undefined,
              },
    ({ availability }) => {
        const zones = availability?.whatIf.filter(({ kind }) => kind === "zone") ?? [];
        if (zones.length === 0) {
            return undefined;
        }
        const ending = zones.filter(({ stops }) => stops.length > 0);
        const longest = Math.max(...zones.map(({ interruptionSeconds }) => interruptionSeconds ?? 0));
        return {
            title: "Loss of a zone",
            figure: ending.length === 0 ? "survived" : "an outage",
            trace: `Each of ${zones.map(({ lost }) => lost).join(", ")} lost by itself`,
            detail:
                ending.length === 0
                    ? `after at most ${duration(longest)}, whichever of ${zones.length} it is`
                    : `when ${ending.map(({ lost }) => lost).join(", or ")} is lost`,
            section: "what-if",
            tone: ending.length === 0 ? undefined : "bad",
        };
    },
    ({ capacity }) => {
        const found = capacity === null ? undefined : zoneVerdict(capacity);
        return (
            found && {
                title: "Room with a zone lost",
                figure: found.figure,
                trace: found.trace,
                detail: found.detail,
                section: "capacity",
                tone: found.isEnough ? undefined : "attention",
            }
        );
    },
    ({ connections }, notes) =>
        connections === null
            ? undefined
            : {
                  title: "Database connections",
                  figure: `${whole(connections.demand)} of ${whole(connections.limit - connections.reserve)}`,
                  trace: connections.items.map(({ name, pods, each }) => `${name} ${pods} × ${each}`).join(", "),
                  detail: html`${wholePercent(connections.demand / (connections.limit - connections.reserve))} at the
                  worst moment${notes.to(CONNECTION_METHOD)}`,
                  section: "connections",
                  tone:
                      connections.demand > NEARLY_ALL * (connections.limit - connections.reserve)
                          ? "attention"
                          : undefined,
              },
    ({ recovery }) =>
        recovery === null
            ? undefined
            : {
                  title: recovery.role === "primary" ? "Loss of the region" : "Taking over",
                  figure: `${longestWay(recovery).minutes} min`,
                  trace: longestWay(recovery)
                      .steps.map(({ what, minutes }) => `${what}: ${minutes} min`)
                      .join("; "),
                  detail: `at most until it serves again, once decided; at most ${worstLoss(recovery)} min of copied data lost`,
                  section: "region",
              },
    ({ availability }) =>
        availability === null
            ? undefined
            : {
                  title: "Single points of failure",
                  figure: whole(availability.singlePointsOfFailure.length),
                  trace: availability.singlePointsOfFailure.map(({ name }) => name).join(", "),
                  detail: availability.singlePointsOfFailure.map(({ name }) => name).join(", "),
                  section: "single-points",
                  tone: availability.singlePointsOfFailure.some(({ kind }) => kind === "member" || kind === "zone")
                      ? "attention"
                      : undefined,
              },
    ({ invariants }) => {
        if (invariants === null) {
            return undefined;
        }
        const { checked, violations, waived } = invariants;
        return {
            title: "Rules that hold",
            figure: `${checked - violations.length - waived.length} of ${checked}`,
            trace: [...violations, ...waived].map(({ id }) => `${id} does not hold`).join(", ") || "No rule is broken",
            detail: `${count(violations.length, "finding")} to look at, ${whole(waived.length)} waived`,
            section: "invariants",
            tone: isForbidden(invariants) ? "bad" : undefined,
        };
    },
    ({ rehearsal }) =>
        rehearsal === undefined
            ? undefined
            : {
                  title: "Rehearsed zone loss",
                  figure: rehearsal.drill.outages.length === 0 ? "no quorum broken" : "an outage",
                  trace: `${rehearsal.file} of ${rehearsal.day}`,
                  detail: html`${rehearsal.drill.zone}, on simulated nodes,
                      <span class="nowrap">${rehearsal.day}</span>`,
                  section: "rehearsal",
                  tone: rehearsal.drill.outages.length + rehearsal.drill.incomplete.length === 0 ? undefined : "bad",
              },
];
