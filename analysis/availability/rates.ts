import { SERVICE_LEVELS, type RecoveryKind, type ServiceLevel, type Workload } from "../../contracts";

/**
 * How often things fail, and for how long. Nobody publishes most of this: what is an assumption says so, and the figures that follow
 * from it are worth as much. Where a provider publishes what it designs for, that is expected; what it promises is kept beside it.
 */

/** Failures and repairs of one thing. */
export interface Rate {
    readonly failuresPerYear: number;
    /** From a failure to the thing's return, seconds. */
    readonly repairSeconds: number;
}

export interface RateEntry extends Rate {
    /** What fails. */
    readonly of: string;
    readonly source: string;
    /** Date of the source, or of the decision for an assumption. */
    readonly date: string;
    /** `true` when nobody published it. */
    readonly assumption: boolean;
}

const DEAN = "https://perspectives.mvdirona.com/2008/06/jeff-dean-on-google-infrastructure/";

export const RATES = {
    pod: {
        of: "a pod that may be replaced in another zone",
        failuresPerYear: 4,
        repairSeconds: 100,
        source: `a node every other year (1000 failures of 1800 machines in a year, ${DEAN}), and a process that dies of memory or a probe three and a half times a year; replaced as a zone-loss drill shows, with 30 s to start`,
        date: "2026-11-25",
        assumption: true,
    },
    podWithVolume: {
        of: "a pod that comes back with its volume",
        failuresPerYear: 4,
        repairSeconds: 600,
        source: "fails as other pods do; a new node in the same zone, the volume attached, the data caught up",
        date: "2026-11-25",
        assumption: true,
    },
    providerInstance: {
        of: "an instance that a provider runs",
        failuresPerYear: 1,
        repairSeconds: 1800,
        source: `twice as often as a machine (${DEAN}), for engine and volume; replaced and filled again`,
        date: "2026-11-25",
        assumption: true,
    },
    natGateway: {
        of: "a NAT gateway",
        failuresPerYear: 0.5,
        repairSeconds: 1800,
        source: "redundant within its zone, so seldom; the zone itself is counted apart. AWS' agreement could not be looked up",
        date: "2026-11-25",
        assumption: true,
    },
    zone: {
        of: "a zone",
        failuresPerYear: 0.2,
        repairSeconds: 4 * 3600,
        source: "every five years for four hours: single zones in AWS' summaries of events (Sydney, 2016-06-05: https://aws.amazon.com/message/4372T8/), which tell neither of all zones nor of all events",
        date: "2026-11-25",
        assumption: true,
    },
    region: {
        of: "a region, or the site",
        failuresPerYear: 0.1,
        repairSeconds: 6 * 3600,
        source: "every ten years for six hours, beside what services of its provider lose by themselves",
        date: "2026-11-25",
        assumption: true,
    },
} as const satisfies Readonly<Record<string, RateEntry>>;

export type RateName = keyof typeof RATES;

/** What the members of a workload are, for their rate. */
export function memberKind({ pods, zoneBound }: Workload): RateName {
    if (pods === undefined) {
        return "providerInstance";
    }
    return zoneBound ? "podWithVolume" : "pod";
}

/** Times a year that members are taken away on purpose and somebody notices, and why. */
export const MAINTENANCE: Readonly<Record<RecoveryKind, { readonly perYear: number; readonly source: string }>> = {
    endpoint: { perYear: 0, source: "rollouts add before they remove, and what leaves is drained" },
    election: { perYear: 12, source: "assumption: nodes are renewed each month, and the leader moves once each time" },
    managed: { perYear: 4, source: "assumption: a maintenance window is used each quarter, by a failover" },
    restart: { perYear: 12, source: "assumption: nodes are renewed each month" },
};

/** Parts of a journey outside of the workloads. */
export type ServiceKind = "dns" | "loadBalancer" | "objectStore" | "controlPlane";

/** A service that a provider runs for a whole region. */
export interface ServiceEntry {
    readonly kind: ServiceKind;
    /** Types of the resources that say that a stack has it. */
    readonly type: string;
    readonly of: string;
    /** Share of time, or of requests, that is expected. */
    readonly availability: number;
    readonly source: string;
    readonly date: string;
    readonly assumption: boolean;
    /** What the provider pays for when it keeps less; absent where it could not be looked up. */
    readonly promised?: ServiceLevel;
}

export const SERVICES: readonly ServiceEntry[] = [
    {
        kind: "dns",
        type: "aws:route53/record:Record",
        of: "Route 53",
        availability: 0.99999,
        source: "AWS promises 100 %, which nothing is; resolvers keep answers for a minute",
        date: "2026-11-25",
        assumption: true,
    },
    {
        kind: "loadBalancer",
        type: "aws:lb/loadBalancer:LoadBalancer",
        of: "Network Load Balancer",
        availability: SERVICE_LEVELS.loadBalancer.availability,
        source: SERVICE_LEVELS.loadBalancer.source,
        date: SERVICE_LEVELS.loadBalancer.date,
        assumption: false,
        promised: SERVICE_LEVELS.loadBalancer,
    },
    {
        kind: "objectStore",
        type: "aws:s3/bucket:Bucket",
        of: "S3",
        availability: 0.9999,
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html: what S3 Standard is designed for",
        date: "2026-11-25",
        assumption: false,
        promised: SERVICE_LEVELS.s3,
    },
    {
        kind: "controlPlane",
        type: "aws:eks/cluster:Cluster",
        of: "API of EKS",
        availability: SERVICE_LEVELS.eksApi.availability,
        source: SERVICE_LEVELS.eksApi.source,
        date: SERVICE_LEVELS.eksApi.date,
        assumption: false,
        promised: SERVICE_LEVELS.eksApi,
    },
];

/** What is promised for workloads that a provider runs in several zones, by the type of their resource. */
export const PROMISED_WORKLOADS: Readonly<Record<string, ServiceLevel>> = {
    "aws:rds/instance:Instance": SERVICE_LEVELS.rds,
    "aws:rds/cluster:Cluster": SERVICE_LEVELS.aurora,
    "aws:elasticache/replicationGroup:ReplicationGroup": SERVICE_LEVELS.elastiCache,
};

/** What somebody knows better than the tables here, as the configuration says it. */
export interface Overrides {
    readonly rates: readonly ({ readonly of: RateName } & Rate)[];
    readonly services: readonly { readonly of: ServiceKind; readonly availability: number }[];
}

/** What a model counts with. */
export interface Assumptions {
    readonly rates: Readonly<Record<RateName, Rate>>;
    readonly services: ReadonlyMap<ServiceKind, number>;
}

/** The tables, with what is known better in its place. */
export function assumptionsWith({ rates, services }: Overrides = { rates: [], services: [] }): Assumptions {
    const all = [...Object.entries(RATES).map(([of, rate]) => ({ ...rate, of })), ...rates];
    return {
        rates: Object.fromEntries(
            all.map(({ of, failuresPerYear, repairSeconds }) => [of, { failuresPerYear, repairSeconds }]),
        ) as Record<RateName, Rate>,
        services: new Map([
            ...SERVICES.map(({ kind, availability }) => [kind, availability] as const),
            ...services.map(({ of, availability }) => [of, availability] as const),
        ]),
    };
}
