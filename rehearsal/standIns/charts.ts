import type { KubernetesObject, ResourceGraph } from "../../analysis/graph";
import { standInObjects, type StandInArgs } from "./objects";

/** What a chart would install of workloads, read from the values that the program gives it. */
type ChartMaker = (release: ReleaseInputs) => StandInArgs[];

interface ReleaseInputs {
    readonly chart: string;
    /** Name of the release. */
    readonly name: string;
    readonly namespace: string;
    readonly values: Readonly<Record<string, unknown>>;
}

/** A part of a chart's values, of which we know only the fields that we read. */
type Fields = Readonly<Record<string, unknown>>;

const MAKERS: Readonly<Record<string, ChartMaker>> = {
    "higress-core": higressDeployments,
    "kube-prometheus-stack": prometheusStack,
};

const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

/**
 * Stand-ins for the workloads of a graph's charts: of its releases, and of what components would install on a cluster that can run it,
 * which is their output `charts`. None for charts that no Workload comes from.
 */
export function standInsForCharts(graph: ResourceGraph): KubernetesObject[] {
    return graph.resources
        .flatMap(
            ({ type, inputs, outputs }) =>
                (type === RELEASE_TYPE ? [inputs] : (outputs?.charts ?? [])) as ReleaseInputs[],
        )
        .flatMap((release) => MAKERS[release.chart]?.(release) ?? [])
        .flatMap(standInObjects);
}

/** Gateways and controllers; nothing scales stand-ins, so there are as few gateways as the autoscaler would leave. */
function higressDeployments({ chart, namespace, values }: ReleaseInputs): StandInArgs[] {
    const gateway = values.gateway as Fields & { name: string; autoscaling: { minReplicas: number } };
    const controller = values.controller as Fields & { name: string; replicas: number };
    const deployment = (
        { name, resources, ...where }: Fields & { name: string },
        replicas: number,
        higress: string,
    ): StandInArgs => ({
        name,
        namespace,
        source: `Release ${chart}`,
        labels: { app: name, higress },
        replicas,
        resources,
        placement: placementOf(where),
        kind: "Deployment",
        service: name,
        disruptionBudget: false,
    });
    return [
        deployment(gateway, gateway.autoscaling.minReplicas, `${namespace}-${gateway.name}`),
        deployment(controller, controller.replicas, controller.name),
    ];
}

/** What the operator makes of the chart's Prometheus and Alertmanager, and the chart's own Deployments. */
function prometheusStack({ chart, name: release, namespace, values }: ReleaseInputs): StandInArgs[] {
    const common = { namespace, source: `Release ${chart}`, disruptionBudget: false };
    const stateful = (kind: "prometheus" | "alertmanager"): StandInArgs => {
        const spec = (values[kind] as Fields)[`${kind}Spec`] as Fields;
        return {
            ...common,
            name: `${kind}-${release}`,
            labels: { "app.kubernetes.io/name": kind, [kind]: release },
            replicas: spec.replicas as number,
            resources: spec.resources,
            placement: placementOf(spec),
            kind: "StatefulSet",
            service: `${release}-${kind}`,
        };
    };
    const single = (section: string, name: string, labels: Readonly<Record<string, string>>): StandInArgs => {
        const fields = values[section] as Fields;
        return {
            ...common,
            name,
            labels,
            replicas: (fields.replicas ?? 1) as number,
            resources: fields.resources,
            placement: placementOf(fields),
            kind: "Deployment",
            service: name,
        };
    };
    const chartLabels = (name: string) => ({ "app.kubernetes.io/name": name, "app.kubernetes.io/instance": release });
    return [
        stateful("prometheus"),
        stateful("alertmanager"),
        single("grafana", "grafana", chartLabels("grafana")),
        single("kube-state-metrics", "kube-state-metrics", chartLabels("kube-state-metrics")),
        single("prometheusOperator", `${release}-operator`, { app: `${chart}-operator`, release }),
    ];
}

function placementOf({ affinity, tolerations, topologySpreadConstraints }: Fields): StandInArgs["placement"] {
    return { affinity, tolerations, topologySpreadConstraints };
}
