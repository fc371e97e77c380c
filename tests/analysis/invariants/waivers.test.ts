import { checkInvariants, INVARIANTS, isForbidden } from "../../../analysis/invariants";
import { invariantsReference } from "../../../analysis/invariants/reference";
import type { Waiver } from "../../../contracts";
import { graphOf, resource } from "../../support/syntheticGraph";

/** Waivers decide which rules that do not hold count, and for how long. */

const BROKEN = graphOf(
    resource("bucket", { type: "aws:s3/bucket:Bucket", protect: true }),
    resource("parameters", { type: "aws:elasticache/parameterGroup:ParameterGroup" }),
    // In one zone.
    resource("component", {
        custom: false,
        outputs: {
            workloads: [{ name: "cache", members: { min: 1, max: 1 }, zones: ["zone-a"], quorum: 0, dependsOn: [] }],
        },
    }),
);

const waiver = (id: Waiver["id"], until: string): Waiver => ({ id, reason: "a trial", until });

const idsOf = (waivers: readonly Waiver[]) => {
    const { violations, waived, expired } = checkInvariants(BROKEN, waivers, "2026-11-25");
    return {
        violations: violations.map(({ id }) => id),
        waived: waived.map(({ id }) => id),
        expired: expired.map(({ id }) => id),
    };
};

test("mandatory rules come first", () => {
    expect(idsOf([])).toEqual({
        violations: ["buckets-guarded", "redis-keeps-queues", "zones-three"],
        waived: [],
        expired: [],
    });
});

test("a waiver counts on its last day, and no longer", () => {
    expect(idsOf([waiver("buckets-guarded", "2026-11-25"), waiver("redis-keeps-queues", "2026-11-24")])).toEqual({
        violations: ["redis-keeps-queues", "zones-three"],
        waived: ["buckets-guarded"],
        expired: ["redis-keeps-queues"],
    });
});

test("a stack is forbidden by mandatory rules that are not waived, and by no others", () => {
    const until = "2026-12-31";
    const forbidden = (waivers: readonly Waiver[]) => isForbidden(checkInvariants(BROKEN, waivers, "2026-11-25"));
    expect(forbidden([])).toBe(true);
    expect(forbidden([waiver("buckets-guarded", until)])).toBe(true);
    expect(forbidden([waiver("buckets-guarded", until), waiver("redis-keeps-queues", until)])).toBe(false);
});

test("the page has a section for every rule, with its reason and its remedy", () => {
    const page = invariantsReference();
    for (const { id, title, reason, remedy } of INVARIANTS) {
        expect(page).toContain(`### \`${id}\`\n\n${title}.\n\n- Otherwise: ${reason}\n- Remedy: ${remedy}\n`);
    }
});
