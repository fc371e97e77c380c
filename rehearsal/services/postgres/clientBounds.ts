/** How long a libpq client with given options can be kept waiting by a server that went dark, in seconds. Pure. */
export interface ClientBounds {
    /** It has sent something that was never acknowledged. */
    readonly unacknowledged: number;
    /** It waits for the reply to something that was acknowledged, or waits for nothing at all. */
    readonly idle: number;
    /** It connects. */
    readonly connect: number;
}

/** @param options the query of a connection URI, such as DB_EXTRAS. Infinity where the kernel's 15 minutes and more apply. */
export function clientBounds(options: string): ClientBounds {
    const values = new URLSearchParams(options);
    const seconds = (name: string) => (values.has(name) ? Number(values.get(name)) : Number.POSITIVE_INFINITY);
    return {
        unacknowledged: seconds("tcp_user_timeout") / 1000,
        idle: seconds("keepalives_idle") + seconds("keepalives_interval") * seconds("keepalives_count"),
        connect: seconds("connect_timeout"),
    };
}
