import type { Problem } from "../contracts/problem";
import { parseBytes } from "../contracts/quantity";
import { isOnAws } from "./awsRules";
import type { StackConfig } from "./schema";

/** Rules over more than one key that concern the gateway. */

type Exposure = StackConfig["gateway"]["exposure"];

type ExposureKind = NonNullable<Exposure["kind"]>;

/** How requests come to the gateway of a cluster that is not on AWS. */
export function exposureKind({ cluster, gateway }: StackConfig): ExposureKind {
    return gateway.exposure.kind ?? (cluster.kind === "embedded" ? "clusterIp" : "loadBalancer");
}

/** What of the exposure was set, with its path. */
function exposureSettings({ gateway: { exposure } }: StackConfig): [path: string, value: unknown][] {
    return Object.entries(exposure)
        .filter(([key, value]) => value !== undefined && (key !== "annotations" || Object.keys(value).length > 0))
        .map(([key, value]) => [`gateway.exposure.${key}`, value]);
}

function awsHasTheGateway(config: StackConfig): Problem[] {
    const { cluster, gateway } = config;
    if (!isOnAws(config)) {
        return [];
    }
    return [
        ...(gateway.kind === "higress"
            ? []
            : [
                  {
                      path: "gateway.kind",
                      value: gateway.kind,
                      message: `must be higress with cluster.kind: ${cluster.kind}, whose load balancer sends to it`,
                  },
              ]),
        ...exposureSettings(config).map(([path, value]) => ({
            path,
            value,
            message: `must be absent with cluster.kind: ${cluster.kind}: the program makes the load balancer and leads it to the gateway`,
        })),
    ];
}

/** Settings of the one kind that the other would ignore. */
function settingsFitTheKind(config: StackConfig): Problem[] {
    const { gateway, domain } = config;
    if (gateway.kind === "higress") {
        return domain.ingressClass === undefined
            ? []
            : [
                  {
                      path: "domain.ingressClass",
                      value: domain.ingressClass,
                      message: "needs gateway.kind: ingress; the Higress gateway has a class of its own",
                  },
              ];
    }
    const settings: [string, unknown][] = [
        ...(gateway.imageHub === undefined ? [] : [["gateway.imageHub", gateway.imageHub] satisfies [string, string]]),
        ...(isOnAws(config) ? [] : exposureSettings(config)),
    ];
    return settings.map(([path, value]) => ({
        path,
        value,
        message:
            "needs gateway.kind: higress; an ingress controller that the cluster has is not the program's to set up",
    }));
}

/** Keys of the exposure that only some of its kinds know. */
const KINDS_OF: Readonly<Partial<Record<keyof Exposure, readonly ExposureKind[]>>> = {
    annotations: ["loadBalancer"],
    loadBalancerClass: ["loadBalancer"],
    http: ["nodePorts"],
    https: ["nodePorts"],
    health: ["nodePorts"],
    proxyProtocol: ["loadBalancer", "nodePorts"],
};

function exposureIsOfOneKind(config: StackConfig): Problem[] {
    const kind = exposureKind(config);
    if (isOnAws(config) || config.gateway.kind !== "higress") {
        return [];
    }
    return exposureSettings(config).flatMap(([path, value]) => {
        const kinds = KINDS_OF[path.split(".").at(-1) as keyof Exposure];
        return kinds === undefined || kinds.includes(kind)
            ? []
            : [{ path, value, message: `needs gateway.exposure.kind: ${kinds.join(" or ")}; it is ${kind}` }];
    });
}

const NODE_PORTS = ["http", "https", "health"] as const;

function nodePortsAreThree(config: StackConfig): Problem[] {
    const { exposure, kind } = config.gateway;
    if (isOnAws(config) || kind !== "higress" || exposure.kind !== "nodePorts") {
        return [];
    }
    return NODE_PORTS.flatMap((name, index) => {
        const path = `gateway.exposure.${name}`;
        const port = exposure[name];
        const earlier = NODE_PORTS.slice(0, index).find((other) => exposure[other] === port);
        if (port === undefined) {
            return [{ path, message: "missing; gateway.exposure.kind: nodePorts needs it" }];
        }
        return earlier === undefined
            ? []
            : [{ path, value: port, message: `must not be gateway.exposure.${earlier}, too` }];
    });
}

function embeddedHasNoLoadBalancers({ cluster, gateway }: StackConfig): Problem[] {
    return cluster.kind === "embedded" && gateway.kind === "higress" && gateway.exposure.kind === "loadBalancer"
        ? [
              {
                  path: "gateway.exposure.kind",
                  value: gateway.exposure.kind,
                  message: "must be clusterIp or nodePorts with cluster.kind: embedded, which has no load balancers",
              },
          ]
        : [];
}

/** So that a zone never depends on one pod. */
const MIN_PER_ZONE = 2;

function zonesHaveTwo({ environment, gateway }: StackConfig): Problem[] {
    const { kind, replicasPerZone } = gateway;
    return kind === "higress" && environment !== "development" && replicasPerZone < MIN_PER_ZONE
        ? [
              {
                  path: "gateway.replicasPerZone",
                  value: replicasPerZone,
                  message:
                      `must be at least ${MIN_PER_ZONE} in ${environment}: a load balancer sends a zone's requests to the gateways of that ` +
                      "zone, which a single one would fail whenever it is replaced",
              },
          ]
        : [];
}

function boundsAreOrdered({ gateway: { replicasPerZone, maxPerZone } }: StackConfig): Problem[] {
    return maxPerZone < replicasPerZone
        ? [
              {
                  path: "gateway.maxPerZone",
                  value: maxPerZone,
                  message: `must be at least gateway.replicasPerZone, which is ${replicasPerZone}`,
              },
          ]
        : [];
}

function bodiesHaveRoom({ gateway: { maxBodySize } }: StackConfig): Problem[] {
    return parseBytes(maxBodySize) < 1
        ? [{ path: "gateway.maxBodySize", value: maxBodySize, message: "must be at least one byte" }]
        : [];
}

/** Every problem that the rules about the gateway find. */
export const GATEWAY_RULES: readonly ((config: StackConfig) => Problem[])[] = [
    awsHasTheGateway,
    settingsFitTheKind,
    exposureIsOfOneKind,
    nodePortsAreThree,
    embeddedHasNoLoadBalancers,
    zonesHaveTwo,
    boundsAreOrdered,
    bodiesHaveRoom,
];
