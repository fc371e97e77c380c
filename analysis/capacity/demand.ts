import { parseBytes, parseCpu, POOL_LABEL, ZONE_LABEL, type ResourceRequests, type Workload } from "../../contracts";
import { ofType, workloadsOf, type GraphResource, type ResourceGraph } from "../graph";

/** What pods ask of nodes: how much, where, and how they are spread. Read from the very objects that they are made from. */

/** Like pods. */
export interface Demand {
    readonly workload: string;
    /** At the autoscaler's maximum, where there is one. */
    readonly count: number;
    /** At the least. */
    readonly least: number;
    readonly requests: ResourceRequests;
    readonly zones: readonly string[];
    readonly nodeSelector: Readonly<Record<string, string>>;
    /** How the scheduler is made to spread them over zones; absent where it is not. */
    readonly spread?: ZoneSpread;
    /** Whether a lost one comes back with its zone only. */
    readonly zoneBound: boolean;
    /** Whether requests, or work that they leave behind, pass through them. */
    readonly needed: boolean;
}

/** A constraint over zones that the scheduler must keep. */
export interface ZoneSpread {
    readonly maxSkew: number;
    /** Whether a zone whose nodes do not answer counts, with its no pods, as the one with the fewest. */
    readonly countsLostZones: boolean;
    /** With fewer zones than so many, the fewest pods of a zone count as none. */
    readonly minDomains: number;
}

/** Requests in each zone of what charts and add-ons bring: CoreDNS, metrics, EBS, autoscaler, descheduler (500m), operators. */
export const SYSTEM = { name: "system", podsInZone: 8, requests: { cpu: 0.125, memory: 256 * 1024 ** 2 } } as const;

/** What a stack's pods ask for; what the cluster itself runs counted in as well. */
export function demandsOf(graph: ResourceGraph): Demand[] {
    const placements = placementsOf(graph);
    const workloads = workloadsOf(graph).filter(({ pods }) => pods !== undefined);
    const zones = [...new Set(workloads.flatMap((workload) => workload.zones))];
    if (workloads.length === 0) {
        return [];
    }
    return [
        ...workloads.map((workload) => demandOf(workload, placements)),
        ...ofType(graph, CRON_JOB).map((job) => demandOfJob(job, zones)),
        {
            workload: SYSTEM.name,
            count: SYSTEM.podsInZone * zones.length,
            least: SYSTEM.podsInZone * zones.length,
            requests: SYSTEM.requests,
            zones,
            nodeSelector: {},
            zoneBound: false,
            needed: true,
        },
    ];
}

/** Nodes for pods with volumes, where what they are made from does not say it. */
const DATA_NODES = { [POOL_LABEL]: "data" };

function demandOf(workload: Workload, placements: Placements): Demand {
    const { name, tier, members, requests, zones, zoneBound, pods } = workload;
    const { nodeSelector, spread } = placements.get(keyOf(pods?.matchLabels ?? {})) ?? {};
    const even = workload.spread === "hard" ? { maxSkew: 1, countsLostZones: false, minDomains: 1 } : undefined;
    const constraint = spread ?? even;
    return {
        workload: name,
        count: members.max,
        least: members.min,
        requests,
        zones,
        nodeSelector: nodeSelector ?? (zoneBound ? DATA_NODES : {}),
        ...(constraint === undefined ? {} : { spread: constraint }),
        zoneBound,
        needed: tier !== "background",
    };
}

const CRON_JOB = "kubernetes:batch/v1:CronJob";

interface JobInputs {
    readonly spec: { readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: PodSpec } } } };
}

interface PodSpec {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly containers: readonly { readonly resources?: { readonly requests?: Readonly<Record<string, string>> } }[];
}

/** One pod, for as long as it runs. */
function demandOfJob({ name, inputs }: GraphResource, zones: readonly string[]): Demand {
    const { nodeSelector = {}, containers } = (inputs as unknown as JobInputs).spec.jobTemplate.spec.template.spec;
    const sum = (of: "cpu" | "memory", parse: (quantity: string) => number) =>
        containers.reduce((all, { resources }) => all + parse(resources?.requests?.[of] ?? "0"), 0);
    return {
        workload: name,
        count: 1,
        least: 0,
        requests: { cpu: sum("cpu", parseCpu), memory: sum("memory", parseBytes) },
        zones,
        nodeSelector,
        zoneBound: false,
        needed: false,
    };
}

interface Placement {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly spread?: ZoneSpread;
}

/** By the labels that select the pods. */
type Placements = ReadonlyMap<string, Placement>;

const KUBERNETES = "kubernetes:";

function keyOf(matchLabels: Readonly<Record<string, string>>): string {
    return JSON.stringify(Object.entries(matchLabels).sort());
}

/** What has constraints of its own, at whatever depth: pod templates, custom resources, values of charts. */
interface Spreading {
    readonly topologySpreadConstraints?: readonly Constraint[] | null;
    readonly nodeSelector?: Readonly<Record<string, string>>;
    /** Of what has a pod template. */
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } | null;
    readonly template?: { readonly spec?: Spreading } | null;
}

interface Constraint {
    readonly topologyKey: string;
    readonly whenUnsatisfiable: string;
    readonly maxSkew: number;
    readonly minDomains?: number;
    readonly nodeTaintsPolicy?: string;
    readonly labelSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** Where pods may go, by the labels that select them. */
function placementsOf(graph: ResourceGraph): Placements {
    const placements = new Map<string, Placement>();
    const add = (matchLabels: Readonly<Record<string, string>>, placement: Placement) =>
        placements.set(keyOf(matchLabels), { ...placements.get(keyOf(matchLabels)), ...placement });
    const visit = (value: unknown): void => {
        if (typeof value !== "object" || value === null) {
            return;
        }
        const { topologySpreadConstraints, nodeSelector, selector, template } = value as Spreading;
        const where = { nodeSelector: nodeSelector ?? {} };
        (Array.isArray(topologySpreadConstraints) ? topologySpreadConstraints : []).forEach((constraint: Constraint) =>
            add(constraint.labelSelector?.matchLabels ?? {}, { ...where, ...spreadOf(constraint) }),
        );
        if (selector?.matchLabels !== undefined && template?.spec !== undefined) {
            add(selector.matchLabels, { nodeSelector: template.spec.nodeSelector ?? {} });
        }
        Object.values(value).forEach(visit);
    };
    graph.resources.filter(({ type }) => type.startsWith(KUBERNETES)).forEach(({ inputs }) => visit(inputs));
    return placements;
}

/** Only over zones, and only by force: anything else gives way. */
function spreadOf({ topologyKey, whenUnsatisfiable, maxSkew, minDomains, nodeTaintsPolicy }: Constraint): Placement {
    return topologyKey === ZONE_LABEL && whenUnsatisfiable === "DoNotSchedule"
        ? { spread: { maxSkew, countsLostZones: nodeTaintsPolicy !== "Honor", minDomains: minDomains ?? 1 } }
        : {};
}
