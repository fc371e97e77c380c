import { checkInvariants, INVARIANTS } from "../../../analysis/invariants";
import { INVARIANT_IDS } from "../../../contracts";
import { evaluateStack } from "../../support/evaluation";
import { evaluateVariant } from "../../support/variants";

/** What is known to be amiss in the stacks of the repository: advisory, each with how many findings. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    local: {},
    staging: { "zones-three": 1 },
    prod: {},
    dr: {},
    onprem: {},
};

test.each(Object.keys(KNOWN))("stack %s breaks no mandatory rule", async (stack) => {
    const { violations, waived, expired, checked } = checkInvariants(await evaluateStack(stack), [], "2026-11-25");
    const mandatory = violations.filter(({ severity }) => severity === "mandatory");
    expect(mandatory.map(({ id, findings }) => [id, findings])).toEqual([]);
    expect(Object.fromEntries(violations.map(({ id, findings }) => [id, findings.length]))).toEqual(KNOWN[stack]);
    expect({ waived, expired, checked }).toEqual({ waived: [], expired: [], checked: INVARIANT_IDS.length });
});

test("every id is that of one rule, and no rule has another", () => {
    expect(INVARIANTS.map(({ id }) => id).sort()).toEqual([...INVARIANT_IDS].sort());
});

/**
 * Other choices: those that the connections of everything at once would be too many for, a single member of PostgreSQL, and one whose
 * PostgreSQL asks for more than the nodes for data have that the profile has for etcd and metrics.
 */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
    everything: ["connection-budget"],
    least: ["replicas-quorum"],
    k3s: [],
    aurora: [],
    "data tier in the cluster": ["zone-loss-room"],
};

test.each(Object.keys(CHOICES))("with %s, mandatory rules find what is amiss and no more", async (variant) => {
    const { violations } = checkInvariants(await evaluateVariant(variant), [], "2026-11-25");
    const mandatory = violations.filter(({ severity }) => severity === "mandatory");
    expect(mandatory.map(({ id }) => id)).toEqual(CHOICES[variant]);
});
