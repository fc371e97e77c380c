import type { KubernetesObject, ResourceGraph } from "../../analysis/graph";
import { standInObjects, type StandInArgs } from "./objects";

/** What a chart would install of workloads, read from the values that the program gives it. */
type ChartMaker = (release: ReleaseInputs) => StandInArgs[];

interface ReleaseInputs {
    readonly chart: string;
    readonly namespace: string;
    readonly values: Readonly<Record<string, unknown>>;
}

/** A part of a chart's values, of which we know only the fields that we read. */
type Fields = Readonly<Record<string, unknown>>;

const MAKERS: Readonly<Record<string, ChartMaker>> = {
    "higress-core": higressDeployments,
};

const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

/** Stand-ins for the workloads of a graph's charts; none for charts that no Workload comes from. */
export function standInsForCharts(graph: ResourceGraph): KubernetesObject[] {
    return graph.resources
        .filter(({ type }) => type === RELEASE_TYPE)
        .map(({ inputs }) => inputs as unknown as ReleaseInputs)
        .flatMap((release) => MAKERS[release.chart]?.(release) ?? [])
        .flatMap(standInObjects);
}

/** Gateways and controllers; nothing scales stand-ins, so there are as few gateways as the autoscaler would leave. */
function higressDeployments({ chart, namespace, values }: ReleaseInputs): StandInArgs[] {
    const gateway = values.gateway as Fields & { name: string; autoscaling: { minReplicas: number } };
    const controller = values.controller as Fields & { name: string; replicas: number };
    const deployment = (
        { name, affinity, tolerations, topologySpreadConstraints, resources }: Fields & { name: string },
        replicas: number,
        higress: string,
    ): StandInArgs => ({
        name,
        namespace,
        source: `Release ${chart}`,
        labels: { app: name, higress },
        replicas,
        resources,
        placement: { affinity, tolerations, topologySpreadConstraints },
        kind: "Deployment",
        service: name,
        disruptionBudget: false,
    });
    return [
        deployment(gateway, gateway.autoscaling.minReplicas, `${namespace}-${gateway.name}`),
        deployment(controller, controller.replicas, controller.name),
    ];
}
