import type { Workload } from "../../contracts";
import type { ServiceKind } from "./rates";

/** What people do with Dify, and what it takes. */
export interface Journey {
    /**
     * Workloads that a request reaches first, behind those of tier `entry`; what these depend on is found from there. Of several names for
     * one start, the first that there is.
     */
    readonly starts: readonly (string | readonly string[])[];
    readonly services: readonly ServiceKind[];
    /** Whether it calls what is outside: models, above all. */
    readonly goesOut: boolean;
}

export const JOURNEYS = {
    /** A page asks, the API answers with a model and what it finds in documents. The keys of models lie in the object store. */
    chat: {
        starts: ["dify-web", "dify-api"],
        services: ["dns", "loadBalancer", "objectStore"],
        goesOut: true,
    },
    /** A document is taken, kept, cut, embedded by a model and indexed. */
    indexing: {
        // Documents have workers of their own where there are pools.
        starts: ["dify-api", ["dify-worker-heavy", "dify-worker"]],
        services: ["dns", "loadBalancer", "objectStore"],
        goesOut: true,
    },
    /** Applications are made and looked at, together. */
    console: {
        starts: ["dify-web", "dify-api", "dify-websocket"],
        services: ["dns", "loadBalancer", "objectStore"],
        goesOut: false,
    },
} as const satisfies Readonly<Record<string, Journey>>;

export type JourneyName = keyof typeof JOURNEYS;

export const JOURNEY_NAMES = Object.keys(JOURNEYS) as JourneyName[];

export interface Chain {
    /** Every workload that is needed, in the order of the given ones. */
    readonly workloads: readonly Workload[];
    /** Names that something depends on, and that no workload has. */
    readonly unknown: readonly string[];
}

/** The workloads that a journey needs: those it starts with, and all that they depend on. */
export function chainOf({ starts }: Journey, workloads: readonly Workload[]): Chain {
    const byName = new Map(workloads.map((workload) => [workload.name, workload]));
    const needed = new Set(workloads.filter(({ tier }) => tier === "entry").map(({ name }) => name));
    starts.forEach((start) => needed.add(startIn(start, byName)));
    // A set is visited in the order of its growth.
    for (const name of needed) {
        byName.get(name)?.dependsOn.forEach((dependency) => needed.add(dependency));
    }
    return {
        workloads: workloads.filter(({ name }) => needed.has(name)),
        unknown: [...needed].filter((name) => !byName.has(name)),
    };
}

/** The name of a start in a stack; the last where it has none of them. */
function startIn(start: string | readonly string[], byName: ReadonlyMap<string, Workload>): string {
    const names = typeof start === "string" ? [start] : start;
    return names.find((name) => byName.has(name)) ?? names.at(-1) ?? "";
}

/** Whether a stack has all that a journey starts with. */
export function beginsIn({ starts }: Journey, workloads: readonly Workload[]): boolean {
    const byName = new Map(workloads.map((workload) => [workload.name, workload]));
    return starts.every((start) => byName.has(startIn(start, byName)));
}

/** A chain of dependencies that ends where it began, such as `[a, b, a]`; undefined when there is none. */
export function dependencyCycle(workloads: readonly Workload[]): string[] | undefined {
    const byName = new Map(workloads.map((workload) => [workload.name, workload]));
    const done = new Set<string>();
    const follow = (name: string, path: readonly string[]): string[] | undefined => {
        const begin = path.indexOf(name);
        if (begin >= 0) {
            return [...path.slice(begin), name];
        }
        if (done.has(name)) {
            return undefined;
        }
        for (const dependency of byName.get(name)?.dependsOn ?? []) {
            const cycle = follow(dependency, [...path, name]);
            if (cycle !== undefined) {
                return cycle;
            }
        }
        done.add(name);
        return undefined;
    };
    for (const { name } of workloads) {
        const cycle = follow(name, []);
        if (cycle !== undefined) {
            return cycle;
        }
    }
    return undefined;
}
