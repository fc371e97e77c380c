/** Sets of ports: pure. */

export interface PortRange {
    readonly protocol: string;
    readonly first: number;
    readonly last: number;
}

/** What a policy without a word about ports allows. */
export const EVERY_PORT: readonly PortRange[] = ["TCP", "UDP", "SCTP"].map((protocol) => ({
    protocol,
    first: 1,
    last: 65535,
}));

/** What is in both sets. */
export function commonPorts(some: readonly PortRange[], others: readonly PortRange[]): PortRange[] {
    const common = some.flatMap((one) =>
        others
            .filter(({ protocol }) => protocol === one.protocol)
            .map(({ protocol, first, last }) => ({
                protocol,
                first: Math.max(first, one.first),
                last: Math.min(last, one.last),
            }))
            .filter(({ first, last }) => first <= last),
    );
    return [...new Map(common.map((range) => [describe(range), range])).values()];
}

/** Such as `443`, `1025-65535`, `53/UDP`, or `every port`. */
export function describePorts(ports: readonly PortRange[]): string {
    const described = [...ports].sort((a, b) => a.first - b.first || a.last - b.last).map(describe);
    return EVERY_PORT.every((range) => described.includes(describe(range))) ? "every port" : described.join(", ");
}

function describe({ protocol, first, last }: PortRange): string {
    const range = first === last ? String(first) : `${first}-${last}`;
    return protocol === "TCP" ? range : `${range}/${protocol}`;
}
