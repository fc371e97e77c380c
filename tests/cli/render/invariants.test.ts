import pc from "picocolors";
import type { InvariantReport, Violation } from "../../../analysis/invariants";
import { renderInvariants } from "../../../cli/render/invariants";

const PLAIN = pc.createColors(false);

const violation = (change: Partial<Violation>): Violation => ({
    id: "pdb-present",
    severity: "mandatory",
    title: "Every set of pods has a budget",
    reason: "Drains.",
    remedy: "Add one.",
    findings: [
        { urn: "a", resource: "api", message: "has none" },
        { urn: "b", resource: "beat", message: "has too many", value: 2 },
        { urn: "c", resource: "web", message: "has none" },
    ],
    ...change,
});

const report = (change: Partial<InvariantReport>): InvariantReport => ({
    checked: 27,
    violations: [],
    waived: [],
    expired: [],
    ...change,
});

test("what holds is one line", () => {
    expect(renderInvariants(report({}), PLAIN)).toBe("Invariants: all 27 hold");
});

test("what does not is told with place and remedy, what is waived with reason and day", () => {
    const waived = {
        ...violation({ id: "zones-three" }),
        waiver: { id: "zones-three", reason: "two are enough", until: "2026-12-31" },
    } as const;
    const advisory = violation({ id: "backups-proven", severity: "advisory", findings: [] });
    expect(renderInvariants(report({ violations: [violation({}), advisory], waived: [waived] }), PLAIN)).toBe(
        [
            "Invariants: 24 of 27 hold",
            "✖ pdb-present: Every set of pods has a budget",
            "    api, web: has none",
            "    beat: has too many (2)",
            "    → Add one.",
            "! backups-proven, advisory: Every set of pods has a budget",
            "    → Add one.",
            "  zones-three is waived until 2026-12-31: two are enough",
        ].join("\n"),
    );
});
