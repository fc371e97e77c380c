import type { PlannedResource } from "../../../analysis/diff/resources";
import { upgradeDifference } from "../../../analysis/upgrade/difference";

/** What differs between two small plans. */

const planned = (type: string, name: string, spec: unknown, more: object = {}): PlannedResource => ({
    urn: `urn:${name}`,
    type: `kubernetes:${type}`,
    name,
    parent: null,
    inputs: { metadata: { name }, spec, ...more },
});

const plan = (...resources: PlannedResource[]) => ({ stack: "unit", resources });

const settings = (data: object) => planned("core/v1:ConfigMap", "settings", undefined, { data });

const pods = (image: string, env: readonly object[] = [], configMap = "settings") => ({
    template: { spec: { containers: [{ name: "one", image, env, envFrom: [{ configMapRef: { name: configMap } }] }] } },
});

const api = (image: string, env: readonly object[] = []) => planned("apps/v1:Deployment", "api", pods(image, env));

test("a variable of a common ConfigMap counts for all that read it, and what stands in the container wins", () => {
    const other = (image: string) =>
        planned("apps/v1:StatefulSet", "other", pods(image, [{ name: "KEPT", value: "own" }]));
    const nightly = (image: string) => planned("batch/v1:CronJob", "nightly", { jobTemplate: { spec: pods(image) } });
    const base = plan(settings({ KEPT: "1", GONE: "x" }), api("a:1"), other("b:1"), nightly("b:1"));
    const head = plan(settings({ KEPT: "2", NEW: "y" }), api("a:2"), other("b:1"), nightly("b:2"));
    const { variables, images } = upgradeDifference(base, head);
    expect(variables).toEqual([
        {
            workloads: ["api", "nightly"],
            changes: [
                { name: "GONE", before: "x" },
                { name: "KEPT", before: "1", after: "2" },
                { name: "NEW", after: "y" },
            ],
        },
        {
            workloads: ["other"],
            changes: [
                { name: "GONE", before: "x" },
                { name: "NEW", after: "y" },
            ],
        },
    ]);
    expect(images).toEqual([
        { before: "a:1", after: "a:2", workloads: ["api"] },
        { before: "b:1", after: "b:2", workloads: ["nightly"] },
    ]);
});

test("a secret is told by where it stands", () => {
    const key = (name: string) => ({ name: "KEY", valueFrom: { secretKeyRef: { name, key: "key" } } });
    const { variables } = upgradeDifference(plan(api("a:1", [key("old")])), plan(api("a:1", [key("new")])));
    expect(variables[0]?.changes).toEqual([{ name: "KEY", before: "key of Secret old", after: "key of Secret new" }]);
});

test("workloads and routes come and go", () => {
    const ingress = (...paths: [string, string][]) =>
        planned("networking.k8s.io/v1:Ingress", "ingress", {
            rules: [{ http: { paths: paths.map(([path, name]) => ({ path, backend: { service: { name } } })) } }],
        });
    const before = plan(
        api("a:1"),
        planned("apps/v1:Deployment", "old", pods("a:1")),
        ingress(["/", "web"], ["/v1", "api"]),
    );
    const after = plan(
        api("a:2"),
        planned("apps/v1:Deployment", "new", pods("a:1")),
        ingress(["/", "web"], ["/v1", "new"]),
    );
    const { workloads, routes, resources } = upgradeDifference(before, after);
    expect(workloads).toEqual({ added: ["new"], removed: ["old"], changed: ["api"] });
    expect(routes).toEqual({ added: ["/v1 to new"], removed: ["/v1 to api"] });
    expect(resources).toEqual({ added: 1, changed: 2, removed: 1 });
});

test("data that would go is told", () => {
    const claim = planned("core/v1:PersistentVolumeClaim", "data", {});
    expect(upgradeDifference(plan(claim), plan()).data.map(({ name, change }) => `${name} ${change}`)).toEqual([
        "data deleted",
    ]);
    expect(upgradeDifference(plan(claim), plan(claim)).data).toEqual([]);
});
