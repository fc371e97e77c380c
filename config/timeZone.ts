/**
 * Whether a name is that of an IANA time zone, spelt as in its database: Go's programs, such as Kubernetes and KEDA, know neither other
 * capitals nor offsets such as `+02:00`.
 */
export function isTimeZone(name: string): boolean {
    const known = knownAs(name);
    return known !== undefined && /^[A-Z]/.test(name) && (known === name || known.toLowerCase() !== name.toLowerCase());
}

/** The time zone that JavaScript takes a name for, which may be an alias. */
function knownAs(name: string): string | undefined {
    try {
        return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    } catch {
        return undefined;
    }
}
