import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Provider } from "@pulumi/kubernetes/provider";
import type { OperatorName } from "../components/operators/catalogue";
import { Operators } from "../components/operators/operators";
import { namespaceOf } from "../components/shared/traffic";
import { ObjectStorage } from "../components/storage/objectStorage";
import type { StackConfig } from "../config";
import type { ClusterHandle } from "../contracts";
import { createIssuer } from "./certificates";
import { clusterSettings } from "./clusterSettings";
import { mirrorOf } from "./imageSource";
import { scalingOperators } from "./scaling";
import { deployDify, foreignIngressClass, type ProviderOptions, type StackOutputs } from "./deployDify";
import { configuredExposure, createGateway, ingressOf } from "./gateway";

/** Dify with its whole data tier on one Kubernetes cluster: an existing one, or the embedded control plane. */
export function kubernetesStack(config: StackConfig): StackOutputs {
    const provider = createProvider(config);
    const opts = { providers: [provider] };
    const cluster = createNamespace(config, provider);
    const ready = cluster.simulated || !config.cluster.installOperators ? [] : createOperators(config, cluster, opts);
    const gateway =
        config.gateway.kind === "higress"
            ? createGateway(config, cluster, configuredExposure(config), opts)
            : undefined;
    const objectStore = createObjectStorage(config, cluster, opts).endpoint;
    const challenge = {
        kind: "http01",
        ingressClass: gateway?.ingressClass ?? foreignIngressClass(config.domain),
    } as const;
    const issuer = createIssuer(config, challenge, { provider, dependsOn: ready });
    return deployDify(config, {
        cluster,
        opts,
        ready,
        objectStore,
        gateway: gateway?.handle,
        clusterIssuer: issuer?.issuerName,
        ingress: gateway && ingressOf(gateway),
        workloads: gateway?.workloads ?? [],
    });
}

function createProvider({ cluster }: StackConfig): Provider {
    return new Provider(`cluster-${cluster.kind}`, {
        kubeconfig: cluster.kubeconfig,
        context: cluster.context,
        ...clusterSettings(),
    });
}

function createNamespace(config: StackConfig, provider: Provider): ClusterHandle {
    const simulated = config.cluster.kind === "embedded";
    const namespace = new Namespace(
        config.namespace,
        { metadata: { name: config.namespace } },
        { provider, protect: !simulated },
    );
    return {
        namespace: { name: config.namespace, created: namespace.metadata.name },
        zones: config.zones.map((name) => ({ name })),
        storageClass: config.cluster.storageClass,
        secrets: { kind: "kubernetes" },
        images: mirrorOf(config),
        simulated,
    };
}

const OPERATORS: readonly OperatorName[] = [
    "cert-manager",
    "plugin-barman-cloud",
    "redis-operator",
    "milvus-operator",
    "descheduler",
];

function createOperators(config: StackConfig, { images }: ClusterHandle, opts: ProviderOptions): pulumi.Resource[] {
    const names = [...OPERATORS, ...scalingOperators(config)];
    return [...new Operators("operators", { names, images }, opts).releases];
}

/** Whether the store has addresses that proxies of the internet do not lead to. */
function isInside({ endpoint = "", addresses }: StackConfig["storage"]): boolean {
    return addresses.length > 0 || namespaceOf(endpoint, "") !== undefined;
}

function createObjectStorage({ storage }: StackConfig, cluster: ClusterHandle, opts: ProviderOptions): ObjectStorage {
    const { credentialsSecret, accessKeyId = "", secretAccessKey = "" } = storage;
    return new ObjectStorage(
        "storage",
        {
            cluster,
            // The configuration insists on one for a store that is there.
            url: storage.endpoint ?? "",
            region: storage.region,
            pathStyle: storage.pathStyle,
            inside: isInside(storage),
            buckets: storage.buckets,
            credentials:
                credentialsSecret === undefined
                    ? { accessKeyId: pulumi.secret(accessKeyId), secretAccessKey: pulumi.secret(secretAccessKey) }
                    : { existingSecret: credentialsSecret },
        },
        opts,
    );
}
