import { ADDONS, addonsOf } from "../../../components/eks/addons";
import { ADDON_VERSIONS, DEFAULT_KUBERNETES_VERSION, type AddonName } from "../../../components/eks/catalogue";

test("network and identity come before the nodes, the rest after them", () => {
    expect(addonsOf({ beforeNodes: true })).toEqual(["eks-pod-identity-agent", "vpc-cni", "kube-proxy"]);
    expect(addonsOf({ beforeNodes: false })).toEqual(["coredns", "aws-ebs-csi-driver", "metrics-server"]);
});

test("the default minor is pinned", () => {
    expect(Object.keys(ADDON_VERSIONS)).toContain(DEFAULT_KUBERNETES_VERSION);
});

test.each(Object.entries(ADDON_VERSIONS))("%s has a whole version of every add-on", (minor, versions) => {
    expect(Object.keys(versions).sort()).toEqual(Object.keys(ADDONS).sort());
    Object.values(versions).forEach((version) => expect(version).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/));
    expect(versions["kube-proxy"]).toContain(`v${minor}.`);
});

test.each([
    ["vpc-cni", "aws-node", "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"],
    ["aws-ebs-csi-driver", "ebs-csi-controller-sa", "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicyV2"],
] as const)("%s calls AWS as %s", (addon, serviceAccount, policyArn) => {
    expect(ADDONS[addon].identity).toEqual({ serviceAccount, policyArn });
});

test.each(["eks-pod-identity-agent", "kube-proxy", "coredns", "metrics-server"] as const)(
    "%s has no identity",
    (addon) => {
        expect(ADDONS[addon].identity).toBeUndefined();
    },
);

test("network policies are enforced, and addresses come in blocks", () => {
    expect(ADDONS["vpc-cni"].values(3)).toEqual({
        enableNetworkPolicy: "true",
        env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" },
    });
});

test.each([
    [1, 2],
    [2, 2],
    [3, 3],
    [4, 4],
])("in %d zones there are %d CoreDNS pods, evenly spread", (zones, replicaCount) => {
    expect(ADDONS.coredns.values(zones)).toMatchObject({
        replicaCount,
        topologySpreadConstraints: [
            {
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                labelSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
            { topologyKey: "kubernetes.io/hostname" },
        ],
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    });
});

test.each([
    ["eks-pod-identity-agent", undefined],
    ["kube-proxy", undefined],
    ["aws-ebs-csi-driver", { controller: { replicaCount: 2 } }],
    ["metrics-server", { replicas: 2 }],
] as const)("%s gets %j", (addon: AddonName, values) => {
    expect(ADDONS[addon].values(3)).toEqual(values);
});
