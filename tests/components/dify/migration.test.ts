import { migrationName, migrationSpec } from "../../../components/dify/migration";
import { affinityTo, TOLERATIONS } from "../../support/placements";

test.each([
    ["dify", "1.16.1", "dify-migrate-1-16-1"],
    ["acme", "2.0.0-rc1", "acme-migrate-2-0-0-rc1"],
])("the Job of %s %s is %s: a new release has a new Job", (name, version, job) => {
    expect(migrationName(name, version)).toBe(job);
});

test("the Job ends, is tried again a few times, and is kept as the record that it ran", () => {
    const container = { name: "migrate", image: "registry.example.com/api:1" };
    const zones = [{ name: "a" }, { name: "b" }];
    expect(migrationSpec({ app: "x" }, "dify-migrate", { runAsUser: 1001 }, zones, container)).toEqual({
        backoffLimit: 10,
        activeDeadlineSeconds: 3600,
        template: {
            metadata: { labels: { app: "x" } },
            spec: {
                restartPolicy: "Never",
                serviceAccountName: "dify-migrate",
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                securityContext: { runAsUser: 1001 },
                tolerations: TOLERATIONS,
                affinity: affinityTo("a", "b"),
                containers: [
                    {
                        ...container,
                        resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { cpu: "1", memory: "2Gi" } },
                    },
                ],
            },
        },
    });
});
