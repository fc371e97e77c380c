import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import { clusterServiceGrants, TARGET_GROUP_TAG } from "../components/clusterServices/grants";
import { STORAGE_CLASS } from "../components/clusterServices/storageClass";
import { ClusterServices } from "../components/clusterServices/clusterServices";
import { DataKey } from "../components/encryption/dataKey";
import { terminationSeconds } from "../components/gateway/drain";
import { PodIdentities } from "../components/identity/podIdentities";
import { ExistingNetwork } from "../components/network/existingNetwork";
import { MultiAzNetwork } from "../components/network/multiAzNetwork";
import { PublicLoadBalancer } from "../components/network/publicLoadBalancer";
import { MONITORING_NAMESPACE } from "../components/observability/catalogue";
import { CLOUDWATCH_EXPORTER } from "../components/observability/exporters";
import type { OperatorName } from "../components/operators/catalogue";
import { Operators } from "../components/operators/operators";
import type { StackConfig } from "../config";
import { POOL_LABEL, type ClusterHandle, type NetworkHandle, type ObjectStoreBuckets } from "../contracts";
import { prefixOf, type AwsOptions, type Base, type BothOptions, type KubernetesOptions, type Names } from "./awsBase";
import { challengeOf, createDnsAccess } from "./awsCertificates";
import { AWS_CLUSTERS, type ClusterVariant } from "./awsCluster";
import { objectStoreAccess } from "./awsGrants";
import { createDatabases, createIdentities, createRedis, createServer } from "./awsData";
import { createAwsProvider } from "./awsProvider";
import {
    copyBackups,
    createBuckets,
    createPublicName,
    createSecondRegion,
    hasFailoverRecord,
    isActive,
    sharedSecrets,
    takeOverOf,
    type RecoveryOutputs,
    type TakeOver,
} from "./awsRecovery";
import { createIssuer } from "./certificates";
import { clusterSettings } from "./clusterSettings";
import { createImages, warmUp } from "./imageSource";
import { deployDify, type Platform, type StackOutputs } from "./deployDify";
import { createGateway, ingressOf } from "./gateway";
import { createDatabaseHours } from "./offHours";
import { scalingOperators } from "./scaling";

/** Dify on AWS: network, cluster and what AWS manages of the data tier, and Dify on top. */
export function awsStack(config: StackConfig): AwsStackOutputs {
    const names = namesOf(config);
    const variant = AWS_CLUSTERS[names.kind];
    const aws = { provider: createAwsProvider(config, names, names.region) };
    const second = createSecondRegion(config, names);
    const network = createNetwork(config, names, aws);
    const loadBalancer = createLoadBalancer(config, network, variant, names, aws);
    const storage = createBuckets(config, names, second, aws);
    const images = createImages(config, names, aws);
    const key = new DataKey("data", { description: `Databases and secrets of ${names.prefix}` }, aws).arn;
    const cluster = variant.create({
        config,
        region: names.region,
        clusterName: names.prefix,
        network,
        loadBalancer,
        backups: {
            bucket: storage.location.buckets.backups,
            arn: storage.bucketArns.backups,
            kmsKeyArn: storage.kmsKeyArn,
        },
        kmsKeyArn: key,
        nodeStatements: images.nodeStatements,
        tags: names.tags,
        opts: aws,
    });
    const base = { config, names, network, cluster, images, key };

    const kubernetes = { provider: createKubernetesProvider(base) };
    const both = { providers: [aws.provider, kubernetes.provider] };
    const services = createServices(base, both);
    const handle = createNamespace(base, services, kubernetes);
    const server = createServer(base, aws);
    createDatabaseHours(config, server, aws);
    const dns = createDnsAccess(base, both, kubernetes);
    const operators = createOperators(base, [...services.ready, ...(dns?.ready ?? [])], kubernetes);
    const gateway = createGateway(config, handle, variant.exposure(loadBalancer), {
        ...kubernetes,
        dependsOn: [...services.ready],
    });
    const challenge = challengeOf(base, dns, gateway.ingressClass);
    const issuer = createIssuer(config, challenge, { ...kubernetes, dependsOn: [...operators] });
    createPublicName(config, loadBalancer, aws);

    const outputs = {
        loadBalancer: loadBalancer.dnsName,
        kubeconfig: pulumi.secret(cluster.kubeconfig),
        kubeconfigCommand: cluster.kubeconfigCommand,
        buckets: storage.location.buckets,
        ...(second === undefined || server === undefined
            ? {}
            : { recovery: copyBackups(config, names, second, server) }),
        ...(config.recovery === undefined ? {} : { takesOver: takeOverOf(config.recovery) }),
    };
    if (!isActive(config)) {
        warmUp(config, handle, both);
        return outputs;
    }
    const identities = createIdentities(base, handle, storage, server, both);
    const dify = deployDify(config, {
        cluster: handle,
        opts: both,
        ready: [...services.ready, ...operators, ...identities.ready],
        objectStore: {
            ...storage.location,
            inside: config.storage.addresses.length > 0,
            access: objectStoreAccess(identities.access),
        },
        postgres: server && createDatabases(server, config, handle, identities, both),
        redis: createRedis(base, handle, both),
        gateway: gateway.handle,
        ingress: ingressOf(gateway),
        clusterIssuer: issuer?.issuerName,
        cloudWatch: cloudWatchOf(names, identities),
        workloads: gateway.workloads,
        dataRanges: network.zones.map(({ isolatedCidr = network.cidr }) => isolatedCidr),
        endpointRanges: [network.cidr],
    });
    return { ...outputs, ...dify };
}

/** Where AWS' own metrics of the stack are, and how the exporter gets at them; undefined where there is none. */
function cloudWatchOf({ region, tags }: Names, { access }: PodIdentities): Platform["cloudWatch"] {
    const granted = access[CLOUDWATCH_EXPORTER];
    return granted && { region, tag: { key: STACK_TAG, value: tags[STACK_TAG] ?? "" }, access: granted };
}

/** What an AWS stack exports: all of it, or for a pilot light nothing of Dify. */
export interface AwsStackOutputs extends Partial<StackOutputs> {
    /** Name of the load balancer, for a DNS record that is made by hand. */
    readonly loadBalancer: pulumi.Output<string>;
    readonly kubeconfig: pulumi.Output<string>;
    /** What a person runs to reach the cluster. */
    readonly kubeconfigCommand: string;
    readonly buckets: ObjectStoreBuckets;
    /** With a second region: what the stack there must be told. */
    readonly recovery?: RecoveryOutputs;
    /** In a second region: what it does there. */
    readonly takesOver?: TakeOver;
}

/** Tag of everything that belongs to a stack. */
const STACK_TAG = "dify-ha:stack";

function namesOf({ cluster, aws }: StackConfig): Names {
    const stack = pulumi.getStack();
    return {
        kind: cluster.kind === "k3s" ? "k3s" : "eks",
        // The configuration insists on one.
        region: aws.region ?? "",
        prefix: prefixOf(stack),
        tags: { [STACK_TAG]: stack, ...aws.tags },
    };
}

function createNetwork({ network, zones }: StackConfig, { region, prefix }: Names, opts: AwsOptions): NetworkHandle {
    const { existing, cidr } = network;
    return existing === undefined
        ? new MultiAzNetwork(
              "network",
              { cidr, zones, region, nat: network.nat, flowLogRetentionDays: network.flowLogDays, clusterName: prefix },
              opts,
          ).handle
        : new ExistingNetwork(
              "network",
              {
                  vpcId: existing.vpcId,
                  cidr,
                  zones: existing.zones
                      .filter(({ zone }) => zones.includes(zone))
                      .map(({ zone, ...subnets }) => ({ name: zone, ...subnets })),
              },
              opts,
          ).handle;
}

function createLoadBalancer(
    config: StackConfig,
    network: NetworkHandle,
    { targets, healthPort }: ClusterVariant,
    { prefix }: Names,
    opts: AwsOptions,
): PublicLoadBalancer {
    return new PublicLoadBalancer(
        "public",
        {
            network,
            targets,
            healthCheck: { port: healthPort, path: "/healthz/ready" },
            // A leaving gateway ends its streams itself, in this time.
            deregistrationSeconds: terminationSeconds(config.gateway.drainSeconds),
            targetTags: { [TARGET_GROUP_TAG]: prefix },
            // What health checks call.
            fixedAddresses: hasFailoverRecord(config),
        },
        opts,
    );
}

function createKubernetesProvider({ cluster, images }: Base): KubernetesProvider {
    return new KubernetesProvider(
        "cluster",
        {
            kubeconfig: cluster.kubeconfig,
            ...clusterSettings(),
        },
        { dependsOn: [...cluster.ready, ...images.ready] },
    );
}

/** Where the stack's secrets are in Secrets Manager, if it wants them there. */
function secretsPrefix({ config, names }: Base): string | undefined {
    return config.secrets.store === "secretsManager" ? names.prefix : undefined;
}

/** Namespaces that secrets come into. */
function secretNamespaces({ namespace, observability }: StackConfig): string[] {
    return [namespace, ...(observability.enabled ? [MONITORING_NAMESPACE] : [])];
}

/** What the cluster itself needs in AWS and inside: identities, volumes, autoscaler, targets of the load balancer, secrets. */
function createServices(base: Base, opts: BothOptions): ClusterServices {
    const { config, names, network, cluster, images, key } = base;
    const prefix = secretsPrefix(base);
    const identities = new PodIdentities(
        "services",
        {
            identity: cluster.identity,
            grants: clusterServiceGrants({
                kind: cluster.identity.kind,
                clusterName: names.prefix,
                region: names.region,
                secrets:
                    prefix === undefined
                        ? undefined
                        : {
                              prefix,
                              kmsKeyArn: key,
                              copiesPrefix: config.recovery && prefixOf(config.recovery.primary),
                          },
            }),
            namespaces: {},
        },
        opts,
    );
    return new ClusterServices(
        "services",
        {
            clusterName: names.prefix,
            region: names.region,
            vpcId: network.vpcId,
            identity: cluster.identity,
            access: identities.access,
            secrets: prefix === undefined ? undefined : { namespaces: secretNamespaces(config) },
            images: images.source,
            tags: names.tags,
        },
        { ...opts, dependsOn: [...identities.ready] },
    );
}

function createNamespace(base: Base, services: ClusterServices, opts: KubernetesOptions): ClusterHandle {
    const { config, images, key } = base;
    const namespace = new Namespace(
        config.namespace,
        { metadata: { name: config.namespace } },
        { ...opts, protect: true },
    );
    const prefix = secretsPrefix(base);
    return {
        namespace: { name: config.namespace, created: namespace.metadata.name },
        zones: config.zones.map((name) => ({ name })),
        storageClass: config.cluster.storageClass ?? STORAGE_CLASS,
        dataNodes: { nodeSelector: { [POOL_LABEL]: "data" } },
        images: images.source,
        secrets:
            prefix === undefined || services.secretStore === undefined
                ? { kind: "kubernetes" }
                : {
                      kind: "secretsManager",
                      store: services.secretStore,
                      prefix,
                      kmsKeyArn: key,
                      shared: sharedSecrets(config),
                  },
        simulated: false,
    };
}

/** Operators of what runs in the cluster. */
function createOperators(
    { config, images }: Base,
    ready: readonly pulumi.Resource[],
    opts: KubernetesOptions,
): readonly pulumi.Resource[] {
    const { cluster, postgres, redis } = config;
    if (!cluster.installOperators) {
        return [];
    }
    const names: OperatorName[] = [
        "cert-manager",
        "milvus-operator",
        "descheduler",
        ...(postgres.engine === "cloudnativepg" ? (["plugin-barman-cloud"] as const) : []),
        ...(redis.engine === "operator" || redis.rateLimits.enabled ? (["redis-operator"] as const) : []),
        ...scalingOperators(config),
    ];
    return new Operators("operators", { names, images: images.source }, { ...opts, dependsOn: [...ready] }).releases;
}
