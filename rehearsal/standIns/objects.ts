import type { KubernetesObject } from "../../analysis/graph";

/** Objects that stand in for what an operator would create. */

/** Marks a stand-in; its value names the custom resource it stands for. */
export const STAND_IN_LABEL = "dify-ha/stand-in";

/** Runs nothing and needs nothing. */
const PAUSE_IMAGE = "registry.k8s.io/pause:3.10";

export interface StandInArgs {
    /** Kubernetes name of workload, Service and disruption budget. */
    readonly name: string;
    readonly namespace: string;
    /** The custom resource, as `Kind name`. */
    readonly source: string;
    /** Labels that the operator gives to the pods. */
    readonly labels: Readonly<Record<string, string>>;
    readonly replicas: number;
    readonly resources: unknown;
    /** Placement as in a pod's `spec`. */
    readonly placement: {
        readonly affinity?: unknown;
        readonly tolerations?: unknown;
        readonly topologySpreadConstraints?: unknown;
    };
    /** `StatefulSet` where the operator keeps a volume or an identity for each member. */
    readonly kind: "Deployment" | "StatefulSet";
    /** Service over the members. */
    readonly service?: string;
    /** Whether the operator makes a disruption budget (else the component registers one). */
    readonly disruptionBudget: boolean;
}

/** The objects of one set of stand-in pods. */
export function standInObjects(args: StandInArgs): KubernetesObject[] {
    const { name, namespace, labels } = args;
    const selector = { matchLabels: labels };
    const metadata = (objectName: string) => ({
        name: objectName,
        namespace,
        labels: { [STAND_IN_LABEL]: args.source.replaceAll(" ", "-").toLowerCase() },
    });
    const workload: KubernetesObject = {
        apiVersion: "apps/v1",
        kind: args.kind,
        metadata: metadata(name),
        spec: {
            replicas: args.replicas,
            selector,
            ...(args.kind === "StatefulSet"
                ? { podManagementPolicy: "Parallel", serviceName: args.service ?? name }
                : { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
            template: {
                metadata: { labels: { ...labels, ...metadata(name).labels } },
                spec: {
                    ...args.placement,
                    automountServiceAccountToken: false,
                    containers: [{ name: "stand-in", image: PAUSE_IMAGE, resources: args.resources }],
                },
            },
        },
    };
    const service: KubernetesObject[] =
        args.service === undefined
            ? []
            : [
                  {
                      apiVersion: "v1",
                      kind: "Service",
                      metadata: metadata(args.service),
                      spec: { clusterIP: "None", selector: labels, ports: [{ name: "stand-in", port: 1 }] },
                  },
              ];
    const budget: KubernetesObject[] = args.disruptionBudget
        ? [
              {
                  apiVersion: "policy/v1",
                  kind: "PodDisruptionBudget",
                  metadata: metadata(name),
                  spec: { maxUnavailable: 1, selector },
              },
          ]
        : [];
    return [workload, ...service, ...budget];
}
