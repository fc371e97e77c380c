import { assumptionsWith } from "../../../analysis/availability";
import type { Workload } from "../../../contracts";
import type { ReportInput } from "../../../report/html";

const ZONES = ["zone-a", "zone-b"];

function workload(name: string, change: Partial<Workload> = {}): Workload {
    return {
        name,
        tier: "application",
        members: { min: 2, max: 4 },
        quorum: 1,
        zones: ZONES,
        spread: "hard",
        requests: { cpu: 0.5, memory: 2 ** 30 },
        recovery: { kind: "endpoint", expectedSeconds: 55, source: "a measurement" },
        dependsOn: [],
        zoneBound: false,
        pods: { namespace: "dify", matchLabels: { app: name } },
        ...change,
    };
}

const everyJourney = (availability: number, needs: readonly string[]) => ({
    availability,
    promised: null,
    downtimeMinutesPerMonth: 43.83,
    downtimeMinutesPerYear: 525.96,
    needs,
});

/** A stack of two workloads with something of every kind, each figure made up. */
export const SMALL: ReportInput = {
    stack: "tiny",
    day: "2026-11-25",
    resources: [
        {
            urn: "urn:pulumi:tiny::dify-ha::dify-ha:index:DifyApp::dify",
            type: "dify-ha:index:DifyApp",
            name: "dify",
            parent: null,
        },
    ],
    workloads: [
        workload("web"),
        workload("store", { tier: "data", members: { min: 3, max: 3 }, quorum: 2, zoneBound: true }),
    ],
    components: {
        web: "urn:pulumi:tiny::dify-ha::dify-ha:index:DifyApp::dify",
        store: "urn:pulumi:tiny::dify-ha::dify-ha:index:DifyApp$dify-ha:index:Store::store",
    },
    charts: [],
    connections: {
        limit: 100,
        reserve: 5,
        demand: 76,
        items: [
            { name: "small", pods: 1, each: 6 },
            { name: "web", pods: 7, each: 10 },
        ],
    },
    recovery: {
        role: "primary",
        losses: [
            { data: "database", minutes: 30, source: "a guide" },
            { data: "cache", minutes: null, source: "filled again" },
        ],
        ways: [
            {
                database: "replica",
                minutes: 12,
                steps: [
                    { wave: 1, what: "promote", minutes: 10, source: "a guide" },
                    { wave: 2, what: "move the name", minutes: 2, source: "resolvers" },
                ],
            },
        ],
    },
    availability: {
        total: 0.999,
        promised: null,
        downtimeMinutesPerMonth: 43.83,
        downtimeMinutesPerYear: 525.96,
        journeys: {
            chat: everyJourney(0.999, ["web", "store"]),
            indexing: everyJourney(0.9991, ["store"]),
            console: everyJourney(0.9992, ["web"]),
        },
        contributors: [
            { name: "store", cause: "failure", downtimeMinutesPerMonth: 30.04 },
            { name: "region", cause: "region", downtimeMinutesPerMonth: 1.5 },
        ],
        singlePointsOfFailure: [{ name: "region", kind: "region", journeys: ["chat", "indexing", "console"] }],
        whatIf: [
            { lost: "zone-a", kind: "zone", stops: [], interruptionSeconds: 55, availabilityMeanwhile: 0.998 },
            { lost: "zone-b", kind: "zone", stops: ["chat"], interruptionSeconds: null, availabilityMeanwhile: 0 },
        ],
        notModelled: [{ what: "chart cert-manager", count: 2 }],
    },
    assumptions: assumptionsWith(),
    objective: 0.9995,
    capacity: null,
    cost: {
        prices: "2026-11-25",
        monthlyUsd: { low: 73, likely: 76.15, high: 91.9 },
        components: [
            { component: "cluster", monthlyUsd: { low: 73, likely: 73, high: 73 } },
            { component: "logs", monthlyUsd: { low: 0, likely: 3.15, high: 18.9 } },
        ],
        items: [
            {
                component: "cluster",
                resource: "cluster",
                what: "control plane",
                region: "eu-central-1",
                quantity: { low: 1, likely: 1, high: 1 },
                unit: "hour",
                unitUsd: 0.1,
                ...{ low: 73, likely: 73, high: 73 },
                source: "a price list, 2026-11-24",
            },
            {
                component: "logs",
                resource: "log-group",
                what: "logs written",
                region: "eu-central-1",
                quantity: { low: 0, likely: 5, high: 30 },
                unit: "GB",
                unitUsd: 0.63,
                ...{ low: 0, likely: 3.15, high: 18.9 },
                source: "another list at https://example.com/prices, 2026-11-23",
            },
        ],
        notModelled: [],
        missingPrices: [{ resource: "redis", price: "elasticache:huge", region: "eu-central-1" }],
        assumptions: ["one thing"],
    },
    costDifference: {
        against: "other",
        monthlyUsd: { low: -10, likely: -7, high: 0 },
        components: [
            { component: "cluster", monthlyUsd: { low: 0, likely: 13, high: 20 } },
            { component: "gone", monthlyUsd: { low: -20, likely: -20, high: -20 } },
        ],
    },
    figures: [
        { name: "without service, a month", before: "40.0 min", after: "43.8 min", change: "+3.8 min" },
        { name: "invariants", before: "all 27 hold", after: "26 of 27 hold", change: "" },
    ],
    budgetMonthlyUsd: 80,
    invariants: {
        checked: 27,
        violations: [
            {
                id: "backups-kept",
                severity: "mandatory",
                title: "Backups are kept",
                reason: "What is lost stays lost.",
                remedy: "Turn them on.",
                findings: [{ urn: "urn:of-the-store", resource: "store", message: "keeps none", value: 0 }],
            },
        ],
        waived: [],
        expired: [],
    },
    problems: [],
    topology: {
        wide: "<svg><title>wide</title></svg>",
        narrow: "<svg><title>narrow</title></svg>",
        text: ["web is in zone-a."],
    },
    rehearsal: {
        day: "2026-11-24",
        file: "out/tiny/rehearsal.json",
        appliedBy: "server-side apply",
        standIns: 1,
        drill: {
            zone: "zone-a",
            events: [
                { seconds: 0, reached: true, text: "zone-a goes dark" },
                { seconds: 42.04, reached: false, text: "the lost pods are replaced" },
            ],
            workloads: [
                {
                    name: "web",
                    standIn: false,
                    ...{ members: 2, quorum: 1, lost: 1, lowest: 1, outageSeconds: 0, replacedAfter: 40.24 },
                    serving: [
                        [0, 1],
                        [40.2, 2],
                    ],
                },
                {
                    name: "old",
                    standIn: true,
                    ...{ members: 2, quorum: 2, lost: 1, lowest: 1, outageSeconds: 42 },
                    serving: [[0, 1]],
                },
            ],
            outages: ["old"],
            incomplete: [],
        },
    },
    drills: [
        {
            drill: "pod-loss",
            promise: "no workload under its quorum",
            measured: "2 pods lost",
            verdict: "kept",
            breaches: [],
            day: "2026-11-23",
        },
        {
            drill: "node-drain",
            promise: "each node empty within 180 s",
            measured: "2 nodes drained",
            verdict: "broken",
            breaches: ["node <1> was not empty after 180 s"],
            day: "2026-11-23",
        },
    ],
};
