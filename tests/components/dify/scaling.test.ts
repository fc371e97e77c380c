import { scalingOf } from "../../../components/dify/scaling";
import type { WorkingTime } from "../../../contracts";
import { childrenOfComponent, inputsOf, resourcesOf } from "../../support/graph";
import { evaluateApp } from "./difyAppArgs";

const workingTime: WorkingTime = { timeZone: "Europe/Berlin", days: ["mon"], from: "08:00", until: "20:00" };

const APPLICATION = { tier: "application", quorum: 1 } as const;

test("more load brings more members by night as well, up to those by day", () => {
    expect(scalingOf(APPLICATION, 6, { workingTime, members: 3 })).toEqual({
        fewest: 3,
        most: 6,
        triggers: [
            { kind: "workingTime", workingTime, members: 6 },
            { kind: "cpu", utilization: 70 },
        ],
    });
});

test.each<[title: string, ...args: Parameters<typeof scalingOf>]>([
    ["without hours off", APPLICATION, 6, undefined],
    ["that has no more members by day", APPLICATION, 3, { workingTime, members: 3 }],
    ["of which there is one", { tier: "background", quorum: 0 }, 3, { workingTime, members: 1 }],
    ["that needs all of its members", { tier: "application", quorum: 3 }, 3, { workingTime, members: 1 }],
])("a service %s is not scaled", (_, ...args) => {
    expect(scalingOf(...args)).toBeUndefined();
});

test("every service but the scheduler has fewer members then", async () => {
    const graph = await evaluateApp({ offHours: { workingTime, members: 1 } });
    const names = ["api", "plugin-daemon", "sandbox", "ssrf-proxy", "web", "websocket", "worker"];
    expect(childrenOfComponent(graph, "DifyApp").filter((child) => child.startsWith("ScaledObject"))).toEqual(
        names.map((name) => `ScaledObject d-${name}-scaling`),
    );
    for (const name of names) {
        const { spec } = inputsOf<{ spec: { replicas: number } }>(graph, "Deployment", `d-${name}`);
        expect(inputsOf(graph, "ScaledObject", `d-${name}-scaling`)).toMatchObject({
            spec: { minReplicaCount: 1, maxReplicaCount: spec.replicas, scaleTargetRef: { name: `d-${name}` } },
        });
    }
    const { workloads } = resourcesOf(graph, "DifyApp")[0]?.outputs as {
        workloads: { name: string; members: object }[];
    };
    expect(workloads.find(({ name }) => name === "d-beat")?.members).toEqual({ min: 1, max: 1 });
    expect(workloads.find(({ name }) => name === "d-api")?.members).toMatchObject({ min: 1 });
});
