import { releaseOfConfig } from "./releaseRules";
import type { SizedConfig, StackConfig } from "./schema";

/** Every service of the stack's release with its size. */
export function sizedServices(config: StackConfig): [string, SizedConfig][] {
    const groups: [string, Record<string, unknown>][] = [
        ["dify.", withoutLacking(config)],
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

function withoutLacking({ dify }: StackConfig): Record<string, unknown> {
    const has: Readonly<Record<string, boolean>> = releaseOfConfig(dify)?.has ?? {};
    return Object.fromEntries(Object.entries(dify).filter(([name]) => has[name] !== false));
}

function isSized(value: unknown): boolean {
    return typeof value === "object" && value !== null && "requests" in value;
}
