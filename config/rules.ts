import { ALERTING_RULES } from "./alertingRules";
import { AWS_CLASS_RULES } from "./awsClassRules";
import { AWS_RULES } from "./awsRules";
import { BUDGET_RULES } from "./budgetRules";
import { CANARY_RULES } from "./canaryRules";
import { DR_RULES } from "./drRules";
import { EGRESS_RULES } from "./egressRules";
import { GATEWAY_POLICY_RULES } from "./gatewayPolicyRules";
import { GATEWAY_RULES } from "./gatewayRules";
import { IMAGES_RULES } from "./imagesRules";
import { queryNodeBytes, queryNodeMemory } from "../contracts/vectorMemory";
import { OBSERVABILITY_RULES } from "./observabilityRules";
import { OFF_HOURS_RULES } from "./offHoursRules";
import { parseBytes, parseCpu } from "../contracts/quantity";
import type { Problem } from "../contracts/problem";
import type { StackConfig } from "./schema";
import { SCALING_RULES } from "./scalingRules";
import { sizedServices } from "./sizedServices";
import { RELEASE_RULES } from "./releaseRules";
import { SLO_RULES } from "./sloRules";
import { isTimeZone } from "./timeZone";
import { WAIVER_RULES } from "./waiverRules";

/** Rules over more than one key. Each returns the problems that it finds; none stops at the first. */
type Rule = (config: StackConfig) => Problem[];

/** Zones that the environment needs at least. */
function minimumZones({ environment, allowSingleZone }: StackConfig): 1 | 2 | 3 {
    if (environment === "production") {
        return 3;
    }
    return allowSingleZone ? 1 : 2;
}

const ZONES_MESSAGES = {
    1: "needs at least 1",
    2: "needs at least 2; set allowSingleZone: true to accept that losing the zone is an outage",
    3: "production needs at least 3: with fewer, losing one takes the majority of etcd, Sentinel and PostgreSQL along",
};

const zonesAreEnough: Rule = (config) => {
    const { zones, environment, allowSingleZone } = config;
    const problems: Problem[] = [];
    const repeated = new Set(zones.filter((zone, index) => zones.indexOf(zone) !== index));
    if (repeated.size > 0) {
        problems.push({
            path: "zones",
            value: zones,
            message: `must name each zone once; repeated: ${[...repeated].join(", ")}`,
        });
    }
    const minimum = minimumZones(config);
    if (zones.length < minimum) {
        problems.push({ path: "zones", value: zones, message: ZONES_MESSAGES[minimum] });
    }
    if (allowSingleZone && environment === "production") {
        problems.push({
            path: "allowSingleZone",
            value: true,
            message: "must be false in production, which outlives a zone",
        });
    }
    return problems;
};

const productionHasAnAddress: Rule = ({ environment, domain }) => {
    const problems: Problem[] = [];
    if (environment === "production" && domain.host === undefined) {
        problems.push({
            path: "domain.host",
            message: "missing; production needs the public host name, such as dify.example.com",
        });
    }
    return problems;
};

/** The keys that say where the certificate comes from. */
const CERTIFICATE_SOURCES = ["tlsSecret", "clusterIssuer", "acmeEmail"] as const;

const certificateHasOneSource: Rule = ({ environment, domain }) => {
    const [, ...others] = CERTIFICATE_SOURCES.filter((key) => domain[key] !== undefined);
    const isMissing = CERTIFICATE_SOURCES.every((key) => domain[key] === undefined);
    return [
        ...(environment === "production" && isMissing
            ? [
                  {
                      path: "domain.acmeEmail",
                      message:
                          "missing; production needs TLS: give an e-mail address for Let's Encrypt here, name an existing Secret in " +
                          "domain.tlsSecret or a cert-manager issuer in domain.clusterIssuer",
                  },
              ]
            : []),
        ...others.map((key) => ({
            path: `domain.${key}`,
            value: domain[key],
            message: "only one of domain.tlsSecret, domain.clusterIssuer and domain.acmeEmail can make the certificate",
        })),
    ];
};

const acmeHasAnAccount: Rule = ({ environment, domain: { host, acmeEmail, acmeServer } }) => [
    // Production needs one anyway.
    ...(acmeEmail !== undefined && host === undefined && environment !== "production"
        ? [{ path: "domain.host", message: "missing; domain.acmeEmail needs the name that the certificate is for" }]
        : []),
    ...(acmeServer !== undefined && acmeEmail === undefined
        ? [{ path: "domain.acmeServer", value: acmeServer, message: "needs domain.acmeEmail, whose account is there" }]
        : []),
];

const beatRunsOnce: Rule = ({ dify }) =>
    dify.beat.replicas === 1
        ? []
        : [
              {
                  path: "dify.beat.replicas",
                  value: dify.beat.replicas,
                  message:
                      "must be 1: two schedulers would enqueue every scheduled task twice, and without one nothing is scheduled",
              },
          ];

const redisKindsFit: Rule = ({ dify, redis }) => {
    const problems: Problem[] = [];
    if (dify.broker === "cluster") {
        problems.push({
            path: "dify.broker",
            value: "cluster",
            message:
                "must be primary: Celery reads several queues in one BRPOP, which Redis Cluster refuses (CROSSSLOT)",
        });
    }
    if (dify.eventBus === "cluster" && !redis.cluster.enabled) {
        problems.push({
            path: "dify.eventBus",
            value: "cluster",
            message: "needs redis.cluster.enabled: true, or use primary",
        });
    }
    if (dify.eventBus === "cluster" && dify.collaboration) {
        problems.push({
            path: "dify.eventBus",
            value: "cluster",
            message:
                "needs dify.collaboration: false, or use primary: Socket.IO shares the event bus, and follows no redirects of a " +
                "Redis Cluster",
        });
    }
    return problems;
};

const dataHasAStandby: Rule = ({ environment, zones, postgres, redis }) =>
    [
        // Each PostgreSQL instance has a zone of its own, so a single zone holds a single instance.
        { path: "postgres.replicas", members: postgres.replicas, minimum: Math.min(2, zones.length) },
        { path: "redis.replicas", members: redis.replicas, minimum: 2 },
    ]
        .filter(({ members, minimum }) => environment !== "production" && members < minimum)
        .map(({ path, members, minimum }) => ({
            path,
            value: members,
            message: `must be at least ${minimum}: with one member there is nothing to fail over to`,
        }));

const majoritiesAreOdd: Rule = ({ redis, milvus }) =>
    [
        { path: "redis.sentinels", members: redis.sentinels, what: "Sentinels" },
        { path: "milvus.etcd.replicas", members: milvus.etcd.replicas, what: "etcd members" },
    ]
        .filter(({ members }) => members < 3 || members % 2 === 0)
        .map(({ path, members, what }) => ({
            path,
            value: members,
            message: `must be odd and at least 3: a majority of the ${what} must survive the loss of one`,
        }));

/** Silent while there are too few zones: how many instances they can hold depends on how that is mended. */
const zonesHoldDataMembers: Rule = (config) => {
    const { postgres, zones } = config;
    return postgres.engine === "cloudnativepg" &&
        postgres.replicas > zones.length &&
        zones.length >= minimumZones(config)
        ? [
              {
                  path: "postgres.replicas",
                  value: postgres.replicas,
                  message: `must be at most ${zones.length}, the number of zones: each instance has a zone of its own`,
              },
          ]
        : [];
};

const storageHasCredentials: Rule = ({ storage }) => {
    const { credentialsSecret, accessKeyId, secretAccessKey } = storage;
    if (credentialsSecret !== undefined && (accessKeyId !== undefined || secretAccessKey !== undefined)) {
        return [
            {
                path: "storage.credentialsSecret",
                value: credentialsSecret,
                message: "excludes storage.accessKeyId and storage.secretAccessKey; give one or the other",
            },
        ];
    }
    if (storage.kind === "s3") {
        return [];
    }
    if (credentialsSecret === undefined && accessKeyId === undefined && secretAccessKey === undefined) {
        return [
            {
                path: "storage.credentialsSecret",
                message:
                    "missing; name a Secret with the keys accesskey and secretkey, or set storage.accessKeyId and " +
                    "storage.secretAccessKey",
            },
        ];
    }
    if (credentialsSecret === undefined && accessKeyId === undefined) {
        return [{ path: "storage.accessKeyId", message: "missing; storage.secretAccessKey is useless without it" }];
    }
    if (credentialsSecret === undefined && secretAccessKey === undefined) {
        return [{ path: "storage.secretAccessKey", message: "missing; storage.accessKeyId is useless without it" }];
    }
    return [];
};

const limitsCoverRequests: Rule = (config) =>
    [...sizedServices(config), ["gateway", config.gateway] as const].flatMap(([service, { requests, limits }]) => {
        const lacking = (key: "cpu" | "memory") => ({
            path: `${service}.limits.${key}`,
            value: limits[key],
            message: `must be at least ${service}.requests.${key}, which is ${requests[key]}`,
        });
        return [
            ...(parseCpu(limits.cpu) < parseCpu(requests.cpu) ? [lacking("cpu")] : []),
            ...(parseBytes(limits.memory) < parseBytes(requests.memory) ? [lacking("memory")] : []),
        ];
    });

const vectorsFitIntoMemory: Rule = ({ milvus: { load, queryNode } }) => {
    const needed = queryNodeBytes(load, queryNode.replicas);
    return parseBytes(queryNode.limits.memory) >= needed
        ? []
        : [
              {
                  path: "milvus.queryNode.limits.memory",
                  value: queryNode.limits.memory,
                  message:
                      `must be at least ${queryNodeMemory(load, queryNode.replicas)}: ${load.vectors} vectors of ${load.dimensions} ` +
                      `dimensions must fit although one of ${queryNode.replicas} query nodes is lost; raise it or the replicas`,
              },
          ];
};

const restorePointIsOne: Rule = ({ postgres: { engine, restoreFrom, backup } }) => {
    if (restoreFrom === undefined) {
        return [];
    }
    return [
        ...(restoreFrom.time !== undefined && restoreFrom.backup !== undefined
            ? [
                  {
                      path: "postgres.restoreFrom.backup",
                      value: restoreFrom.backup,
                      message: "excludes postgres.restoreFrom.time; give one, or neither for the newest state",
                  },
              ]
            : []),
        ...(restoreFrom.as === "postgres"
            ? [
                  {
                      path: "postgres.restoreFrom.as",
                      value: restoreFrom.as,
                      message: "must be another name than that of the first server, such as postgres-restored",
                  },
              ]
            : []),
        ...(backup.enabled || engine !== "cloudnativepg"
            ? []
            : [
                  {
                      path: "postgres.backup.enabled",
                      value: false,
                      message: "must be true to restore: the archive is read through it",
                  },
              ]),
    ];
};

const oneProxyBeforePostgres: Rule = ({ postgres: { readWriteSplit, pooler, replicas } }) => [
    ...(readWriteSplit === "pgpool" && pooler.enabled
        ? [
              {
                  path: "postgres.readWriteSplit",
                  value: readWriteSplit,
                  message: "excludes postgres.pooler.enabled: Pgpool-II must see the primary, not another pooler",
              },
          ]
        : []),
    ...(readWriteSplit === "pgpool" && replicas < 2
        ? [
              {
                  path: "postgres.readWriteSplit",
                  value: readWriteSplit,
                  message: "needs postgres.replicas of at least 2: there is no standby",
              },
          ]
        : []),
];

const timeZoneExists: Rule = ({ postgres: { backup } }) =>
    isTimeZone(backup.timeZone)
        ? []
        : [
              {
                  path: "postgres.backup.timeZone",
                  value: backup.timeZone,
                  message: "must be an IANA time zone such as Europe/Berlin",
              },
          ];

const RULES: readonly Rule[] = [
    zonesAreEnough,
    productionHasAnAddress,
    certificateHasOneSource,
    acmeHasAnAccount,
    beatRunsOnce,
    redisKindsFit,
    dataHasAStandby,
    majoritiesAreOdd,
    zonesHoldDataMembers,
    storageHasCredentials,
    limitsCoverRequests,
    vectorsFitIntoMemory,
    restorePointIsOne,
    timeZoneExists,
    oneProxyBeforePostgres,
    ...RELEASE_RULES,
    ...CANARY_RULES,
    ...OBSERVABILITY_RULES,
    ...OFF_HOURS_RULES,
    ...SCALING_RULES,
    ...ALERTING_RULES,
    ...AWS_RULES,
    ...AWS_CLASS_RULES,
    ...DR_RULES,
    ...EGRESS_RULES,
    ...GATEWAY_RULES,
    ...IMAGES_RULES,
    ...GATEWAY_POLICY_RULES,
    ...SLO_RULES,
    ...BUDGET_RULES,
    ...WAIVER_RULES,
];

/** Every problem that the rules find in a configuration of the right shape. */
export function checkRules(config: StackConfig): Problem[] {
    return RULES.flatMap((rule) => rule(config));
}
