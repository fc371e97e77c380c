import { stackValues, type StackValuesArgs } from "../../../components/observability/stackValues";
import { workloadsOfStack } from "../../../components/observability/stackWorkloads";
import { RESOURCES } from "../../support/cluster";
import { affinityTo, evenOver, TOLERATIONS } from "../../support/placements";

const OTHER_RESOURCES = { requests: { cpu: "20m", memory: "64Mi" }, limits: { cpu: "200m", memory: "128Mi" } };

const ARGS: StackValuesArgs = {
    zones: [{ name: "a" }, { name: "b" }, { name: "c" }],
    prometheus: { replicas: 2, resources: RESOURCES, storage: "50Gi", retentionDays: 15 },
    alertmanager: { replicas: 3, resources: OTHER_RESOURCES },
    grafanaSecret: "grafana-admin",
    dataSources: [],
};

const claim = (size: string, storageClass?: string) => ({
    volumeClaimTemplate: {
        spec: {
            accessModes: ["ReadWriteOnce"],
            ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
            resources: { requests: { storage: size } },
        },
    },
});

test("two Prometheus in different zones keep 15 days, drop the oldest before the volume is full, and look everywhere", () => {
    expect(stackValues(ARGS).prometheus).toEqual({
        prometheusSpec: {
            replicas: 2,
            resources: RESOURCES,
            affinity: affinityTo("a", "b", "c"),
            tolerations: TOLERATIONS,
            topologySpreadConstraints: evenOver({
                "app.kubernetes.io/name": "prometheus",
                prometheus: "monitoring",
            }),
            podAntiAffinity: "",
            retention: "15d",
            // 85 % of 50 GiB.
            retentionSize: "43520MiB",
            scrapeInterval: "30s",
            evaluationInterval: "30s",
            storageSpec: claim("50Gi"),
            ruleSelectorNilUsesHelmValues: false,
            serviceMonitorSelectorNilUsesHelmValues: false,
            podMonitorSelectorNilUsesHelmValues: false,
            probeSelectorNilUsesHelmValues: false,
            scrapeConfigSelectorNilUsesHelmValues: false,
        },
    });
});

test("three Alertmanagers in different zones remember what they sent, and take an AlertmanagerConfig for the whole cluster", () => {
    expect(stackValues(ARGS).alertmanager).toEqual({
        alertmanagerSpec: {
            replicas: 3,
            resources: OTHER_RESOURCES,
            affinity: affinityTo("a", "b", "c"),
            tolerations: TOLERATIONS,
            topologySpreadConstraints: evenOver({
                "app.kubernetes.io/name": "alertmanager",
                alertmanager: "monitoring",
            }),
            podAntiAffinity: "",
            retention: "120h",
            storage: claim("1Gi"),
            alertmanagerConfigMatcherStrategy: { type: "None" },
        },
    });
});

test("a configuration of one's own takes the place of the chart's", () => {
    const config = { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] };
    const { alertmanager } = stackValues({ ...ARGS, alerting: { config, secret: "receivers" } });
    expect(alertmanager.config).toEqual(config);
    expect(alertmanager.alertmanagerSpec).toMatchObject({ secrets: ["receivers"] });
    expect(stackValues({ ...ARGS, alerting: { config } }).alertmanager.alertmanagerSpec).not.toHaveProperty("secrets");
});

test("volumes are of the class, and pods with volumes on the nodes, that the cluster has for them", () => {
    const { prometheus, alertmanager, grafana } = stackValues({
        ...ARGS,
        storageClass: "gp3",
        dataNodes: { nodeSelector: { pool: "data" } },
    });
    expect(prometheus.prometheusSpec).toMatchObject({
        nodeSelector: { pool: "data" },
        storageSpec: claim("50Gi", "gp3"),
    });
    expect(alertmanager.alertmanagerSpec).toMatchObject({
        nodeSelector: { pool: "data" },
        storage: claim("1Gi", "gp3"),
    });
    expect(grafana).not.toHaveProperty("nodeSelector");
});

test("Grafana keeps nothing, knows its password from a Secret, and reads no Secret itself", () => {
    const { resources, sidecar, ...grafana } = stackValues(ARGS).grafana;
    expect(grafana).toEqual({
        fullnameOverride: "grafana",
        replicas: 1,
        affinity: affinityTo("a", "b", "c"),
        tolerations: TOLERATIONS,
        persistence: { enabled: false },
        admin: { existingSecret: "grafana-admin", userKey: "username", passwordKey: "password" },
        rbac: { namespaced: true },
        additionalDataSources: [],
        "grafana.ini": {
            analytics: { check_for_updates: false, check_for_plugin_updates: false, reporting_enabled: false },
            users: { allow_sign_up: false },
        },
    });
    expect(sidecar).toMatchObject({
        dashboards: { searchNamespace: "monitoring", resource: "configmap" },
        datasources: { resource: "configmap" },
    });
    expect(resources.requests).toEqual({ cpu: "100m", memory: "256Mi" });
});

test("of the control plane it looks at what can be reached everywhere", () => {
    expect(stackValues(ARGS)).toMatchObject({
        fullnameOverride: "monitoring",
        cleanPrometheusOperatorObjectNames: true,
        kubeControllerManager: { enabled: false },
        kubeScheduler: { enabled: false },
        kubeEtcd: { enabled: false },
        kubeProxy: { enabled: false },
    });
});

test("the workloads are those of the values", () => {
    const values = stackValues(ARGS);
    const shown = workloadsOfStack(values).map(({ name, members, quorum, zoneBound, spread, requests }) => ({
        name,
        members: members.min,
        quorum,
        zoneBound,
        spread,
        cpu: requests.cpu,
    }));
    expect(shown).toEqual([
        { name: "prometheus", members: 2, quorum: 1, zoneBound: true, spread: "hard", cpu: 0.3 },
        { name: "alertmanager", members: 3, quorum: 1, zoneBound: true, spread: "hard", cpu: 0.02 },
        { name: "grafana", members: 1, quorum: 0, zoneBound: false, spread: "none", cpu: 0.1 },
        { name: "prometheus-operator", members: 1, quorum: 0, zoneBound: false, spread: "none", cpu: 0.05 },
        { name: "kube-state-metrics", members: 1, quorum: 0, zoneBound: false, spread: "none", cpu: 0.02 },
    ]);
    expect(workloadsOfStack(values).every(({ tier }) => tier === "background")).toBe(true);
});
