import type { PlannedInvariants, PlannedViolation } from "../../../analysis/diff/plan";
import { comparePlans } from "../../../analysis/diff/plans";
import { compareStack, dataToApprove, sideOf } from "../../../analysis/diff/stacks";
import { planned, planOf } from "./plannedResources";

/** What of a plan's figures and rules is different. */

const range = (likely: number) => ({ low: likely, likely, high: likely });

const cost = (likely: number) => ({
    monthlyUsd: range(likely),
    components: [{ component: "network", monthlyUsd: range(likely) }],
    missingPrices: [],
    notModelled: [],
});

function violation(id: string, ...resources: string[]): PlannedViolation {
    const findings = resources.map((resource) => ({ urn: `urn:${resource}`, resource, message: "breaks it" }));
    return { id, severity: "mandatory", title: id, remedy: "mend it", findings };
}

const rules = (...violations: PlannedViolation[]): PlannedInvariants => ({ checked: 27, violations, waived: [] });

const idsOf = (violations: readonly PlannedViolation[] | undefined) =>
    violations?.map(({ id, findings }) => [id, ...findings.map(({ resource }) => resource)]);

test("a cost is compared where both plans tell one, and a stack without prices costs nothing", () => {
    expect(comparePlans(planOf([], { cost: cost(100) }), planOf([], { cost: cost(80) })).cost).toEqual({
        monthlyUsd: range(-20),
        components: [{ component: "network", monthlyUsd: range(-20) }],
    });
    expect(comparePlans(planOf([], { cost: null }), planOf([], { cost: cost(80) })).cost?.monthlyUsd).toEqual(
        range(80),
    );
    expect(comparePlans(planOf([]), planOf([], { cost: cost(80) })).cost).toBeUndefined();
});

test("rules are newly broken and mended place by place", () => {
    const base = planOf([], {
        invariants: rules(violation("probes-present", "a", "b"), violation("one-beat", "beat")),
    });
    const head = planOf([], { invariants: rules(violation("probes-present", "b", "c"), violation("zones-all", "z")) });
    const { rules: found } = comparePlans(base, head);
    expect(idsOf(found?.broken)).toEqual([
        ["probes-present", "c"],
        ["zones-all", "z"],
    ]);
    expect(idsOf(found?.mended)).toEqual([
        ["probes-present", "a"],
        ["one-beat", "beat"],
    ]);
});

test("a broken rule that is waived is not mended, and one whose waiver is over is broken", () => {
    const broken = violation("one-beat", "beat");
    const waived: PlannedInvariants = {
        checked: 27,
        violations: [],
        waived: [{ ...broken, waiver: { id: "one-beat", reason: "for a while", until: "2026-12-31" } }],
    };
    const [plain, accepted] = [planOf([], { invariants: rules(broken) }), planOf([], { invariants: waived })];
    expect(comparePlans(plain, accepted).rules).toEqual({ broken: [], mended: [] });
    expect(idsOf(comparePlans(accepted, plain).rules?.broken)).toEqual([["one-beat", "beat"]]);
});

test("rules and single points of failure that the base does not know are not compared", () => {
    const head = planOf([], { invariants: rules(violation("one-beat", "beat")), availability: null });
    const { rules: found, singlePointsOfFailure } = comparePlans(planOf([]), head);
    expect([found, singlePointsOfFailure]).toEqual([undefined, undefined]);
});

test("single points of failure come and go by name and kind", () => {
    const journey = {
        availability: 1,
        promised: null,
        downtimeMinutesPerMonth: 0,
        downtimeMinutesPerYear: 0,
        needs: [],
    };
    const availability = (...points: readonly ["member" | "zone" | "region", string][]) => ({
        total: 1,
        downtimeMinutesPerMonth: 0,
        journeys: { chat: journey, indexing: journey, console: journey },
        singlePointsOfFailure: points.map(([kind, name]) => ({ kind, name, journeys: [] })),
    });
    const base = planOf([], { availability: availability(["region", "region"], ["zone", "a"]) });
    const head = planOf([], { availability: availability(["region", "region"], ["member", "NAT gateway"]) });
    expect(comparePlans(base, head).singlePointsOfFailure).toEqual({
        added: ["NAT gateway, member"],
        removed: ["a, zone"],
    });
});

test("a document with problems alone is a failure, one with a plan as well is a plan", () => {
    const problems = [{ path: "profile", message: "must be one of them" }];
    expect(sideOf(planOf([], { problems }))).toEqual({ kind: "failed", problems });
    expect(sideOf(planOf([planned("a")], { problems })).kind).toBe("planned");
});

test("data is to be approved where both sides are planned and it was protected", () => {
    const bucket = planned("bucket", { type: "aws:s3/bucket:Bucket", protect: true });
    const base = sideOf(planOf([bucket]));
    expect(dataToApprove(compareStack("prod", base, sideOf(planOf([planned("a")])))).map(({ name }) => name)).toEqual([
        "bucket",
    ]);
    expect(compareStack("prod", base, { kind: "absent" }).difference).toBeUndefined();
    expect(dataToApprove(compareStack("prod", base, { kind: "failed", problems: [] }))).toEqual([]);
});
