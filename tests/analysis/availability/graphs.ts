import type { GraphResource, ResourceGraph } from "../../../analysis/graph";
import type { Workload } from "../../../contracts";
import { graphOf, resource } from "../../support/syntheticGraph";

/** Small stacks to ask for their availability. */

export const ZONES = ["a", "b", "c"];

export function workload(name: string, change: Partial<Workload> = {}): Workload {
    return {
        name,
        tier: "application",
        members: { min: 3, max: 3 },
        quorum: 1,
        zones: ZONES,
        spread: "hard",
        requests: { cpu: 1, memory: 1 },
        recovery: { kind: "endpoint", expectedSeconds: 55, source: "test" },
        dependsOn: [],
        zoneBound: false,
        pods: { namespace: "dify", matchLabels: { app: name } },
        ...change,
    };
}

export const GATEWAY = workload("gateway", { tier: "entry" });
export const WEB = workload("dify-web", { dependsOn: ["dify-api"] });
export const API = workload("dify-api", { dependsOn: ["postgres"] });
export const WORKER = workload("dify-worker", { dependsOn: ["postgres"] });
export const WEBSOCKET = workload("dify-websocket");
export const POSTGRES = workload("postgres", {
    tier: "data",
    quorum: 2,
    zoneBound: true,
    recovery: { kind: "election", expectedSeconds: 60, source: "test" },
});
const ALL = [GATEWAY, WEB, API, WORKER, WEBSOCKET, POSTGRES];

export function component(workloads: readonly Workload[]): GraphResource {
    return resource("component", { type: "dify-ha:index:DifyApp", custom: false, outputs: { workloads } });
}

/** A graph of these workloads, the first of each name standing for the usual one. */
export function graphWith(changed: readonly Workload[] = [], ...others: GraphResource[]): ResourceGraph {
    const names = changed.map(({ name }) => name);
    return graphOf(component([...changed, ...ALL.filter(({ name }) => !names.includes(name))]), ...others);
}
