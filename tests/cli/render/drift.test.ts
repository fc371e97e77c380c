import pc from "picocolors";
import { renderDrift } from "../../../cli/render/drift";

const plain = pc.createColors(false);

test("what differs is told, a line each", () => {
    const drift = {
        missing: ["Deployment dify-web", "Service dify-web"],
        surplus: ["Bucket old"],
        changed: [
            { resource: "dify-api", path: "spec.replicas", has: 2, wanted: 3 },
            { resource: "postgres", path: "multiAz", has: undefined, wanted: true },
        ],
    };
    expect(renderDrift(drift, "prod", plain)).toBe(
        [
            "Drift from Pulumi.prod.yaml",
            "  not there: Deployment dify-web, Service dify-web",
            "  made no more: Bucket old",
            "  dify-api: spec.replicas is 2, not 3",
            "  postgres: multiAz is not set, not true",
        ].join("\n"),
    );
});

test("none is told as well", () => {
    expect(renderDrift({ missing: [], surplus: [], changed: [] }, "prod", plain)).toBe(
        "Drift from Pulumi.prod.yaml: none",
    );
});
