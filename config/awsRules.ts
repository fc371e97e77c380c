import type { Problem } from "../contracts/problem";
import { AWS_REGIONS, zonesOfRegion } from "./awsRegions";
import type { StackConfig } from "./schema";

/** Rules over more than one key that concern AWS. */

/** Whether the program makes the cluster itself, on AWS. */
export function isOnAws({ cluster }: Pick<StackConfig, "cluster">): boolean {
    return cluster.kind === "eks" || cluster.kind === "k3s";
}

/** Settings that only mean something on AWS, when they are switched on. */
function awsOnlySettings({
    postgres,
    redis,
    storage,
    secrets,
    domain,
    dr,
    recovery,
}: StackConfig): [string, unknown][] {
    return (
        [
            ["postgres.engine", postgres.engine, "cloudnativepg"],
            ["redis.engine", redis.engine, "operator"],
            ["storage.kind", storage.kind, "existing"],
            ["secrets.store", secrets.store, "kubernetes"],
            ["domain.hostedZoneId", domain.hostedZoneId, undefined],
            ["dr.region", dr.region, undefined],
            ["recovery.primary", recovery?.primary, undefined],
        ] satisfies [string, unknown, unknown][]
    )
        .filter(([, value, elsewhere]) => value !== elsewhere)
        .map(([path, value]) => [path, value]);
}

function managedServicesNeedAws(config: StackConfig): Problem[] {
    return isOnAws(config)
        ? []
        : awsOnlySettings(config).map(([path, value]) => ({
              path,
              value,
              message: "needs cluster.kind: eks or k3s, whose network it is part of",
          }));
}

function regionIsKnown(config: StackConfig): Problem[] {
    const { region } = config.aws;
    if (!isOnAws(config)) {
        return [];
    }
    if (region === undefined) {
        return [{ path: "aws.region", message: `missing; cluster.kind: ${config.cluster.kind} needs an AWS region` }];
    }
    return region in AWS_REGIONS
        ? []
        : [
              {
                  path: "aws.region",
                  value: region,
                  message: `must be one of ${Object.keys(AWS_REGIONS).join(", ")}`,
              },
          ];
}

function zonesAreOfTheRegion(config: StackConfig): Problem[] {
    const { aws, zones } = config;
    const known = zonesOfRegion(aws.region ?? "");
    if (!isOnAws(config) || known.length === 0) {
        return [];
    }
    if (zones.length > known.length) {
        return [
            {
                path: "zones",
                value: zones,
                message: `${aws.region} has ${known.length} zones only: ${known.join(", ")}; take fewer or another region`,
            },
        ];
    }
    const strangers = zones.filter((zone) => !known.includes(zone));
    return strangers.length === 0
        ? []
        : [
              {
                  path: "zones",
                  value: strangers,
                  message: `must be availability zones of aws.region ${aws.region}: ${known.join(", ")}`,
              },
          ];
}

/** Bits of the shortest and the longest prefix that a network may have. */
const PREFIX = { shortest: 16, longest: 20 };

function networkHasRoom(config: StackConfig): Problem[] {
    const { cidr } = config.network;
    const [address = "", length] = cidr.split("/");
    const bits = Number(length);
    const fits = !address.includes(":") && bits >= PREFIX.shortest && bits <= PREFIX.longest;
    return !isOnAws(config) || fits
        ? []
        : [
              {
                  path: "network.cidr",
                  value: cidr,
                  message: `must be an IPv4 range from /${PREFIX.shortest} to /${PREFIX.longest}: every pod takes an address from it`,
              },
          ];
}

function existingNetworkHasTheZones({ zones, network: { existing } }: StackConfig): Problem[] {
    if (existing === undefined) {
        return [];
    }
    const named = existing.zones.map(({ zone }) => zone);
    const missing = zones.filter((zone) => !named.includes(zone));
    return missing.length === 0
        ? []
        : [
              {
                  path: "network.existing.zones",
                  value: named,
                  message: `must have an entry for each of zones; missing: ${missing.join(", ")}`,
              },
          ];
}

function k3sHasThreeZones({ cluster, zones }: StackConfig): Problem[] {
    return cluster.kind === "k3s" && zones.length < 3
        ? [
              {
                  path: "zones",
                  value: zones,
                  message:
                      "k3s needs 3: with fewer, losing one takes the majority of its etcd along; or use cluster.kind: eks",
              },
          ]
        : [];
}

function nodeBoundsAreOrdered(config: StackConfig): Problem[] {
    const { minPerZone, maxPerZone } = config.cluster.nodes.general;
    return isOnAws(config) && maxPerZone < minPerZone
        ? [
              {
                  path: "cluster.nodes.general.maxPerZone",
                  value: maxPerZone,
                  message: `must be at least cluster.nodes.general.minPerZone, which is ${minPerZone}`,
              },
          ]
        : [];
}

/** What is made for servers in the cluster, and has no meaning for one that AWS runs. */
function managedPostgresHasNoProxy({ postgres }: StackConfig): Problem[] {
    const { engine, pooler, readWriteSplit } = postgres;
    const wanted: [string, unknown, boolean][] = [
        ["postgres.pooler.enabled", pooler.enabled, pooler.enabled],
        ["postgres.readWriteSplit", readWriteSplit, readWriteSplit !== "none"],
    ];
    return wanted
        .filter(([, , isSet]) => isSet && engine !== "cloudnativepg")
        .map(([path, value]) => ({ path, value, message: `needs postgres.engine: cloudnativepg; it is ${engine}` }));
}

/** What only ElastiCache has, and there only the group with shards. */
function durabilityIsPossible({ redis: { engine, cluster } }: StackConfig): Problem[] {
    const needed: [holds: boolean, message: string][] = [
        [engine === "elasticache", "needs redis.engine: elasticache; members in the cluster keep an append-only file"],
        [cluster.enabled, "needs redis.cluster.enabled: true; the primary and its replicas have no such log"],
    ];
    return cluster.durability === "none"
        ? []
        : needed
              .filter(([holds]) => !holds)
              .map(([, message]) => ({ path: "redis.cluster.durability", value: cluster.durability, message }));
}

function awsKeepsFilesInS3(config: StackConfig): Problem[] {
    const { kind } = config.storage;
    return isOnAws(config) && kind !== "s3"
        ? [
              {
                  path: "storage.kind",
                  value: kind,
                  message: `must be s3 with cluster.kind: ${config.cluster.kind}, whose buckets the program makes`,
              },
          ]
        : [];
}

function storeHasAnEndpoint({ storage }: StackConfig): Problem[] {
    return storage.kind === "existing" && storage.endpoint === undefined
        ? [
              {
                  path: "storage.endpoint",
                  message: "missing; name the URL of the object store, such as https://s3.eu-central-1.amazonaws.com",
              },
          ]
        : [];
}

/** Every problem that the rules about AWS find. */
export const AWS_RULES: readonly ((config: StackConfig) => Problem[])[] = [
    managedServicesNeedAws,
    regionIsKnown,
    zonesAreOfTheRegion,
    networkHasRoom,
    existingNetworkHasTheZones,
    k3sHasThreeZones,
    nodeBoundsAreOrdered,
    managedPostgresHasNoProxy,
    durabilityIsPossible,
    awsKeepsFilesInS3,
    storeHasAnEndpoint,
];
