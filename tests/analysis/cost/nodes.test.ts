import { runningShare } from "../../../analysis/cost/nodes";
import { graphOf, resource } from "../../support/syntheticGraph";

const group = (minSize: number, maxSize: number, type: string) =>
    resource(`group-${type}`, {
        type: "aws:eks/nodeGroup:NodeGroup",
        inputs: { scalingConfig: { minSize, maxSize }, instanceTypes: [type] },
    });

/** Pods, half of them by an autoscaler, of so many cores each. */
const pods = (min: number, max: number, cpu: number) =>
    resource("app", {
        type: "dify-ha:index:DifyApp",
        custom: false,
        outputs: {
            workloads: [
                { name: "api", members: { min, max }, requests: { cpu }, pods: {} },
                { name: "rds", members: { min: 1, max: 1 }, requests: { cpu: 1000 } },
            ],
        },
    });

/** 20 vCPUs at least, 60 at most: a share of 0.5 is at 40, of which pods fill 36. */
const GROUPS = [group(2, 2, "m7i.large"), group(2, 7, "m7i.2xlarge")] as const;

test.each<[title: string, min: number, max: number, cpu: number, share: number]>([
    ["the fewest nodes are enough", 4, 4, 4, 0],
    ["half of the rest is needed", 18, 18, 2, 0.5],
    ["the middle of fewest and most pods counts", 9, 27, 2, 0.5],
    ["no more than the most nodes run", 100, 100, 2, 1],
])("%s", (_title, min, max, cpu, share) => {
    expect(runningShare(graphOf(...GROUPS, pods(min, max, cpu)))).toBeCloseTo(share, 10);
});

test.each([
    ["m7i.xlarge", 0.5],
    ["m7i.metal-24xl", 1],
    ["t3.small", 1],
])("a size of %s is known, or all nodes are thought to run", (type, share) => {
    // 4 vCPUs at least, 12 at most; 7.2 are 90 % of 8.
    expect(runningShare(graphOf(group(1, 3, type), pods(1, 1, 7.2)))).toBeCloseTo(share, 10);
});
