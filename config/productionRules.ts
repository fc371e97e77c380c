import type { Problem } from "../contracts/problem";
import { isOnAws } from "./awsRules";
import type { StackConfig } from "./schema";
import { sizedServices } from "./sizedServices";
import { POOL_NAMES } from "./workerPools";

/**
 * What production must not be, though it could be made. A plan shows what such a stack would be like; nothing else goes on with it.
 */

type Rule = (config: StackConfig) => Problem[];

/** Members that production needs at least, where it is not 2. */
const PRODUCTION_MINIMUM: Readonly<Record<string, number>> = {
    // These two have rules of their own.
    "dify.beat": 0,
    "milvus.etcd": 0,
    postgres: 3,
    redis: 3,
};

const servicesSurviveAZone: Rule = (config) => {
    const { dify, postgres } = config;
    const services: [string, { replicas: number }][] = [
        ...sizedServices(config).filter(([path]) => path !== "dify.websocket" || dify.collaboration),
        ...(postgres.pooler.enabled ? [["postgres.pooler", postgres.pooler] satisfies [string, object]] : []),
    ];
    return services
        .map(([path, { replicas }]) => ({ path: `${path}.replicas`, replicas, minimum: PRODUCTION_MINIMUM[path] ?? 2 }))
        .filter(({ replicas, minimum }) => replicas < minimum)
        .map(({ path, replicas, minimum }) => ({
            path,
            value: replicas,
            message:
                minimum === 2
                    ? "production needs at least 2, so that one still serves when a zone is lost"
                    : `production needs at least ${minimum}, so that a primary and a standby are left when a zone is lost`,
        }));
};

const backupsAreMade: Rule = ({ postgres }) =>
    !postgres.backup.enabled
        ? [
              {
                  path: "postgres.backup.enabled",
                  value: false,
                  message: "must be true in production: nothing else survives a mistake",
              },
          ]
        : [];

const everyZoneHasAWayOut: Rule = (config) => {
    const { network } = config;
    return isOnAws(config) && network.nat === "single" && !network.acceptSingleNat
        ? [
              {
                  path: "network.nat",
                  value: network.nat,
                  message:
                      "must be perAz or regional in production: losing its zone would cut every zone off the internet; set " +
                      "network.acceptSingleNat: true to accept that",
              },
          ]
        : [];
};

const managedPostgresSurvivesAZone: Rule = ({ postgres }) =>
    postgres.engine !== "cloudnativepg" && !postgres.multiAz
        ? [
              {
                  path: "postgres.multiAz",
                  value: false,
                  message:
                      "must be true in production: with one instance, losing its zone is an outage until it is restored",
              },
          ]
        : [];

const canarySurvivesAZone: Rule = ({ dify: { canary } }) =>
    canary.enabled && canary.replicas < 2
        ? [
              {
                  path: "dify.canary.replicas",
                  value: canary.replicas,
                  message: "production needs at least 2, so that one still serves when a zone is lost",
              },
          ]
        : [];

const poolsSurviveAZone: Rule = ({ dify: { workerPools } }) =>
    POOL_NAMES.filter((name) => workerPools.enabled && workerPools[name].minReplicas < 2).map((name) => ({
        path: `dify.workerPools.${name}.minReplicas`,
        value: workerPools[name].minReplicas,
        message: "production needs at least 2, so that one still works when a zone is lost",
    }));

const PRODUCTION_RULES: readonly Rule[] = [
    servicesSurviveAZone,
    backupsAreMade,
    everyZoneHasAWayOut,
    managedPostgresSurvivesAZone,
    canarySurvivesAZone,
    poolsSurviveAZone,
];

/** What is wrong with a stack because it is production, and with no other. */
export function checkProduction(config: StackConfig): Problem[] {
    return config.environment === "production" ? PRODUCTION_RULES.flatMap((rule) => rule(config)) : [];
}
