import type { ResourceGraph } from "../../../analysis/graph";
import { EksCluster } from "../../../components/eks/eksCluster";
import { K3sCluster } from "../../../components/k3s/k3sCluster";
import type { IdleCapacity } from "../../../components/shared/capacitySchedule";
import { evaluateOnAws } from "../../support/awsEvaluation";
import { evaluateComponent } from "../../support/evaluation";
import { inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { EKS_ARGS } from "../eks/eksClusterArgs";
import { ARGS as K3S_ARGS } from "../k3s/k3sClusterArgs";

const idle: IdleCapacity = {
    workingTime: { timeZone: "Europe/Berlin", days: ["mon", "fri"], from: "08:00", until: "20:00" },
    minPerZone: 1,
};

const SCHEDULE = "aws:autoscaling/schedule:Schedule";

const eks = (minPerZone: number, maxPerZone = 3) =>
    evaluateOnAws(
        (opts) =>
            new EksCluster(
                "c",
                {
                    ...EKS_ARGS,
                    nodes: { ...EKS_ARGS.nodes, general: { ...EKS_ARGS.nodes.general, minPerZone, maxPerZone, idle } },
                },
                opts,
            ),
    );

const k3s = (minPerZone: number, maxPerZone = 3) =>
    evaluateComponent(
        (opts) =>
            new K3sCluster("c", { ...K3S_ARGS, general: { ...K3S_ARGS.general, minPerZone, maxPerZone, idle } }, opts),
    );

const VARIANTS = [
    ["eks", eks, (zone: string) => `eks-c-general-${zone}`, "aws:eks/nodeGroup:NodeGroup", "scalingConfig.minSize"],
    ["k3s", k3s, (zone: string) => `c-general-${zone}`, "aws:autoscaling/group:Group", "minSize"],
] as const;

/** Names of the groups that have a schedule. */
const scheduled = (graph: ResourceGraph) =>
    [...new Set(resourcesOf(graph, SCHEDULE).map(({ name }) => name.replace(/-(idle|working)$/, "")))].sort();

describe.each(VARIANTS)("of %s", (_, evaluated, groupOf, type, ignored) => {
    test("the groups for general use have fewer nodes at least by night, and as many as ever before people come", async () => {
        const graph = await evaluated(2);
        const groups = resourcesOf(graph, type)
            .map(({ name }) => name)
            .filter((name) => name.includes("-general-"));
        expect(groups).toHaveLength(3);
        expect(scheduled(graph)).toEqual(groups);
        const zone = (groups[0] ?? "").replace("c-general-", "");
        const common = {
            autoscalingGroupName: groupOf(zone),
            maxSize: -1,
            desiredCapacity: -1,
            timeZone: "Europe/Berlin",
        };
        expect(inputsOf(graph, SCHEDULE, `c-general-${zone}-working`)).toEqual({
            ...common,
            scheduledActionName: "working",
            minSize: 2,
            recurrence: "45 7 * * 1,5",
        });
        expect(inputsOf(graph, SCHEDULE, `c-general-${zone}-idle`)).toEqual({
            ...common,
            scheduledActionName: "idle",
            minSize: 1,
            recurrence: "0 20 * * 1,5",
        });
        expect(resourceOf(graph, type, groups[0] ?? "").ignoreChanges).toContain(ignored);
    });

    test("a group that has one node at least keeps it, and the program its minimum", async () => {
        const graph = await evaluated(1);
        expect(scheduled(graph)).toEqual([]);
        expect(resourcesOf(graph, type).flatMap(({ ignoreChanges = [] }) => ignoreChanges)).not.toContain(ignored);
    });
});

test("of a group that had a fixed number, the autoscaler takes nodes away: it must find it, and the number is its own", async () => {
    const fixed = await eks(2, 2);
    const zone = resourcesOf(fixed, SCHEDULE)[0]?.name.replace(/-(idle|working)$/, "") ?? "";
    expect(resourceOf(fixed, "aws:eks/nodeGroup:NodeGroup", zone).ignoreChanges).toEqual([
        "scalingConfig.desiredSize",
        "scalingConfig.minSize",
    ]);
    const graph = await k3s(2, 2);
    const group = resourcesOf(graph, "aws:autoscaling/group:Group").find(({ name }) => name.includes("-general-"));
    expect(group?.inputs["tags"]).toContainEqual({
        key: "k8s.io/cluster-autoscaler/enabled",
        value: "true",
        propagateAtLaunch: false,
    });
});
