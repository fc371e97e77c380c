import type { ChartImages } from "../shared/chartImages";

/** Charts of the operators, pinned. Versions as published on 2026-11-23 unless a date is given. */

export interface ChartPin {
    /** Name in the repository. */
    readonly chart: string;
    readonly version: string;
    readonly repository: string;
    /** Namespace that the operator runs in. */
    readonly namespace: string;
    /** Values that differ from the chart's defaults. */
    readonly values: object;
    /** Its images, as in the values and templates of this version. */
    readonly images: ChartImages;
    /** Charts that must be installed first. */
    readonly after: readonly OperatorName[];
}

export type OperatorName =
    | "cert-manager"
    | "cloudnative-pg"
    | "plugin-barman-cloud"
    | "redis-operator"
    | "milvus-operator"
    | "descheduler"
    | "keda";

/** The two members of one of KEDA's Deployments are in two zones. */
function inTwoZones(app: string) {
    return [
        {
            maxSkew: 1,
            topologyKey: "topology.kubernetes.io/zone",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: { app } },
        },
    ];
}

export const OPERATORS: Readonly<Record<OperatorName, ChartPin>> = {
    "cert-manager": {
        chart: "cert-manager",
        version: "v1.21.1",
        repository: "https://charts.jetstack.io",
        namespace: "cert-manager",
        values: {
            crds: { enabled: true },
            replicaCount: 2,
            // Named here, since IAM trusts it where names are proved in Route 53.
            serviceAccount: { create: true, name: "cert-manager" },
            webhook: { replicaCount: 3 },
            cainjector: { replicaCount: 2 },
            podDisruptionBudget: { enabled: true },
        },
        // Whole repositories: both forms of the chart's values take them (`image.name` and `imageRegistry` are newer).
        images: {
            repositories: {
                "image.repository": "quay.io/jetstack/cert-manager-controller",
                "webhook.image.repository": "quay.io/jetstack/cert-manager-webhook",
                "cainjector.image.repository": "quay.io/jetstack/cert-manager-cainjector",
                "acmesolver.image.repository": "quay.io/jetstack/cert-manager-acmesolver",
                "startupapicheck.image.repository": "quay.io/jetstack/cert-manager-startupapicheck",
            },
        },
        after: [],
    },
    "cloudnative-pg": {
        chart: "cloudnative-pg",
        version: "0.29.0",
        repository: "https://cloudnative-pg.github.io/charts",
        namespace: "cnpg-system",
        // Its webhook must answer, and its leader fail over, while a zone is gone.
        values: { replicaCount: 2 },
        // Also that of the instances' bootstrap container.
        images: { repositories: { "image.repository": "ghcr.io/cloudnative-pg/cloudnative-pg" } },
        after: [],
    },
    // Works only in the operator's own namespace.
    "plugin-barman-cloud": {
        chart: "plugin-barman-cloud",
        version: "0.7.0",
        repository: "https://cloudnative-pg.github.io/charts",
        namespace: "cnpg-system",
        values: { replicaCount: 2 },
        images: { registries: { "image.registry": "ghcr.io", "sidecarImage.registry": "ghcr.io" } },
        after: ["cert-manager", "cloudnative-pg"],
    },
    "redis-operator": {
        chart: "redis-operator",
        version: "0.26.1",
        repository: "https://ot-container-kit.github.io/helm-charts",
        namespace: "redis-operator",
        // The webhook carries the anti-affinity between a shard's primary and replica; its certificate comes from cert-manager.
        values: { replicas: 2, redisOperator: { webhook: true }, certmanager: { enabled: true } },
        // Also that of the init container of every member.
        images: { repositories: { "redisOperator.imageName": "quay.io/opstree/redis-operator" } },
        after: ["cert-manager"],
    },
    "milvus-operator": {
        chart: "milvus-operator",
        version: "1.3.8",
        repository: "https://zilliztech.github.io/milvus-operator",
        namespace: "milvus-operator",
        values: { replicaCount: 2 },
        // Also that of the init container of every component of Milvus.
        images: { repositories: { "image.repository": "docker.io/milvusdb/milvus-operator" } },
        after: ["cert-manager"],
    },
    // Kubernetes never moves a running pod: after a lost zone came back, this is what restores the spread.
    descheduler: {
        chart: "descheduler",
        version: "0.37.0",
        repository: "https://kubernetes-sigs.github.io/descheduler/",
        namespace: "kube-system",
        values: {
            kind: "Deployment",
            replicas: 2,
            leaderElection: { enabled: true },
            deschedulingInterval: "1m",
            deschedulerPolicy: {
                profiles: [
                    {
                        name: "restore-spread",
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
        },
        images: { repositories: { "image.repository": "registry.k8s.io/descheduler/descheduler" } },
        after: [],
    },
    // Scales by the clock, and by anything else that can be counted. Chart and values as at 2026-08-13. While it is away, an autoscaler that
    // gets none of its figures removes nothing.
    keda: {
        chart: "keda",
        version: "2.20.2",
        repository: "https://kedacore.github.io/charts",
        namespace: "keda",
        values: {
            // One leads, another takes over; the chart requests 100m and 100Mi for each.
            operator: { replicaCount: 2 },
            metricsServer: { replicaCount: 2 },
            webhooks: { replicaCount: 2 },
            podDisruptionBudget: {
                operator: { maxUnavailable: 1 },
                metricServer: { maxUnavailable: 1 },
                webhooks: { maxUnavailable: 1 },
            },
            topologySpreadConstraints: {
                operator: inTwoZones("keda-operator"),
                metricsServer: inTwoZones("keda-operator-metrics-apiserver"),
                webhooks: inTwoZones("keda-admission-webhooks"),
            },
            // Its tags never move: asking the registry at each start would only need the registry.
            image: { pullPolicy: "IfNotPresent" },
        },
        images: {
            registries: {
                "image.keda.registry": "ghcr.io",
                "image.metricsApiServer.registry": "ghcr.io",
                "image.webhooks.registry": "ghcr.io",
            },
        },
        after: [],
    },
};
