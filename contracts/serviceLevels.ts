/** What providers promise for what a stack consists of, by their service level agreements. */

export interface ServiceLevel {
    /** What it is promised for. */
    readonly of: string;
    /** Share of a month. */
    readonly availability: number;
    /** Address of the agreement. */
    readonly source: string;
    /** Date of the agreement, as it says itself. */
    readonly date: string;
}

/** All for more than one zone: what is in a single zone is asked for by name, and outlives nothing. */
export const SERVICE_LEVELS = {
    loadBalancer: {
        of: "a load balancer",
        availability: 0.9999,
        source: "https://aws.amazon.com/elasticloadbalancing/sla/",
        date: "2022-07-25",
    },
    /** Not on the way of a request; but without it no lost pod is replaced. */
    eksApi: {
        of: "the API of an EKS cluster",
        availability: 0.9995,
        source: "https://aws.amazon.com/eks/sla/",
        date: "2022-05-04",
    },
    rds: {
        of: "a Multi-AZ instance of RDS",
        availability: 0.9995,
        source: "https://aws.amazon.com/rds/sla/",
        date: "2024-01-22",
    },
    aurora: {
        of: "an Aurora cluster in several zones",
        availability: 0.9999,
        source: "https://aws.amazon.com/rds/aurora/sla/",
        date: "2022-05-19",
    },
    /** Announced for groups in several zones on that date; that of the agreement itself could not be looked up. */
    elastiCache: {
        of: "a Multi-AZ group of ElastiCache",
        availability: 0.9999,
        source: "https://aws.amazon.com/elasticache/sla/",
        date: "2023-02-16",
    },
    /** Of requests, in five minutes each, not of time. */
    s3: {
        of: "S3 Standard",
        availability: 0.999,
        source: "https://aws.amazon.com/s3/sla/",
        date: "2023-11-28",
    },
} as const satisfies Readonly<Record<string, ServiceLevel>>;
