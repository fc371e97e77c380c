import type { Problem } from "../contracts/problem";
import type { StackConfig } from "./schema";

/** Rules over more than one key that concern what the gateway lets through. */

/** What of the policies was asked for, by path. */
function asked({
    gateway: { rateLimits, addresses, firewall, models },
}: StackConfig): [path: string, value: unknown][] {
    const all: [string, unknown][] = [
        ["gateway.rateLimits.perKey", rateLimits.perKey],
        ["gateway.rateLimits.perAddress", rateLimits.perAddress],
        ["gateway.addresses.allow", some(addresses.allow)],
        ["gateway.addresses.deny", some(addresses.deny)],
        ["gateway.firewall", firewall === "off" ? undefined : firewall],
        ["gateway.models.providers", some(models.providers)?.map(({ name }) => name)],
        ["gateway.models.consumers", some(models.consumers)?.map(({ name }) => name)],
        ["gateway.models.cache", models.cache],
    ];
    return all.filter(([, value]) => value !== undefined);
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
    return list.length === 0 ? undefined : list;
}

function policiesNeedHigress(config: StackConfig): Problem[] {
    return config.gateway.kind === "higress"
        ? []
        : asked(config).map(([path, value]) => ({
              path,
              value,
              message: "needs gateway.kind: higress, whose plugins see to it",
          }));
}

/** Guards are of Dify's host name: the gateway serves others, too. */
function guardsNeedAHost(config: StackConfig): Problem[] {
    return config.domain.host !== undefined
        ? []
        : asked(config)
              .filter(([path]) => !path.startsWith("gateway.models."))
              .map(([path, value]) => ({ path, value, message: "needs domain.host, which it is to guard" }));
}

function addressesAreOfOneKind({ gateway: { addresses } }: StackConfig): Problem[] {
    return addresses.allow.length > 0 && addresses.deny.length > 0
        ? [
              {
                  path: "gateway.addresses.deny",
                  value: addresses.deny,
                  message: "must be empty with gateway.addresses.allow: whoever is not allowed is denied",
              },
          ]
        : [];
}

function countersNeedRedis(config: StackConfig): Problem[] {
    const { redis, gateway } = config;
    if (redis.rateLimits.enabled) {
        return [];
    }
    const counting: [string, unknown][] = [
        ["gateway.rateLimits.perKey", gateway.rateLimits.perKey],
        ["gateway.rateLimits.perAddress", gateway.rateLimits.perAddress],
        ...gateway.models.consumers.map(({ quota }, index): [string, unknown] => [
            `gateway.models.consumers.${index}.quota`,
            quota,
        ]),
        ["gateway.models.cache", gateway.models.cache],
    ];
    return counting
        .filter(([, value]) => value !== undefined)
        .map(([path, value]) => ({
            path,
            value,
            message: "needs redis.rateLimits.enabled: true: gateways count together in that Redis",
        }));
}

/** Providers without consumers would answer nobody; consumers without providers would get nothing. */
function modelsAreComplete({ gateway: { models } }: StackConfig): Problem[] {
    const { providers, consumers, cache } = models;
    return [
        ...(providers.length > 0 && consumers.length === 0
            ? [{ path: "gateway.models.consumers", message: "missing; gateway.models.providers needs at least one" }]
            : []),
        ...(providers.length === 0 && (consumers.length > 0 || cache !== undefined)
            ? [{ path: "gateway.models.providers", message: "missing; there is nobody to ask" }]
            : []),
    ];
}

function modelNamesAreUnique({ gateway: { models } }: StackConfig): Problem[] {
    return (["providers", "consumers"] as const).flatMap((list) => {
        const names = models[list].map(({ name }) => name);
        return names.flatMap((name, index) =>
            names.indexOf(name) === index
                ? []
                : [{ path: `gateway.models.${list}.${index}.name`, value: name, message: "must not be given twice" }],
        );
    });
}

function failedTokensComeBack({ gateway: { models } }: StackConfig): Problem[] {
    return models.providers.flatMap(({ tokens, healthCheckModel }, index) =>
        tokens.length > 1 && healthCheckModel === undefined
            ? [
                  {
                      path: `gateway.models.providers.${index}.healthCheckModel`,
                      message: "missing; with several tokens, one that failed is tried with it until it works again",
                  },
              ]
            : [],
    );
}

function embeddingProviderExists({ gateway: { models } }: StackConfig): Problem[] {
    const provider = models.cache?.semantic?.embedding.provider;
    const names = models.providers.map(({ name }) => name);
    return provider === undefined || names.includes(provider)
        ? []
        : [
              {
                  path: "gateway.models.cache.semantic.embedding.provider",
                  value: provider,
                  message: `must be one of gateway.models.providers: ${names.join(", ")}`,
              },
          ];
}

/** Every problem that the rules about the gateway's policies find. */
export const GATEWAY_POLICY_RULES: readonly ((config: StackConfig) => Problem[])[] = [
    policiesNeedHigress,
    guardsNeedAHost,
    addressesAreOfOneKind,
    countersNeedRedis,
    modelsAreComplete,
    modelNamesAreUnique,
    failedTokensComeBack,
    embeddingProviderExists,
];
