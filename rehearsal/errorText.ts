/** The `code` of a system error ("ENOENT"), or undefined. */
export function errorCode(error: unknown): string | undefined {
    return propertyOf(error, "code");
}

/** What an error says, without its class name and stack. */
export function errorMessage(error: unknown): string {
    return propertyOf(error, "message") ?? String(error);
}

/**
 * Not with `instanceof Error`: errors of Node's own modules are of another realm than code that runs in a
 * `vm` context, as tests do.
 */
function propertyOf(error: unknown, name: string): string | undefined {
    const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === "string" ? value : undefined;
}
