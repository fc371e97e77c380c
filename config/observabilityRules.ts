import { parseBytes } from "../contracts/quantity";
import type { Problem } from "../contracts/problem";
import type { StackConfig } from "./schema";
import { releaseOfConfig } from "./releaseRules";
import { seriesOf, volumeGiB, type Watched } from "./seriesSizing";

/** Rules about what watches the stack. */
type Rule = (config: StackConfig) => Problem[];

const GIBI = 1024 ** 3;

/** Pods of the cluster itself on each node: network, DNS, storage and metrics agents. */
const SYSTEM_PODS_PER_NODE = 8;

/** Pods that a node runs where nobody says how many nodes there are. */
const PODS_PER_NODE = 10;

/** Gateways in each zone at most, and what runs beside the sized services: proxies, operators, exporters. */
const GATEWAYS_PER_ZONE = 4;
const FURTHER_PODS = 40;

/** What a Prometheus of the stack has to look at, as far as the configuration says. */
export function watchedBy({ cluster, zones, dify, postgres, redis, milvus }: StackConfig): Watched {
    const replicas = (services: object) =>
        Object.values(services)
            .filter((service): service is { replicas: number } => typeof service === "object" && "replicas" in service)
            .reduce((sum, service) => sum + service.replicas, 0);
    const managed = cluster.kind === "eks" || cluster.kind === "k3s";
    const gateways = managed ? zones.length * GATEWAYS_PER_ZONE : 0;
    const redisMembers = redis.replicas + (redis.cluster.enabled ? 2 * redis.cluster.shards : 0);
    const milvusPods = replicas(milvus);
    const own = replicas(dify) + postgres.replicas + redisMembers + redis.sentinels + milvusPods + gateways;
    const nodes = managed
        ? zones.length * (cluster.nodes.data.perZone + cluster.nodes.general.maxPerZone)
        : Math.max(zones.length, Math.ceil((own + FURTHER_PODS) / PODS_PER_NODE));
    return {
        nodes,
        pods: own + FURTHER_PODS + nodes * SYSTEM_PODS_PER_NODE,
        gateways,
        databases: postgres.engine === "cloudnativepg" ? postgres.replicas : 1 + postgres.readReplicas,
        redisMembers,
        milvusPods,
        pluginDaemons: releaseOfConfig(dify)?.has.pluginTelemetry === true ? dify.pluginDaemon.replicas : 0,
    };
}

const volumeHoldsRetention: Rule = (config) => {
    const { enabled, prometheus } = config.observability;
    const series = seriesOf(watchedBy(config));
    const needed = volumeGiB(series, prometheus.retentionDays);
    return !enabled || parseBytes(prometheus.storage) >= needed * GIBI
        ? []
        : [
              {
                  path: "observability.prometheus.storage",
                  value: prometheus.storage,
                  message:
                      `must be at least ${needed}Gi: about ${series} series, a sample of each every 30 s, are to be kept for ` +
                      `${prometheus.retentionDays} days; or lower observability.prometheus.retentionDays`,
              },
          ];
};

export const OBSERVABILITY_RULES: readonly Rule[] = [volumeHoldsRetention];
