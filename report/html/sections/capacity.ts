import type { Range } from "../../../analysis/cost";
import type {
    Capacity,
    MemoryUse,
    NodeGroupCapacity,
    NodeScenario,
    PodAddresses,
    StorageGrowth,
    Throughput,
} from "../../../analysis/capacity";
import { formatCpu } from "../../../contracts";
import { bytes, count, quantity, whole } from "../figures";
import { html, type Content } from "../markup";
import type { Notes } from "../notes";
import { shareBar } from "../shareBar";
import { table } from "../table";
import type { Section } from "./section";

const NODE_METHOD =
    "Requests of all pods at their autoscaler's maximum, put on nodes one after the other; nodes, their types and how many there may be come " +
    "from node groups and Auto Scaling groups, what a node has for pods from its type without the agents of the node: analysis/capacity.";

/** Whether everything has room, with every zone there and with one lost. */
export const CAPACITY: Section = {
    id: "capacity",
    title: "Capacity",
    body: ({ capacity }, notes) =>
        capacity && [
            ...problems(capacity),
            ...nodes(capacity, notes),
            ...addresses(capacity.podAddresses),
            ...memory(capacity.memory, notes),
            ...storage(capacity.storage, notes),
            ...throughput(capacity.throughput, notes),
        ],
};

function problems({ problems: found }: Capacity): Content[] {
    return found.length === 0
        ? []
        : [
              html`<ul class="problems">
                  ${found.map((problem) => html`<li>${problem}</li>`)}
              </ul>`,
          ];
}

function nodes({ requests, nodes: found }: Capacity, notes: Notes): Content[] {
    const demand = `${count(requests.pods, "pod")} at most, which request ${formatCpu(requests.cpu)} CPU and ${bytes(requests.memory)}`;
    if (found === null) {
        return [html`<p>${demand}. The machines are their owner's: compare it with what there is.</p>`];
    }
    const nodesText = ({ lostZone, requested }: NodeScenario) =>
        `Requests of ${count(requested.pods, "pod")}; nodes of ${found.groups
            .filter(({ zone }) => zone !== lostZone)
            .map(({ name }) => name)
            .join(", ")}`;
    return [
        html`<h3>Nodes, with every zone and with one lost</h3>
            <p>
                ${demand}.${notes.to(NODE_METHOD)} Pods that are bound to a lost zone wait for it and are not among the
                requests.
            </p>`,
        table<NodeScenario>(
            [
                { title: "zone lost", words: ({ lostZone }) => lostZone ?? "none", isHeader: true },
                {
                    title: "nodes",
                    words: (scenario) => (scenario.nodes === "min" ? "always there" : "at most"),
                },
                {
                    title: "CPU requested",
                    figure: ({ requested, available }) => `${formatCpu(requested.cpu)} of ${formatCpu(available.cpu)}`,
                    trace: nodesText,
                },
                { title: "", words: ({ requested, available }) => shareBar(requested.cpu / available.cpu) },
                {
                    title: "memory requested",
                    figure: ({ requested, available }) => `${bytes(requested.memory)} of ${bytes(available.memory)}`,
                    trace: nodesText,
                },
                { title: "", words: ({ requested, available }) => shareBar(requested.memory / available.memory) },
                {
                    title: "pods without a node",
                    figure: ({ fits, unplaced }) => (fits ? "none" : html`<strong>${whole(sumOf(unplaced))}</strong>`),
                    trace: ({ fits, unplaced }) => (fits ? "Every pod finds a node" : podsText(unplaced)),
                },
            ],
            found.scenarios,
            { label: "Nodes with every zone and with one lost" },
        ),
        ...unplacedPods(found.scenarios),
        html`<h3>Node groups</h3>`,
        table<NodeGroupCapacity>(
            [
                { title: "group", words: ({ name }) => name, isHeader: true },
                { title: "zone", words: ({ zone }) => zone },
                { title: "for", words: ({ pool }) => pool },
                { title: "type", words: ({ instanceType }) => instanceType },
                {
                    title: "nodes",
                    figure: ({ nodes: { min, max } }) => (min === max ? `${min}` : `${min}–${max}`),
                    trace: ({ name }) => `Bounds of ${name}`,
                },
                {
                    title: "CPU of each",
                    figure: ({ allocatable }) => (allocatable === null ? "unknown" : formatCpu(allocatable.cpu)),
                    trace: ({ instanceType }) => `What ${instanceType} has for pods`,
                },
                {
                    title: "memory of each",
                    figure: ({ allocatable }) => (allocatable === null ? "unknown" : bytes(allocatable.memory)),
                    trace: ({ instanceType }) => `What ${instanceType} has for pods`,
                },
                {
                    title: "pods of each",
                    figure: ({ allocatable }) => (allocatable === null ? "unknown" : whole(allocatable.pods)),
                    trace: ({ instanceType }) => `What ${instanceType} has for pods`,
                },
            ],
            found.groups,
            { label: "Node groups" },
        ),
    ];
}

/** Which pods find no node, once for all zones that are alike. */
function unplacedPods(scenarios: readonly NodeScenario[]): Content[] {
    const zones = new Map<string, string[]>();
    for (const { lostZone, nodes: which, unplaced, fits } of scenarios) {
        if (!fits) {
            const until = which === "min" ? "until further nodes have come" : "even on all nodes that there may be";
            const text = `${until}, no node is found for ${podsText(unplaced)}.`;
            zones.set(text, [...(zones.get(text) ?? []), lostZone === null ? "no zone" : lostZone]);
        }
    }
    return [...zones].map(([text, lost]) => html`<p class="small">With ${lost.join(", or ")} lost, ${text}</p>`);
}

function podsText(pods: NodeScenario["unplaced"]): string {
    return pods.map(({ workload, count: number }) => `${number} of ${workload}`).join(", ");
}

function sumOf(pods: NodeScenario["unplaced"]): number {
    return pods.reduce((sum, { count: number }) => sum + number, 0);
}

function addresses(found: readonly PodAddresses[]): Content[] {
    return found.length === 0
        ? []
        : [
              html`<h3>Addresses for pods</h3>`,
              table<PodAddresses>(
                  [
                      { title: "subnet", words: ({ subnet }) => subnet, isHeader: true },
                      { title: "zone", words: ({ zone }) => zone },
                      { title: "range", words: ({ cidr }) => cidr },
                      {
                          title: "there are",
                          figure: ({ addresses: there }) => whole(there),
                          trace: ({ subnet, cidr }) => `${subnet}, ${cidr}`,
                      },
                      {
                          title: "needed",
                          figure: ({ needed }) => whole(needed),
                          trace: () => "Nodes, pods, and what is kept warm for further pods",
                      },
                      {
                          title: "with a zone lost",
                          figure: ({ neededWithZoneLost }) => whole(neededWithZoneLost),
                          trace: () => "The same with another zone's pods",
                      },
                      { title: "", words: (row) => shareBar(row.neededWithZoneLost / row.addresses) },
                  ],
                  found,
                  { label: "Addresses for pods" },
              ),
          ];
}

function memory(found: readonly MemoryUse[], notes: Notes): Content[] {
    return found.length === 0
        ? []
        : [
              html`<h3>Memory of data stores</h3>`,
              table<MemoryUse>(
                  [
                      { title: "store", words: ({ store }) => store, isHeader: true },
                      { title: "what", words: ({ what }) => what },
                      {
                          title: "needs, likely",
                          figure: ({ needed }) => bytes(needed.likely),
                          trace: ({ needed }) => `${bytes(needed.low)} to ${bytes(needed.high)}`,
                      },
                      {
                          title: "of",
                          figure: (row) => html`${bytes(row.dataLimit)}${notes.to(row.source)}`,
                          trace: ({ source }) => source,
                      },
                      { title: "likely", words: ({ share }) => shareBar(share.likely) },
                      { title: "at most", words: ({ share }) => shareBar(share.high) },
                      {
                          title: "holds",
                          figure: ({ holds }) => (holds === null ? "" : `${whole(holds.count)} ${holds.of}`),
                          trace: ({ source }) => source,
                      },
                  ],
                  found,
                  { label: "Memory of data stores" },
              ),
          ];
}

function storage(found: readonly StorageGrowth[], notes: Notes): Content[] {
    return found.length === 0
        ? []
        : [
              html`<h3>Storage</h3>`,
              table<StorageGrowth>(
                  [
                      { title: "resource", words: ({ resource }) => resource, isHeader: true },
                      { title: "what", words: ({ what }) => what },
                      {
                          title: "now",
                          figure: ({ size }) => bytes(size),
                          trace: ({ resource }) => `Ordered by ${resource}`,
                      },
                      {
                          title: "at most",
                          figure: ({ limit }) => bytes(limit),
                          trace: ({ resource }) => `Bound of ${resource}`,
                      },
                      {
                          title: "grows a month",
                          figure: (row) => html`${bytes(row.growth.likely)}${notes.to(row.assumption)}`,
                          trace: ({ growth, assumption }) =>
                              `${bytes(growth.low)} to ${bytes(growth.high)}: ${assumption}`,
                      },
                      {
                          title: "months until full",
                          figure: ({ monthsUntilFull }) =>
                              monthsUntilFull === null ? "never" : whole(monthsUntilFull.likely),
                          trace: ({ monthsUntilFull }) =>
                              monthsUntilFull === null
                                  ? "What is old is deleted in time"
                                  : `${between(monthsUntilFull)} months, by how fast it grows`,
                      },
                  ],
                  found,
                  { label: "Storage" },
              ),
          ];
}

function throughput(found: readonly Throughput[], notes: Notes): Content[] {
    return found.length === 0
        ? []
        : [
              html`<h3>What it gets done</h3>`,
              table<Throughput>(
                  [
                      { title: "what", words: ({ what, unit }) => `${what} ${unit}`, isHeader: true },
                      {
                          title: "likely",
                          figure: (row) => html`${quantity(row.estimate.likely)}${notes.to(boundsText(row))}`,
                          trace: boundsText,
                      },
                      { title: "between", figure: ({ estimate }) => between(estimate), trace: boundsText },
                      { title: "bound by", words: ({ boundBy }) => boundBy },
                  ],
                  found,
                  { label: "What it gets done" },
              ),
          ];
}

function boundsText({ bounds }: Throughput): string {
    return bounds
        .map(
            ({ by, estimate, assumption }) =>
                `${by}: ${quantity(estimate.likely)}${assumption === null ? "" : ` (${assumption})`}`,
        )
        .join("; ");
}

function between({ low, high }: Range): string {
    return `${quantity(low)} to ${quantity(high)}`;
}

/** Whether everything still runs when a zone is lost, in a few words. */
export function zoneVerdict({ nodes: found, requests }: Capacity) {
    if (found === null) {
        return {
            figure: `${formatCpu(requests.cpu)} CPU`,
            trace: `Requests of ${count(requests.pods, "pod")}`,
            detail: "requested at most, on machines of their owner",
            isEnough: true,
        };
    }
    const lost = found.scenarios.filter(({ lostZone }) => lostZone !== null);
    const short = lost.filter(({ fits, nodes: which }) => which === "max" && !fits);
    const waiting = Math.max(
        0,
        ...lost.filter(({ nodes: which }) => which === "min").map(({ unplaced }) => sumOf(unplaced)),
    );
    const detail =
        waiting === 0
            ? "everything at its maximum fits on nodes that are always there"
            : `everything at its maximum fits once nodes have been added; until then ${count(waiting, "pod")} wait`;
    return {
        figure: short.length === 0 ? "enough" : "not enough",
        trace: `Nodes of ${found.groups.map(({ name }) => name).join(", ")}`,
        detail:
            short.length === 0
                ? detail
                : `with ${short.map(({ lostZone }) => lostZone).join(", or ")} lost, up to ${count(Math.max(...short.map(({ unplaced }) => sumOf(unplaced))), "pod")} at their maximum find no node`,
        isEnough: short.length === 0,
    };
}
