import { OPERATORS, type OperatorName } from "../../../components/operators/catalogue";

const names = Object.keys(OPERATORS) as OperatorName[];

test.each([
    ["cert-manager", "v1.21.1", "https://charts.jetstack.io", "cert-manager"],
    ["cloudnative-pg", "0.29.0", "https://cloudnative-pg.github.io/charts", "cnpg-system"],
    ["redis-operator", "0.26.1", "https://ot-container-kit.github.io/helm-charts", "redis-operator"],
    ["milvus-operator", "1.3.8", "https://zilliztech.github.io/milvus-operator", "milvus-operator"],
    ["descheduler", "0.37.0", "https://kubernetes-sigs.github.io/descheduler/", "kube-system"],
    ["keda", "2.20.2", "https://kedacore.github.io/charts", "keda"],
] as const)("%s is pinned to %s", (name, version, repository, namespace) => {
    expect(OPERATORS[name]).toMatchObject({ chart: name, version, repository, namespace });
});

test("these are all", () => {
    expect(names).toHaveLength(7);
});

test.each([
    ["cert-manager", []],
    ["cloudnative-pg", []],
    ["redis-operator", ["cert-manager"]],
    ["milvus-operator", ["cert-manager"]],
    ["descheduler", []],
    ["keda", []],
] as const)("%s comes after %j, which makes its webhook's certificate", (name, after) => {
    expect(OPERATORS[name].after).toEqual(after);
});

test("every chart comes after those that it needs", () => {
    names.forEach((name, index) => {
        OPERATORS[name].after.forEach((earlier) => expect(names.indexOf(earlier)).toBeLessThan(index));
    });
});

test.each([
    ["cert-manager", { replicaCount: 2, webhook: { replicaCount: 3 }, cainjector: { replicaCount: 2 } }],
    ["cloudnative-pg", { replicaCount: 2 }],
    ["redis-operator", { replicas: 2 }],
    ["milvus-operator", { replicaCount: 2 }],
    ["descheduler", { replicas: 2, leaderElection: { enabled: true } }],
    [
        "keda",
        {
            operator: { replicaCount: 2 },
            metricsServer: { replicaCount: 2 },
            webhooks: { replicaCount: 2 },
            podDisruptionBudget: {
                operator: { maxUnavailable: 1 },
                metricServer: { maxUnavailable: 1 },
                webhooks: { maxUnavailable: 1 },
            },
        },
    ],
] as const)("%s survives the loss of a pod", (name, values) => {
    expect(OPERATORS[name].values).toMatchObject(values);
});

test("the webhook that keeps a Redis primary and its replica apart is on", () => {
    expect(OPERATORS["redis-operator"].values).toMatchObject({
        redisOperator: { webhook: true },
        certmanager: { enabled: true },
    });
});

test("the descheduler moves pods that are unevenly spread by force, and only where they fit", () => {
    expect(OPERATORS.descheduler.values).toMatchObject({
        deschedulerPolicy: {
            profiles: [
                {
                    pluginConfig: [
                        { name: "DefaultEvictor", args: { nodeFit: true } },
                        {
                            name: "RemovePodsViolatingTopologySpreadConstraint",
                            args: { constraints: ["DoNotSchedule"] },
                        },
                    ],
                    plugins: { balance: { enabled: ["RemovePodsViolatingTopologySpreadConstraint"] } },
                },
            ],
        },
    });
});

test.each([
    ["operator", "keda-operator"],
    ["metricsServer", "keda-operator-metrics-apiserver"],
    ["webhooks", "keda-admission-webhooks"],
])("KEDA's two of %s are in two zones where there is room", (part, app) => {
    expect(OPERATORS.keda.values).toMatchObject({
        topologySpreadConstraints: {
            [part]: [
                {
                    maxSkew: 1,
                    topologyKey: "topology.kubernetes.io/zone",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { app } },
                },
            ],
        },
    });
});
