import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { mergeConfig, valueAt } from "../../config/merge";
import { evaluateStack } from "../support/evaluation";
import { closureOf, inputsOf, resourceOf, resourcesOf } from "../support/graph";
import { chartValuesOf, imagesOf } from "../support/images";
import { VARIANTS } from "../support/variants";

// Whole stacks are evaluated.
jest.setTimeout(30_000);

/** Where images come from: nothing that is pulled may depend on the first region, or with a mirror on the registries. */

interface Stack {
    readonly stack: string;
    readonly change: RawConfig;
}

const IN_CLUSTER: RawConfig = {
    dr: { region: undefined },
    postgres: { engine: "cloudnativepg", pooler: { enabled: true } },
    redis: { engine: "operator", cluster: { enabled: true }, rateLimits: { enabled: true } },
};

const STACKS: Readonly<Record<string, Stack>> = {
    prod: { stack: "prod", change: {} },
    "prod, data tier in the cluster": { stack: "prod", change: IN_CLUSTER },
    "prod on k3s": { stack: "prod", change: { cluster: { kind: "k3s" } } },
    "dr, waiting": { stack: "dr", change: {} },
    "dr, active": { stack: "dr", change: { recovery: { active: true } } },
    staging: { stack: "staging", change: {} },
    onprem: { stack: "onprem", change: {} },
    "onprem, everything": { stack: "onprem", change: VARIANTS["everything"]?.change ?? {} },
    "onprem, split reads": { stack: "onprem", change: { postgres: { readWriteSplit: "pgpool" } } },
};

const names = Object.keys(STACKS);

function evaluated(name: string, images: RawConfig): Promise<ResourceGraph> {
    const { stack, change } = STACKS[name] ?? { stack: name, change: {} };
    return evaluateStack(stack, mergeConfig(change, images));
}

/** Values of each chart that say where its images come from, and what they are by default: as in the charts themselves. */
const CHART_IMAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "cert-manager": {
        "image.repository": "quay.io/jetstack/cert-manager-controller",
        "webhook.image.repository": "quay.io/jetstack/cert-manager-webhook",
        "cainjector.image.repository": "quay.io/jetstack/cert-manager-cainjector",
        "acmesolver.image.repository": "quay.io/jetstack/cert-manager-acmesolver",
        "startupapicheck.image.repository": "quay.io/jetstack/cert-manager-startupapicheck",
    },
    "cloudnative-pg": { "image.repository": "ghcr.io/cloudnative-pg/cloudnative-pg" },
    "plugin-barman-cloud": { "image.registry": "ghcr.io", "sidecarImage.registry": "ghcr.io" },
    "redis-operator": { "redisOperator.imageName": "quay.io/opstree/redis-operator" },
    "milvus-operator": { "image.repository": "docker.io/milvusdb/milvus-operator" },
    descheduler: { "image.repository": "registry.k8s.io/descheduler/descheduler" },
    "aws-load-balancer-controller": { "image.repository": "public.ecr.aws/eks/aws-load-balancer-controller" },
    "aws-ebs-csi-driver": {
        "image.repository": "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver",
        "sidecars.provisioner.image.repository": "public.ecr.aws/csi-components/csi-provisioner",
        "sidecars.attacher.image.repository": "public.ecr.aws/csi-components/csi-attacher",
        "sidecars.snapshotter.image.repository": "public.ecr.aws/csi-components/csi-snapshotter",
        "sidecars.livenessProbe.image.repository": "public.ecr.aws/csi-components/livenessprobe",
        "sidecars.resizer.image.repository": "public.ecr.aws/csi-components/csi-resizer",
        "sidecars.nodeDriverRegistrar.image.repository": "public.ecr.aws/csi-components/csi-node-driver-registrar",
        "sidecars.volumemodifier.image.repository": "public.ecr.aws/ebs-csi-driver/volume-modifier-for-k8s",
    },
    "cluster-autoscaler": { "image.repository": "registry.k8s.io/autoscaling/cluster-autoscaler" },
    "external-secrets": {
        "image.repository": "ghcr.io/external-secrets/external-secrets",
        "webhook.image.repository": "ghcr.io/external-secrets/external-secrets",
        "certController.image.repository": "ghcr.io/external-secrets/external-secrets",
    },
    "kube-prometheus-stack": {
        "prometheus.prometheusSpec.image.registry": "quay.io",
        "alertmanager.alertmanagerSpec.image.registry": "quay.io",
        "prometheusOperator.image.registry": "quay.io",
        "prometheusOperator.prometheusConfigReloader.image.registry": "quay.io",
        "prometheusOperator.admissionWebhooks.patch.image.registry": "ghcr.io",
        "kube-state-metrics.image.registry": "registry.k8s.io",
        "prometheus-node-exporter.image.registry": "quay.io",
        "grafana.image.registry": "docker.io",
        "grafana.sidecar.image.registry": "quay.io",
    },
    "higress-core": { "global.hub": "higress-registry.cn-hangzhou.cr.aliyuncs.com" },
};

/** What the values of a graph's charts say about images, and what they would have to say. */
function chartImages(graph: ResourceGraph, from: (image: string) => string | undefined) {
    const charts = [...chartValuesOf(graph)];
    const paths = (chart: string) => Object.entries(CHART_IMAGES[chart] ?? { "no images known": "" });
    const table = (valueOf: (values: RawConfig, path: string, image: string) => unknown) =>
        charts.map(([chart, values]) => [
            chart,
            Object.fromEntries(paths(chart).map(([path, image]) => [path, valueOf(values, path, image)])),
        ]);
    return {
        actual: table((values, path) => valueAt(values, path.split("."))),
        expected: table((_values, _path, image) => from(image)),
    };
}

/** Registry of the etcd that Milvus' operator makes; undefined where the chart's default holds. */
function etcdRegistry(graph: ResourceGraph): unknown {
    return resourcesOf(graph, "Milvus").map(({ inputs }) =>
        valueAt(inputs, ["spec", "dependencies", "etcd", "inCluster", "values", "image", "registry"]),
    );
}

describe.each(names)("%s without a mirror", (name) => {
    test("names the registries that publish, none of which is of a region", async () => {
        const graph = await evaluated(name, {});
        const hosts = new Set(imagesOf(graph).map((image) => image.split("/")[0] ?? ""));
        const published = ["docker.io", "ghcr.io", "public.ecr.aws", "quay.io"];
        expect([...hosts].filter((host) => !published.includes(host))).toEqual([]);
        const { actual, expected } = chartImages(graph, () => undefined);
        expect(actual).toEqual(expected);
    });
});

const REPLICA: RawConfig = {
    recovery: {
        database: {
            from: "replica",
            automatedBackupsArn: undefined,
            sourceArn: "arn:aws:rds:eu-central-1:111122223333:db:dify-ha-prod-postgres",
        },
    },
};

const MIRROR = "registry.example.com/mirror";

describe.each(names)("%s with a mirror", (name) => {
    test("pulls everything from there: pods, custom resources and charts", async () => {
        const graph = await evaluated(name, { images: { mirror: MIRROR } });
        const images = imagesOf(graph);
        expect(images.filter((image) => !image.startsWith(`${MIRROR}/`))).toEqual([]);
        const without = imagesOf(await evaluated(name, {}));
        expect(images).toEqual(without.map((image) => `${MIRROR}/${image}`));
        const { actual, expected } = chartImages(graph, (image) => `${MIRROR}/${image}`);
        expect(actual).toEqual(expected);
        expect(etcdRegistry(graph)).toEqual(resourcesOf(graph, "Milvus").map(() => `${MIRROR}/docker.io`));
    });
});

const ACCOUNT = "111122223333";

const cached = (region: string): RawConfig => {
    const secret = `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:ecr-pullthroughcache/a`;
    return {
        aws: { accountId: ACCOUNT },
        images: { pullThroughCache: true, credentials: { dockerHub: secret, github: secret } },
    };
};

const HUB = "higress-registry.cn-hangzhou.cr.aliyuncs.com";
const CACHES: Readonly<Record<string, string>> = {
    "docker.io": "docker",
    "ghcr.io": "github",
    "quay.io": "quay",
    "registry.k8s.io": "k8s",
    "public.ecr.aws": "public",
};

/** What the Job of a pilot light brings along, and what only an operator names. */
const BEYOND = ["docker/library/busybox:1.37.0-musl", "docker/milvusdb/etcd:3.5.25-r1"];

test.each<[title: string, change: RawConfig]>([
    ["as it is", {}],
    ["with Redis in the cluster", { redis: { engine: "operator" } }],
    ["with Redis for the gateway", { redis: { rateLimits: { enabled: true } } }],
    ["with a replica of the database", REPLICA],
])("dr, waiting, %s, has pulled into the caches whatever it will pull when it is active", async (_, change) => {
    const dr = (active: boolean) =>
        evaluateStack("dr", mergeConfig(mergeConfig(cached("eu-west-1"), change), { recovery: { active } }));
    const before = imagesOf(await dr(false));
    const after = imagesOf(await dr(true));
    const registry = `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/dify-ha-dr`;
    expect(before).toEqual([...after, ...BEYOND.map((image) => `${registry}/${image}`)].sort());
});

test("a pilot light without caches pulls nothing beforehand, and an active stack has no need to", async () => {
    expect(resourcesOf(await evaluateStack("dr"), "ImageWarmUp")).toEqual([]);
    expect(resourcesOf(await evaluated("dr, waiting", { images: { mirror: MIRROR } }), "ImageWarmUp")).toEqual([]);
    expect(resourcesOf(await evaluated("dr, active", cached("eu-west-1")), "ImageWarmUp")).toEqual([]);
});

describe.each([
    ["prod", "eu-central-1"],
    ["prod, data tier in the cluster", "eu-central-1"],
    ["dr, waiting", "eu-west-1"],
    ["dr, active", "eu-west-1"],
    ["staging", "eu-central-1"],
])("%s with caches", (name, region) => {
    const registry = `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/dify-ha-${STACKS[name]?.stack}`;
    const fromCache = (image: string) => {
        const [host = "", ...path] = image.split("/");
        return CACHES[host] === undefined ? undefined : [registry, CACHES[host], ...path].join("/");
    };
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated(name, cached(region));
    });

    test("pulls from its own region alone, but for the gateway, whose registry ECR does not know", () => {
        const images = imagesOf(graph);
        expect(images.filter((image) => !image.startsWith(`${registry}/`))).toEqual([]);
        const { actual, expected } = chartImages(graph, fromCache);
        expect(actual).toEqual(expected);
        expect(etcdRegistry(graph)).toEqual(resourcesOf(graph, "Milvus").map(() => `${registry}/docker`));
    });

    test("pulls the gateway from a mirror beside the caches", async () => {
        const both = await evaluated(name, mergeConfig(cached(region), { images: { mirror: MIRROR } }));
        const { actual, expected } = chartImages(both, (image) => fromCache(image) ?? `${MIRROR}/${HUB}`);
        expect(actual).toEqual(expected);
        expect(imagesOf(both)).toEqual(imagesOf(graph));
    });

    test("has the caches made in that region, before anything is in the cluster", () => {
        const made = [
            ...resourcesOf(graph, "PullThroughCacheRule"),
            ...resourcesOf(graph, "RepositoryCreationTemplate"),
        ];
        expect(made).toHaveLength(10);
        expect(made.filter(({ provider }) => !provider?.endsWith(`::aws-${region}`))).toEqual([]);
        const before = closureOf(graph, resourceOf(graph, "pulumi:providers:kubernetes", "cluster"));
        expect(made.filter(({ urn }) => !before.has(urn))).toEqual([]);
    });

    test("lets its nodes fill them", () => {
        const { policy } = inputsOf<{ policy: string }>(graph, "RolePolicy", "cluster-node-further");
        expect(JSON.parse(policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "ImportImages",
                    Effect: "Allow",
                    Action: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
                    Resource: [`arn:aws:ecr:${region}:${ACCOUNT}:repository/dify-ha-${STACKS[name]?.stack}/*`],
                },
            ],
        });
    });
});
