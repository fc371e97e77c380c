import { nodeGroupsOf } from "../../../analysis/capacity/nodeGroups";
import { graphOf, resource } from "../../support/syntheticGraph";
import { component, eksGroup, networkPlugin, subnet, workload } from "./graphs";

const MEBI = 1024 ** 2;
const PREFIXES = networkPlugin({ ENABLE_PREFIX_DELEGATION: "true" });

const shownOf = (...resources: Parameters<typeof graphOf>) =>
    nodeGroupsOf(graphOf(...resources)).map(({ shown }) => shown);

test("a node of EKS has for pods what the machine, the kubelet and the node's own agents leave", () => {
    // 16384 MiB less 7.5 %, less 255 + 11 x 110 + 100, less 256 of agents; 4 cores less 80m and 200m; 110 pods less 5.
    expect(shownOf(subnet("a"), eksGroup("a", 1, 3), PREFIXES)).toEqual([
        {
            name: "general-a",
            zone: "a",
            pool: "general",
            instanceType: "m7i.xlarge",
            nodes: { min: 1, max: 3 },
            allocatable: { pods: 105, cpu: 3.72, memory: Math.floor((16384 * 0.925 - 1565 - 256) * MEBI) },
        },
    ]);
});

test.each([
    ["m7i.large", 1.73],
    ["m7i.2xlarge", 7.71],
    ["m7i.4xlarge", 15.69],
    ["m7i.8xlarge", 31.65],
])("the kubelet of %s keeps what nodeadm says", (type, cpu) => {
    const [group] = shownOf(subnet("a"), eksGroup("a", 1, 1, { instanceTypes: [type] }), PREFIXES);
    expect(group?.allocatable?.cpu).toBe(cpu);
});

test.each([
    ["m7i.large", false, 29],
    ["m7i.xlarge", false, 58],
    ["m7i.4xlarge", false, 110],
    ["m7i.large", true, 110],
    ["m7i.8xlarge", true, 250],
])("%s with prefixes %s takes %d pods, agents included", (type, prefixes, count) => {
    const [group] = shownOf(
        subnet("a"),
        eksGroup("a", 1, 1, { instanceTypes: [type] }),
        networkPlugin(prefixes ? { ENABLE_PREFIX_DELEGATION: "true" } : {}),
    );
    expect(group?.allocatable?.pods).toBe(count - 5);
});

test("a type that nobody knows has no size, and neither has what came of it", () => {
    expect(shownOf(subnet("a"), eksGroup("a", 1, 3, { instanceTypes: ["x9.large"] }))).toMatchObject([
        { instanceType: "x9.large", allocatable: null },
    ]);
});

test("the zone of a subnet that somebody else made is that of the group's name", () => {
    expect(shownOf(component(workload("web", 3)), eksGroup("b", 1, 3))).toMatchObject([{ zone: "b" }]);
    expect(shownOf(component(workload("web", 3)), eksGroup("x", 1, 3))).toMatchObject([{ zone: "unknown" }]);
});

test("a group of k3s is of its template's type and pool; servers take no pods of the stack", () => {
    const template = (pool: string) =>
        resource(`${pool}-template`, {
            type: "aws:ec2/launchTemplate:LaunchTemplate",
            inputs: { instanceType: "m7i.xlarge", tagSpecifications: [{ tags: { "dify-ha.io/pool": pool } }] },
        });
    const group = (pool: string) =>
        resource(`${pool}-a`, {
            type: "aws:autoscaling/group:Group",
            dependencies: ["other", `${pool}-template`],
            inputs: { minSize: 1, maxSize: 2, vpcZoneIdentifiers: ["private-a-id"] },
        });
    const groups = nodeGroupsOf(
        graphOf(subnet("a"), template("server"), template("general"), group("server"), group("general")),
    );
    expect(groups.map(({ shown, takesPods, labels }) => [shown.pool, shown.instanceType, takesPods, labels])).toEqual([
        ["server", "m7i.xlarge", false, { "dify-ha.io/pool": "server" }],
        ["general", "m7i.xlarge", true, { "dify-ha.io/pool": "general" }],
    ]);
    // Nothing is kept for the kubelet.
    expect(groups[1]?.shown.allocatable).toEqual({
        pods: 105,
        cpu: 3.8,
        memory: Math.floor((16384 * 0.925 - 256) * MEBI),
    });
});
