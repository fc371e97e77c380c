import { HigressGateway } from "../../components/gateway/higressGateway";
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

test("for an operator's chart there is none: no Workload comes from it", async () => {
    const graph = await evaluateComponent((opts) => new Operators("ops", {}, opts));
    expect(standInsForCharts(graph)).toEqual([]);
});
