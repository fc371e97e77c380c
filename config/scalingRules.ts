import type { Problem } from "../contracts/problem";
import { parseBytes, parseCpu } from "../contracts/quantity";
import type { StackConfig } from "./schema";
import { POOL_NAMES, poolConfig } from "./workerPools";

/** Rules about numbers of members that follow the load. */

type Rule = (config: StackConfig) => Problem[];

/** Services whose members may follow the load. */
const AUTOSCALED = ["api", "web", "sandbox"] as const;

const loadAddsMembers: Rule = ({ dify }) =>
    AUTOSCALED.flatMap((service) => {
        const {
            replicas,
            autoscaling: { maxReplicas },
        } = dify[service];
        return maxReplicas === undefined || maxReplicas > replicas
            ? []
            : [
                  {
                      path: `dify.${service}.autoscaling.maxReplicas`,
                      value: maxReplicas,
                      message:
                          `must be more than dify.${service}.replicas, which is ${replicas}: no load could add a member. Raise it, or leave ` +
                          "it out",
                  },
              ];
    });

const poolsHaveARange: Rule = (config) =>
    POOL_NAMES.map((name) => ({ path: `dify.workerPools.${name}.maxReplicas`, ...poolConfig(config, name) }))
        .filter(({ minReplicas, maxReplicas }) => maxReplicas < minReplicas)
        .map(({ path, minReplicas, maxReplicas }) => ({
            path,
            value: maxReplicas,
            message: `must be at least minReplicas, which is ${minReplicas}`,
        }));

/** Of both, one may be the pool's own and one that of `dify.worker`. */
const poolLimitsCoverRequests: Rule = (config) =>
    POOL_NAMES.flatMap((name) => {
        const { requests, limits } = poolConfig(config, name);
        const lacking = (key: "cpu" | "memory") => ({
            path: `dify.workerPools.${name}.limits.${key}`,
            value: limits[key],
            message: `must be at least what a pod requests, which is ${requests[key]}`,
        });
        return [
            ...(parseCpu(limits.cpu) < parseCpu(requests.cpu) ? [lacking("cpu")] : []),
            ...(parseBytes(limits.memory) < parseBytes(requests.memory) ? [lacking("memory")] : []),
        ];
    });

/** They are silent while there are no pools. */
const ofPools =
    (rule: Rule): Rule =>
    (config) =>
        config.dify.workerPools.enabled ? rule(config) : [];

export const SCALING_RULES: readonly Rule[] = [
    loadAddsMembers,
    ofPools(poolsHaveARange),
    ofPools(poolLimitsCoverRequests),
];
