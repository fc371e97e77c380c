/** The gateway's chart, pinned. Read at tag v2.2.4 (2026-08-14) of higress-group/higress, `helm/core`. */
export const HIGRESS_CHART = {
    /** Data plane and controller, without the console. */
    chart: "higress-core",
    version: "2.2.4",
    repository: "https://higress.io/helm-charts",
} as const;

/** The namespace that Higress expects by convention; plugins of the gateway must be in it. */
export const HIGRESS_NAMESPACE = "higress-system";

/** IngressClass that the chart creates. */
export const HIGRESS_INGRESS_CLASS = "higress";

/** Names that the chart gives to its Deployments, Services, HorizontalPodAutoscaler and containers. */
export const GATEWAY_NAME = "higress-gateway";
export const CONTROLLER_NAME = "higress-controller";

/** Labels of the chart's pods (templates/_helpers.tpl: `gateway.selectorLabels`, `controller.selectorLabels`). */
export const GATEWAY_LABELS = { app: GATEWAY_NAME, higress: `${HIGRESS_NAMESPACE}-${GATEWAY_NAME}` } as const;
export const CONTROLLER_LABELS = { app: CONTROLLER_NAME, higress: CONTROLLER_NAME } as const;

/** Ports of a gateway pod. The first two are also those of the Service, and Higress redirects to HTTPS only on a listener 443. */
export const HTTP_PORT = 80;
export const HTTPS_PORT = 443;
/** `GET /healthz/ready` answers 200 once Envoy has its configuration. */
export const HEALTH_PORT = 15021;
