import type { SinglePointOfFailure } from "../../../analysis/availability";
import { JOURNEY_NAMES } from "../../../analysis/availability/journeys";
import { html } from "../markup";
import { table } from "../table";
import { journeyNames, lossNote, resourcesBehind } from "../trace";
import type { Section } from "./section";

/** What nothing stands in for. */
export const SINGLE_POINTS: Section = {
    id: "single-points",
    title: "Single points of failure",
    body: (input, notes) => {
        const { availability } = input;
        if (availability === null) {
            return undefined;
        }
        const { singlePointsOfFailure: points } = availability;
        return points.length === 0
            ? html`<p>The loss of no member, zone, region or service of a provider ends a journey by itself.</p>`
            : [
                  html`<p>
                      The loss of one of these alone ends the journeys named (${JOURNEY_NAMES.join(", ")}), until it is
                      back.
                  </p>`,
                  table<SinglePointOfFailure>(
                      [
                          {
                              title: "what",
                              words: (point) => html`${point.name}${notes.to(lossNote(point, input))}`,
                              isHeader: true,
                          },
                          { title: "kind", words: ({ kind }) => KINDS[kind] },
                          { title: "ends", words: ({ journeys }) => journeyNames(journeys) },
                          {
                              title: "resources",
                              words: ({ name }) => html`<span class="small">${resourcesBehind(name, input)}</span>`,
                          },
                      ],
                      points,
                      { label: "Single points of failure" },
                  ),
              ];
    },
};

const KINDS: Readonly<Record<SinglePointOfFailure["kind"], string>> = {
    member: "member of the stack",
    zone: "zone",
    region: "region",
    service: "service of the provider",
};
