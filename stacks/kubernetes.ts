import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Provider } from "@pulumi/kubernetes/provider";
import { Operators } from "../components/operators/operators";
import { ObjectStorage } from "../components/storage/objectStorage";
import type { StackConfig } from "../config";
import type { ClusterHandle } from "../contracts";
import { clusterSettings } from "./clusterSettings";
import { deployDify, type ProviderOptions, type StackOutputs } from "./deployDify";
import { configuredExposure, createGateway } from "./gateway";

/** Dify with its whole data tier on one Kubernetes cluster: an existing one, or the embedded control plane. */
export function kubernetesStack(config: StackConfig): StackOutputs {
    const provider = createProvider(config);
    const opts = { providers: [provider] };
    const cluster = createNamespace(config, provider);
    const ready = cluster.simulated || !config.cluster.installOperators ? [] : createOperators(opts);
    const gateway =
        config.gateway.kind === "higress"
            ? createGateway(config, cluster, configuredExposure(config), opts)
            : undefined;
    const objectStore = createObjectStorage(config, cluster, opts).endpoint;
    return deployDify(config, {
        cluster,
        opts,
        ready: [...ready, ...(gateway?.installed ?? [])],
        objectStore,
        gateway: gateway?.handle,
        ingress: gateway && { className: gateway.ingressClass, controller: "higress" },
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
        simulated,
    };
}

function createOperators(opts: ProviderOptions): pulumi.Resource[] {
    return [...new Operators("operators", {}, opts).releases];
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
            buckets: storage.buckets,
            credentials:
                credentialsSecret === undefined
                    ? { accessKeyId: pulumi.secret(accessKeyId), secretAccessKey: pulumi.secret(secretAccessKey) }
                    : { existingSecret: credentialsSecret },
        },
        opts,
    );
}
