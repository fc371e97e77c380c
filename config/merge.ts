/** A configuration before validation. */
export type RawConfig = Record<string, unknown>;

/** Whether a value is a group of keys. */
export function isGroup(value: unknown): value is RawConfig {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is at `path` in nested groups and lists; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
    return path.reduce<unknown>(
        (parent, key) =>
            typeof parent === "object" && parent !== null && Object.hasOwn(parent, key)
                ? (parent as RawConfig)[key]
                : undefined,
        value,
    );
}

/** `over` on top of `base`: groups merge key by key, everything else replaces. */
export function mergeConfig(base: RawConfig, over: RawConfig): RawConfig {
    const merged = Object.entries(over).map(([key, value]) => {
        const below = valueAt(base, [key]);
        return [key, isGroup(below) && isGroup(value) ? mergeConfig(below, value) : value];
    });
    // Not by assignment: that would lose a key named __proto__, which must be reported as unknown like any other.
    return { ...base, ...(Object.fromEntries(merged) as RawConfig) };
}

/** A copy of `config` with `value` at `path`; missing groups are made. */
export function setPath(config: RawConfig, path: readonly string[], value: unknown): RawConfig {
    const [key, ...rest] = path;
    if (key === undefined) {
        return config;
    }
    const child = valueAt(config, [key]);
    return { ...config, [key]: rest.length === 0 ? value : setPath(isGroup(child) ? child : {}, rest, value) };
}
