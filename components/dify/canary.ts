import type { AppSecrets, Hosts } from "./env";
import type { ServiceName } from "./services";

/** A second release beside another one, on the same data, which gets a part of its requests. */

/** Which requests go to the canary: a share of all, at random, or those that carry a header. */
export type CanaryTraffic =
    | { readonly kind: "weight"; /** Percent of the requests, 0 to 100. */ readonly weight: number }
    | { readonly kind: "header"; readonly name: string; readonly value: string };

/** What a release lends to its canary. */
export interface SharedServices {
    readonly secrets: AppSecrets;
    readonly hosts: Hosts;
    /** Secret with the certificate; none without TLS. */
    readonly tlsSecret: string | undefined;
}

export interface CanaryArgs {
    /** The release that it stands beside. */
    readonly of: SharedServices;
    readonly traffic: CanaryTraffic;
    /** Images instead of those of its version. */
    readonly images: { readonly api?: string; readonly web?: string };
    /** Variables of its api and worker, on top of those of the release or instead of them. Anyone may read them. */
    readonly environment: Readonly<Record<string, string>>;
}

/**
 * What a canary runs itself. Workers, because runs are executed there: with the other release's alone nothing new would be tried. Not the
 * scheduler, which must be one; not the plugin daemon, which would install and migrate in the same store with another version; not the
 * sockets, where the editors of one workflow must meet; not sandbox and SSRF proxy, which know nothing of Dify's version.
 */
const SERVICES: Readonly<Record<CanaryTraffic["kind"], readonly ServiceName[]>> = {
    weight: ["api", "worker"],
    header: ["api", "worker", "web"],
};

/** What services of a release depend on. */
export interface Served {
    readonly canary?: CanaryArgs;
    /** Whether there are sockets. */
    readonly collaboration: boolean;
    /** Whether its workers are divided by queues. */
    readonly pooled: boolean;
}

/** Services of a release: a canary's are few, sockets are served with collaboration only, and further workers with pools only. */
export function isServed(service: ServiceName, { canary, collaboration, pooled }: Served): boolean {
    if (canary !== undefined) {
        return SERVICES[canary.traffic.kind].includes(service);
    }
    const conditional: Partial<Record<ServiceName, boolean>> = {
        websocket: collaboration,
        latencyWorker: pooled,
        heavyWorker: pooled,
    };
    return conditional[service] ?? true;
}
