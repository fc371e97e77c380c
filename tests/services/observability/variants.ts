import type { MonitoringTargets } from "../../../contracts/monitoring";
import { ruleGroups, type RuleGroup, type Slo } from "../../../components/observability/rules";

/** The stacks whose rules are tested: between them they have every alert that there is. */

const QUEUES = ["dataset", "mail", "workflow_based_app_execution"];

export const SLO: Slo = { target: 0.999, latencyMilliseconds: 500 };

/** Everything in the cluster, behind a foreign ingress controller. */
const onprem: MonitoringTargets = {
    namespace: "dify",
    zones: ["zone-a", "zone-b", "zone-c"],
    release: "dify",
    url: "https://dify.example.com",
    postgres: { kind: "cloudnativepg", cluster: "postgres", instances: 3, maxConnections: 1000 },
    redis: [
        { store: "redis", kind: "primary", managedBy: "operator", members: 3 },
        { store: "redis-sharded", kind: "cluster", managedBy: "operator", members: 6 },
    ],
    milvus: "milvus",
    plugins: true,
    queues: QUEUES,
    backups: true,
    cloudWatch: false,
    certificates: true,
};

/** As little of it as there can be: no TLS, no backups, one PostgreSQL. */
const local: MonitoringTargets = {
    ...onprem,
    url: "http://dify.localhost",
    postgres: { kind: "cloudnativepg", cluster: "postgres", instances: 1, maxConnections: 500 },
    redis: [{ store: "redis", kind: "primary", managedBy: "operator", members: 3 }],
    backups: false,
    certificates: false,
};

/** Managed by AWS, with a Redis for the gateway's counters in the cluster. */
const prod: MonitoringTargets = {
    ...onprem,
    gateway: { namespace: "higress-system", replicasPerZone: 2 },
    postgres: { kind: "rds", identifier: "dify-ha-prod-postgres", readReplicas: 1, maxConnections: 1000 },
    redis: [
        { store: "redis", kind: "primary", managedBy: "elasticache", members: 3 },
        { store: "gateway-redis", kind: "primary", managedBy: "operator", members: 3 },
    ],
    cloudWatch: true,
};

const aurora: MonitoringTargets = {
    ...prod,
    postgres: {
        kind: "rds",
        identifier: "dify-ha-prod-postgres",
        readReplicas: 1,
        maxConnections: 1000,
        aurora: true,
    },
    redis: [{ store: "redis", kind: "primary", managedBy: "elasticache", members: 3 }],
};

export const VARIANTS = { onprem, local, prod, aurora } as const;

export type Variant = keyof typeof VARIANTS;

export const VARIANT_NAMES = Object.keys(VARIANTS) as Variant[];

export function groupsOf(variant: Variant): RuleGroup[] {
    return ruleGroups(VARIANTS[variant], SLO);
}
