import type { PlannedAvailability, PlannedCapacity, PlannedCost, PlannedInvariants } from "../../../analysis/diff/plan";

/** Sections of a plan with figures of no meaning. */

export function availabilityOf(total: number, downtimeMinutesPerMonth: number): PlannedAvailability {
    const chat = { availability: total, promised: null, downtimeMinutesPerMonth, downtimeMinutesPerYear: 0, needs: [] };
    return {
        total,
        downtimeMinutesPerMonth,
        journeys: { chat } as unknown as PlannedAvailability["journeys"],
        singlePointsOfFailure: [
            { name: "region", kind: "region", journeys: ["chat"] },
            { name: "NAT gateway", kind: "member", journeys: ["chat"] },
        ],
    };
}

export function cost(low: number, likely: number, high: number): PlannedCost {
    const monthlyUsd = { low, likely, high };
    return {
        monthlyUsd,
        components: [{ component: "network", monthlyUsd }],
        missingPrices: [{ resource: "disk", price: "ebs:gp9", region: "eu-central-1" }],
        notModelled: [],
    };
}

export const capacity: PlannedCapacity = {
    nodes: {
        scenarios: [
            { lostZone: null, nodes: "max", fits: true },
            { lostZone: "a", nodes: "min", fits: false },
            { lostZone: "a", nodes: "max", fits: true },
            { lostZone: "b", nodes: "max", fits: false },
        ],
    },
    throughput: [
        {
            what: "chat messages",
            unit: "a second",
            estimate: { low: 8, likely: 12, high: 20 },
            boundBy: "dify-api",
        },
    ],
    problems: ["3 pods of api find no node without zone b"],
};

/** Rules of which these do not hold, each in one place. */
export function rules(...ids: string[]): PlannedInvariants {
    return {
        checked: 27,
        waived: [],
        violations: ids.map((id) => ({
            id,
            severity: "mandatory",
            title: "Every container has probes",
            remedy: "Add one",
            findings: [{ urn: "urn:api", resource: "api", message: "has no probe" }],
        })),
    };
}
