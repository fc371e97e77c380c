import type { Recovery } from "../../contracts";

/** How members recover that any Kubernetes looks after alike. */

/** Other members serve on; the lost one leaves the endpoints when its node is found dead. */
export const ENDPOINT_RECOVERY: Recovery = {
    kind: "endpoint",
    expectedSeconds: 55,
    source: "node-monitor-grace-period, 50 s since Kubernetes 1.32; 44 to 53 s in the zone-loss drill",
};

/** A replacement must start first. */
export const RESTART_RECOVERY: Recovery = {
    kind: "restart",
    expectedSeconds: 100,
    source: "node detection 55 s, toleration 15 s, start-up 30 s; without the last, 60 to 76 s in the zone-loss drill",
};
