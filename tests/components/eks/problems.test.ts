import type { EksClusterArgs } from "../../../components/eks/eksCluster";
import { eksClusterProblems } from "../../../components/eks/problems";
import { EKS_ARGS } from "./eksClusterArgs";

const { nodes } = EKS_ARGS;

const pathsFor = (change: Partial<EksClusterArgs>) =>
    eksClusterProblems({ ...EKS_ARGS, ...change }).map(({ path }) => path);

test.each<[string, Partial<EksClusterArgs>]>([
    ["private", {}],
    ["public to an office", { publicEndpoint: { cidrs: ["203.0.113.0/24"] } }],
    ["without further administrators", { admins: [] }],
    ["of fixed size", { nodes: { ...nodes, general: { ...nodes.general, minPerZone: 4 } } }],
])("a cluster %s is possible", (_, change) => {
    expect(pathsFor(change)).toEqual([]);
});

test.each<[string, Partial<EksClusterArgs>]>([
    ["clusterName", { clusterName: "dify.prod" }],
    ["clusterName", { clusterName: "a".repeat(101) }],
    ["version", { version: "1.29" }],
    ["version", { version: "toString" }],
    ["publicEndpoint.cidrs", { publicEndpoint: { cidrs: [] } }],
    ["publicEndpoint.cidrs", { publicEndpoint: { cidrs: ["203.0.113.0/24", "0.0.0.0/0"] } }],
    ["privateEndpointCidrs[1]", { privateEndpointCidrs: ["10.0.0.0/16", "0.0.0.0/0"] }],
    ["privateEndpointCidrs[0]", { privateEndpointCidrs: ["fd00::/64"] }],
    ["admins[1]", { admins: [...EKS_ARGS.admins, "arn:aws:iam::111122223333:user/me"] }],
    ["admins", { admins: [...EKS_ARGS.admins, ...EKS_ARGS.admins] }],
    ["nodes.data.perZone", { nodes: { ...nodes, data: { ...nodes.data, perZone: 0 } } }],
    ["nodes.general.minPerZone", { nodes: { ...nodes, general: { ...nodes.general, minPerZone: 0 } } }],
    ["nodes.general.maxPerZone", { nodes: { ...nodes, general: { ...nodes.general, maxPerZone: 0 } } }],
    ["nodes.general.maxPerZone", { nodes: { ...nodes, general: { ...nodes.general, maxPerZone: 1.5 } } }],
    ["nodes.volumeGiB", { nodes: { ...nodes, volumeGiB: 19 } }],
    ["logRetentionDays", { logRetentionDays: 31 }],
])("%s is refused: %j", (path, change) => {
    expect(pathsFor(change)).toEqual([path]);
});

test("every problem is named at once, with what was given", () => {
    expect(
        eksClusterProblems({ ...EKS_ARGS, version: "1.29", logRetentionDays: 31, admins: ["me"] }).map(
            ({ path, value }) => [path, value],
        ),
    ).toEqual([
        ["version", "1.29"],
        ["admins[0]", "me"],
        ["logRetentionDays", 31],
    ]);
});
