import { parseBytes, parseCpu, type Workload } from "../../contracts";
import { placed, type Placement } from "../shared/operatorPods";
import { zonesOf } from "../shared/placement";
import { ENDPOINT_RECOVERY, RESTART_RECOVERY } from "../shared/recovery";
import { MONITORING_NAMESPACE } from "./catalogue";
import { OBJECT_NAMES, POD_LABELS, type StackValues } from "./stackValues";

/** The Workloads that the chart's values amount to: pure. node-exporter is none: it is on every node, and lost with it. */
export function workloadsOfStack(values: StackValues): Workload[] {
    const prometheus = values.prometheus.prometheusSpec;
    const alertmanager = values.alertmanager.alertmanagerSpec;
    return [
        // Each sees and evaluates everything: one is enough, and both are told of by every alert.
        stateful("prometheus", prometheus, POD_LABELS.prometheus, OBJECT_NAMES.prometheus.service),
        stateful("alertmanager", alertmanager, POD_LABELS.alertmanager, OBJECT_NAMES.alertmanager.service),
        single("grafana", values.grafana, POD_LABELS.grafana, OBJECT_NAMES.grafana, ["prometheus"]),
        single("prometheus-operator", values.prometheusOperator, POD_LABELS.operator, OBJECT_NAMES.operator, []),
        single(
            "kube-state-metrics",
            values["kube-state-metrics"],
            POD_LABELS.kubeStateMetrics,
            OBJECT_NAMES.kubeStateMetrics,
            [],
        ),
    ];
}

type Labels = Readonly<Record<string, string>>;

function stateful(
    name: string,
    spec: Placement & { replicas: number; resources: StackValues["grafana"]["resources"] },
    matchLabels: Labels,
    service: string,
): Workload {
    return {
        name,
        tier: "background",
        members: { min: spec.replicas, max: spec.replicas },
        quorum: 1,
        ...placed(spec, spec.resources),
        recovery: ENDPOINT_RECOVERY,
        dependsOn: [],
        zoneBound: true,
        pods: { namespace: MONITORING_NAMESPACE, matchLabels },
        service,
    };
}

function single(
    name: string,
    { affinity, resources }: Pick<StackValues["grafana"], "affinity" | "resources">,
    matchLabels: Labels,
    service: string,
    dependsOn: readonly string[],
): Workload {
    return {
        name,
        tier: "background",
        members: { min: 1, max: 1 },
        quorum: 0,
        zones: zonesOf(affinity.nodeAffinity),
        spread: "none",
        requests: { cpu: parseCpu(resources.requests.cpu), memory: parseBytes(resources.requests.memory) },
        recovery: RESTART_RECOVERY,
        dependsOn,
        zoneBound: false,
        pods: { namespace: MONITORING_NAMESPACE, matchLabels },
        service,
    };
}
