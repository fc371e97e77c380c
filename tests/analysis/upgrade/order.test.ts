import { wavesOf } from "../../../analysis/upgrade/order";
import { graphOf, resource } from "../../support/syntheticGraph";

/** In which order an update gets to the workloads of a small graph. */

const rolling = { spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } };
const recreated = { spec: { strategy: { type: "Recreate" } } };

const deployment = (name: string, dependencies: string[], inputs: Record<string, unknown> = rolling) =>
    resource(name, { type: "kubernetes:apps/v1:Deployment", dependencies, inputs });

const graph = graphOf(
    resource("migrate", { type: "kubernetes:batch/v1:Job" }),
    resource("between", { dependencies: ["migrate", "unknown"] }),
    resource("nightly", { type: "kubernetes:batch/v1:CronJob" }),
    resource("store", { type: "kubernetes:apps/v1:StatefulSet" }),
    deployment("api", ["between", "nightly"]),
    deployment("beat", ["migrate"], recreated),
    deployment("gateway", ["api"]),
    deployment("web", ["store"]),
);

const shown = (added: string[], changed: string[]) =>
    wavesOf(graph, { added, changed }).map((wave) => wave.map(({ name, rollout }) => `${name}, ${rollout}`));

test("each waits for those before it, whatever stands between, and a CronJob is none of them", () => {
    expect(shown([], ["api", "beat", "gateway", "migrate", "nightly", "store", "web"])).toEqual([
        ["migrate, runs once", "store, old before new"],
        ["api, new before old", "beat, old before new", "web, new before old"],
        ["gateway, new before old"],
    ]);
});

test("what does not change is waited for by nobody, and what was not there is new", () => {
    expect(shown(["web"], ["gateway", "api"])).toEqual([
        ["api, new before old", "web, is new"],
        ["gateway, new before old"],
    ]);
    expect(shown(["migrate"], ["gateway"])).toEqual([["migrate, runs once"], ["gateway, new before old"]]);
    expect(shown([], [])).toEqual([]);
});
