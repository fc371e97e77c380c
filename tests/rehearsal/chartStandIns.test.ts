import { HigressGateway } from "../../components/gateway/higressGateway";
import { Observability } from "../../components/observability/observability";
import { Operators } from "../../components/operators/operators";
import { standInsForCharts } from "../../rehearsal/standIns/charts";
import { clusterHandle, RESOURCES } from "../support/cluster";
import { evaluateComponent } from "../support/evaluation";

test("for the gateway's chart there are the members that its values ask for, where they ask for them", async () => {
    let gateway: HigressGateway | undefined;
    const graph = await evaluateComponent((opts) => {
        gateway = new HigressGateway(
            "gw",
            { cluster: clusterHandle(), resources: RESOURCES, exposure: { kind: "clusterIp" }, upstreams: [] },
            opts,
        );
    });
    const standIns = standInsForCharts(graph);
    const ofKind = (wanted: string) =>
        standIns.filter(({ kind }) => kind === wanted) as unknown as {
            metadata: object;
            spec: Record<string, unknown>;
        }[];

    expect(standIns).toHaveLength(4);
    expect(ofKind("Deployment")).toEqual(
        gateway?.workloads.map(({ name, members, pods }): unknown =>
            expect.objectContaining({
                metadata: {
                    name,
                    namespace: "higress-system",
                    labels: { "dify-ha/stand-in": "release-higress-core" },
                },
                spec: expect.objectContaining({
                    replicas: members.min,
                    selector: { matchLabels: pods?.matchLabels },
                    template: expect.objectContaining({
                        spec: expect.objectContaining({
                            affinity: { nodeAffinity: expect.anything() as unknown },
                            tolerations: expect.arrayContaining([
                                expect.objectContaining({ tolerationSeconds: 15 }),
                            ]) as unknown,
                            topologySpreadConstraints: expect.arrayContaining([
                                expect.objectContaining({
                                    topologyKey: "topology.kubernetes.io/zone",
                                    labelSelector: { matchLabels: pods?.matchLabels },
                                }),
                            ]) as unknown,
                        }) as unknown,
                    }) as unknown,
                }) as unknown,
            }),
        ),
    );
    expect(ofKind("Service").map(({ spec }) => spec.selector)).toEqual(
        gateway?.workloads.map(({ pods }) => pods?.matchLabels),
    );
});

describe("for the observability stack", () => {
    const shown = async (simulated: boolean) => {
        let stack: Observability | undefined;
        const graph = await evaluateComponent((opts) => {
            stack = new Observability(
                "mon",
                {
                    cluster: clusterHandle({ simulated }),
                    prometheus: { replicas: 2, resources: RESOURCES, storage: "50Gi", retentionDays: 15 },
                    alertmanager: { replicas: 3, resources: RESOURCES },
                },
                opts,
            );
        });
        return { standIns: standInsForCharts(graph), workloads: stack?.workloads ?? [] };
    };

    test.each([false, true])(
        "there are the members of its workloads, also where it is not installed (%s)",
        async (simulated) => {
            const { standIns, workloads } = await shown(simulated);
            const pods = standIns
                .filter(({ kind }) => kind !== "Service")
                .map((object) => {
                    const { replicas, selector } = object.spec as { replicas: number; selector: object };
                    return { kind: object.kind, name: object.metadata.name, members: replicas, selector };
                });
            const kinds = {
                prometheus: ["StatefulSet", "prometheus-monitoring"],
                alertmanager: ["StatefulSet", "alertmanager-monitoring"],
                grafana: ["Deployment", "grafana"],
                "kube-state-metrics": ["Deployment", "kube-state-metrics"],
                "prometheus-operator": ["Deployment", "monitoring-operator"],
            };
            expect(pods).toEqual(
                Object.entries(kinds).map(([workload, [kind, name]]) => {
                    const { members, pods: selected } = workloads.find((found) => found.name === workload) ?? {};
                    return { kind, name, members: members?.min, selector: { matchLabels: selected?.matchLabels } };
                }),
            );
            expect(standIns.filter(({ kind }) => kind === "Service").map(({ metadata }) => metadata.name)).toEqual([
                "monitoring-prometheus",
                "monitoring-alertmanager",
                "grafana",
                "kube-state-metrics",
                "monitoring-operator",
            ]);
        },
    );

    test("Prometheus is placed as it asks for", async () => {
        const { standIns } = await shown(true);
        expect(standIns.find(({ metadata }) => metadata.name === "prometheus-monitoring")).toMatchObject({
            spec: {
                template: {
                    spec: {
                        topologySpreadConstraints: [
                            {
                                topologyKey: "topology.kubernetes.io/zone",
                                whenUnsatisfiable: "DoNotSchedule",
                                labelSelector: {
                                    matchLabels: { "app.kubernetes.io/name": "prometheus", prometheus: "monitoring" },
                                },
                            },
                            { topologyKey: "kubernetes.io/hostname" },
                        ],
                        containers: [{ resources: RESOURCES }],
                    },
                },
            },
        });
    });
});

test("for an operator's chart there is none: no Workload comes from it", async () => {
    const graph = await evaluateComponent((opts) => new Operators("ops", {}, opts));
    expect(standInsForCharts(graph)).toEqual([]);
});
