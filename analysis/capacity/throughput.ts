import { exactly, type Range } from "../cost/range";
import { kubernetesObjects, workloadsOf, type ResourceGraph } from "../graph";
import { budgetOfGraph, type ConnectionBudget } from "./connections";
import { podSets, type PodSet } from "./containers";
import type { Throughput, ThroughputBound } from "./types";
import { TAKES, type Assumed } from "./usage";

/** What a stack gets done with everything at its autoscaler's maximum: each figure is the least of what its ways allow. */

/** What there is of a stack that matters for throughput. */
interface Means {
    /** Requests that the API has open at once. */
    readonly apiConnections: number;
    /** Processes of the API: a core each, and no more. */
    readonly apiProcesses: number;
    /** Tasks that workers have under way at once. */
    readonly slots: number;
    /** Workers: one process, and so one core, each. */
    readonly workers: number;
    /** Whether answers that stream are made by the workers (Dify 1.13 and later), not by the API. */
    readonly workersRun: boolean;
    /** Connections to PostgreSQL that API and workers have between them; undefined where the server is not the stack's own. */
    readonly connections: number | undefined;
    /** Cores and bytes that gateways have for certain; undefined where others run them. */
    readonly gateways: { readonly cores: number; readonly memory: number } | undefined;
    /** Cores that query nodes have for certain; 0 without any. */
    readonly queryCores: number;
}

/** Throughput of a graph; empty when no Dify is in it. */
export function throughputOf(graph: ResourceGraph): Throughput[] {
    const sets = podSets(kubernetesObjects(graph, { showSecrets: false }));
    const apis = sets.filter(isApi);
    const workers = sets.filter(({ variables }) => variables.MODE === "worker");
    return apis.length === 0 || workers.length === 0 ? [] : figures(meansOf(graph, apis, workers));
}

/** Collaboration has servers of its own, which are told another class. */
function isApi({ variables }: PodSet): boolean {
    return variables.MODE === "api" && variables.SERVER_WORKER_CLASS === undefined;
}

/** What gunicorn and the entrypoint take where nothing is said (api/docker/entrypoint.sh). */
const DEFAULTS = { processes: 1, connections: 10, slots: 1 };

function meansOf(graph: ResourceGraph, apis: readonly PodSet[], workers: readonly PodSet[]): Means {
    const sum = (sets: readonly PodSet[], each: (set: PodSet) => number) =>
        sets.reduce((all, set) => all + set.pods * each(set), 0);
    const processes = ({ variables }: PodSet) => Number(variables.SERVER_WORKER_AMOUNT ?? DEFAULTS.processes);
    const workloads = workloadsOf(graph).filter(({ pods }) => pods !== undefined);
    const gateways = workloads.filter(({ tier }) => tier === "entry");
    const queryNodes = workloads.filter(({ name }) => name.endsWith("-querynode"));
    const requested = (some: typeof workloads, of: "cpu" | "memory") =>
        some.reduce((all, { members, requests }) => all + members.max * requests[of], 0);
    return {
        apiConnections: sum(
            apis,
            (set) => processes(set) * Number(set.variables.SERVER_WORKER_CONNECTIONS ?? DEFAULTS.connections),
        ),
        apiProcesses: sum(apis, processes),
        slots: sum(workers, ({ variables }) => Number(variables.CELERY_WORKER_AMOUNT ?? DEFAULTS.slots)),
        workers: sum(workers, () => 1),
        workersRun: workers.some(({ variables }) => "EVENT_BUS_REDIS_URL" in variables),
        connections: connectionsOf(budgetOfGraph(graph), [...apis, ...workers]),
        gateways:
            gateways.length === 0
                ? undefined
                : { cores: requested(gateways, "cpu"), memory: requested(gateways, "memory") },
        queryCores: requested(queryNodes, "cpu"),
    };
}

function connectionsOf(budget: ConnectionBudget | undefined, sets: readonly PodSet[]): number | undefined {
    if (budget === undefined) {
        return undefined;
    }
    const each = new Map(budget.items.map((item) => [item.name, item.each]));
    const pools = sets.reduce((sum, { name, pods }) => sum + pods * (each.get(name) ?? 0), 0);
    return Math.min(pools, budget.limit - budget.reserve);
}

/** So much of a thing, of which each takes some. */
function shared(by: string, amount: number, each: Assumed, factor = 1): ThroughputBound {
    const { low, likely, high } = each.value;
    const rate = (taken: number) => (amount * factor) / taken;
    return {
        by,
        estimate: { low: rate(high), likely: rate(likely), high: rate(low) },
        assumption: each.text,
    };
}

/** Part of the workers' slots that indexing gets: answers have the rest. */
const INDEXING_SHARE = 0.5;

/** Part of a gateway's memory that is for streams. */
const STREAMING_SHARE = 0.5;

const MILLIS = 1000;
const MINUTE = 60;

function figures(means: Means): Throughput[] {
    const { apiConnections, apiProcesses, slots, workers, workersRun, connections, gateways, queryCores } = means;
    const connectionsOfApi = { by: "connections of the API", estimate: exactly(apiConnections), assumption: null };
    const slotsOfWorkers = { by: "slots of the workers", estimate: exactly(slots), assumption: null };
    return [
        throughput("streams open", "at once", [
            connectionsOfApi,
            ...(gateways === undefined
                ? []
                : [shared("memory of the gateways", gateways.memory * STREAMING_SHARE, TAKES.streamMemory)]),
        ]),
        throughput(
            "answers in the making",
            "at once",
            workersRun ? [slotsOfWorkers, connectionsOfApi] : [connectionsOfApi],
        ),
        throughput("answers", "a second", [
            workersRun
                ? shared("slots of the workers", slots, TAKES.messageSeconds)
                : shared("connections of the API", apiConnections, TAKES.messageSeconds),
            shared("processes of the API", apiProcesses, TAKES.apiMillis, MILLIS),
            ...(workersRun ? [shared("processes of the workers", workers, TAKES.workerMillis, MILLIS)] : []),
            ...(connections === undefined
                ? []
                : [shared("connections to PostgreSQL", connections, TAKES.databaseSeconds)]),
            ...(gateways === undefined
                ? []
                : [shared("cores of the gateways", gateways.cores, TAKES.gatewayMillis, MILLIS)]),
        ]),
        throughput("documents indexed", "a minute", [
            shared("half of the workers' slots", slots * INDEXING_SHARE, TAKES.documentSeconds, MINUTE),
        ]),
        ...(queryCores === 0
            ? []
            : [
                  throughput("searches", "a second", [
                      perCore("cores of the query nodes", queryCores, TAKES.searchesPerCore),
                  ]),
              ]),
    ];
}

function perCore(by: string, cores: number, { value, text }: Assumed): ThroughputBound {
    return {
        by,
        estimate: { low: cores * value.low, likely: cores * value.likely, high: cores * value.high },
        assumption: text,
    };
}

/** The narrowest bound, which decides; each of the three figures is that of whatever is narrowest then. */
function throughput(what: string, unit: string, all: readonly ThroughputBound[]): Throughput {
    const bounds = [...all].sort((a, b) => a.estimate.likely - b.estimate.likely);
    const least = (of: keyof Range) => readable(Math.min(...bounds.map(({ estimate }) => estimate[of])));
    return {
        what,
        unit,
        estimate: { low: least("low"), likely: least("likely"), high: least("high") },
        boundBy: bounds[0]?.by ?? "",
        bounds: bounds.map(({ by, estimate: { low, likely, high }, assumption }) => ({
            by,
            estimate: { low: readable(low), likely: readable(likely), high: readable(high) },
            assumption,
        })),
    };
}

/** Three digits: an estimate is no better. */
function readable(value: number): number {
    return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
