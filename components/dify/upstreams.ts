import type { Upstream } from "../../contracts";
import { PORTS } from "./catalogue";
import { SERVICE_SUFFIX, STREAM_SUFFIX } from "./services";

/** Services of a release that requests from outside may be routed to: name after that of the release, and port. */
const ROUTED: readonly (readonly [suffix: string, port: number])[] = [
    [SERVICE_SUFFIX.api, PORTS.api],
    // A second name of the same pods, for what streams.
    [STREAM_SUFFIX, PORTS.api],
    [SERVICE_SUFFIX.websocket, PORTS.api],
    [SERVICE_SUFFIX.web, PORTS.web],
    [SERVICE_SUFFIX.pluginDaemon, PORTS.pluginDaemon],
];

/** What a gateway sends requests of a release to, whichever of it this release has: pure. */
export function gatewayUpstreams(release: string, namespace: string): Upstream[] {
    return ROUTED.map(([suffix, port]) => ({ service: `${release}-${suffix}`, namespace, port }));
}
