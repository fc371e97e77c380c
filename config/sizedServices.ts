import type { SizedConfig, StackConfig } from "./schema";

/** Every service with its size. */
export function sizedServices(config: StackConfig): [string, SizedConfig][] {
    const groups: [string, Record<string, unknown>][] = [
        ["dify.", config.dify],
        ["milvus.", config.milvus],
        ...(config.observability.enabled ? [["observability.", config.observability] satisfies [string, object]] : []),
        ["", { postgres: config.postgres, redis: config.redis }],
    ];
    return groups.flatMap(([prefix, group]) =>
        Object.entries(group)
            .filter((entry): entry is [string, SizedConfig] => isSized(entry[1]))
            .map(([name, size]): [string, SizedConfig] => [`${prefix}${name}`, size]),
    );
}

function isSized(value: unknown): boolean {
    return typeof value === "object" && value !== null && "requests" in value;
}
