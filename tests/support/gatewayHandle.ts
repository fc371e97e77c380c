import type { GatewayHandle } from "../../contracts";

/** A gateway as components that add to it see it. */
export const GATEWAY: GatewayHandle = {
    namespace: "higress-system",
    ingressClass: "higress",
    address: "higress-gateway.higress-system.svc.cluster.local",
    podLabels: { app: "higress-gateway" },
};
