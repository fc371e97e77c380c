import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import {
    imageFrom,
    kubernetesSecret,
    type ClusterEndpoint,
    type ClusterHandle,
    type PrimaryEndpoint,
    type Traffic,
    type Workload,
} from "../../contracts";
import { createCustomResource } from "../shared/customResource";
import { dependenciesOf } from "../shared/dependencies";
import { createDisruptionBudget } from "../shared/disruptionBudget";
import { checksumAnnotation } from "../shared/checksum";
import { generatePassword } from "../shared/password";
import { ENDPOINT_RECOVERY } from "../shared/recovery";
import { createReplicatedService, type Resources } from "../shared/replicatedService";
import { createSecret, type GeneratedSecret } from "../shared/secret";
import { READ_ONLY_CONTAINER } from "../shared/securityContexts";
import { HAPROXY_IMAGE, REDIS_API } from "./catalogue";
import {
    followMasterConfig,
    PROXY_HEALTH_PORT,
    REDIS_PORT,
    redisClusterConfig,
    redisConfig,
    type Content,
} from "./config";
import { redisTraffic } from "./flows";
import { redisReplicationSpec, sentinelLabels, workloadsOfReplication } from "./replicationSpec";
import { ROLE_ANTI_AFFINITY, shardedSpec, workloadsOfSharded } from "./shardedSpec";

export interface RedisClusterArgs {
    readonly cluster: ClusterHandle;
    /** Members of the primary/replica group, one of them the master. */
    readonly members: number;
    /** Sentinels, odd and at least 3. */
    readonly sentinels: number;
    /** Requests and limits of one member; `maxmemory` is three quarters of the memory limit. */
    readonly resources: Resources;
    /** Volume of one member, a byte quantity. */
    readonly storage: string;
    /** Redis Cluster beside the group: primaries, each with one replica. Default: none. */
    readonly sharded?: { readonly shards: number };
    /** Counters may be evicted and deleted, tasks may not. Default: tasks. */
    readonly content?: Content;
}

const PASSWORD_KEY = "password";

/** Key of the ConfigMap that the operator includes into redis.conf. */
const CONFIG_KEY = "redis-additional.conf";

/** A proxy only passes bytes on. */
const PROXY_RESOURCES: Resources = {
    requests: { cpu: "50m", memory: "64Mi" },
    limits: { cpu: "500m", memory: "256Mi" },
};

/** uid of the official HAProxy image. */
const HAPROXY_USER = 99;

/**
 * Redis 7: a master with replicas, failed over by Sentinel, behind one address that follows the master (the only shape that all of
 * Dify can use); optionally a Redis Cluster beside it for clients that follow redirects.
 */
export class RedisCluster extends pulumi.ComponentResource {
    public readonly primary: PrimaryEndpoint;
    /** Only with `sharded`. */
    public readonly sharded: ClusterEndpoint | undefined;
    public readonly workloads: Workload[];
    public readonly traffic: Traffic;

    constructor(name: string, args: RedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:RedisCluster", name, args, opts);
        const { namespace } = args.cluster;

        const password = this.createPassword(name, args.cluster);
        const members = this.createReplication(name, args, password, opts);
        const proxy = this.createProxy(`${name}-primary`, name, args, password);
        const sharded =
            args.sharded && this.createSharded(`${name}-sharded`, name, args, args.sharded.shards, password, opts);

        const access = {
            port: REDIS_PORT,
            tls: false,
            password: kubernetesSecret(password.name, PASSWORD_KEY),
        };
        const domain = `${namespace.name}.svc.cluster.local`;
        this.primary = { kind: "primary", host: `${proxy.name}.${domain}`, servedBy: proxy.name, ...access };
        const leader = `${name}-sharded-leader`;
        this.sharded = sharded && { kind: "cluster", host: `${leader}.${domain}`, servedBy: leader, ...access };
        this.workloads = [...members, proxy, ...(sharded ?? [])];
        this.traffic = redisTraffic(name, {
            namespace: namespace.name,
            proxy: proxy.name,
            sharded: sharded !== undefined,
        });
        this.registerOutputs({ primary: this.primary, sharded: this.sharded, workloads: this.workloads });
    }

    private createPassword(name: string, cluster: ClusterHandle): GeneratedSecret {
        const child = { parent: this };
        return createSecret(
            `${name}-auth`,
            cluster,
            {
                name: `${name}-auth`,
                stringData: { [PASSWORD_KEY]: generatePassword(`${name}-password`, child) },
            },
            child,
        );
    }

    private createConfig(name: string, { namespace }: ClusterHandle, file: string, text: string): ConfigMap {
        return new ConfigMap(
            `${name}-config`,
            { metadata: { name: `${name}-config`, namespace: namespace.created }, data: { [file]: text } },
            { parent: this },
        );
    }

    private createReplication(
        name: string,
        args: RedisClusterArgs,
        password: GeneratedSecret,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): Workload[] {
        const { cluster } = args;
        const config = this.createConfig(
            name,
            cluster,
            CONFIG_KEY,
            redisConfig(args.members, args.resources.limits.memory, args.content),
        );
        const spec = redisReplicationSpec({
            ...args,
            name,
            zones: cluster.zones,
            storageClass: cluster.storageClass,
            dataNodes: cluster.dataNodes,
            images: cluster.images,
            passwordSecret: { name: `${name}-auth`, key: PASSWORD_KEY },
            configMap: `${name}-config`,
        });
        createCustomResource(
            name,
            cluster,
            { apiVersion: REDIS_API, kind: "RedisReplication", name, spec },
            {
                parent: this,
                protect: !cluster.simulated && args.content !== "counters",
                dependsOn: [...dependenciesOf(opts), password.resource, config],
            },
        );
        // The operator makes one for the members, none for the Sentinels.
        createDisruptionBudget(
            `${name}-sentinel-pdb`,
            { name: `${name}-sentinel`, namespace: cluster.namespace, matchLabels: sentinelLabels(name) },
            { parent: this },
        );
        return workloadsOfReplication(name, cluster.namespace, spec);
    }

    /** The address that follows the master: HAProxy, which asks every member for its role. */
    private createProxy(
        name: string,
        redisName: string,
        { cluster, members }: RedisClusterArgs,
        password: GeneratedSecret,
    ): Workload {
        const hosts = Array.from(
            { length: members },
            (_, index) => `${redisName}-${index}.${redisName}-headless.${cluster.namespace.name}.svc.cluster.local`,
        );
        const text = followMasterConfig(hosts);
        const config = this.createConfig(name, cluster, "haproxy.cfg", text);
        return createReplicatedService(
            name,
            name,
            {
                namespace: cluster.namespace,
                zones: cluster.zones,
                labels: { "app.kubernetes.io/name": name },
                replicas: Math.max(2, cluster.zones.length),
                resources: PROXY_RESOURCES,
                container: {
                    image: imageFrom(HAPROXY_IMAGE, cluster.images),
                    env: [
                        {
                            name: "REDIS_PASSWORD",
                            valueFrom: { secretKeyRef: { name: password.name, key: PASSWORD_KEY } },
                        },
                    ],
                    volumeMounts: [{ name: "config", mountPath: "/usr/local/etc/haproxy", readOnly: true }],
                    readinessProbe: { httpGet: { path: "/healthz", port: PROXY_HEALTH_PORT }, periodSeconds: 5 },
                    livenessProbe: { httpGet: { path: "/healthz", port: PROXY_HEALTH_PORT }, periodSeconds: 15 },
                    securityContext: READ_ONLY_CONTAINER,
                },
                ports: [{ name: "redis", port: REDIS_PORT }],
                // Celery and the event bus hold their connections for ever: nothing to wait for beyond the removal from endpoints.
                preStopSeconds: 10,
                terminationSeconds: 30,
                podSecurityContext: {
                    runAsNonRoot: true,
                    runAsUser: HAPROXY_USER,
                    seccompProfile: { type: "RuntimeDefault" },
                },
                volumes: [{ name: "config", configMap: { name: config.metadata.name } }],
                podAnnotations: checksumAnnotation(text),
                facts: {
                    tier: "data",
                    quorum: 1,
                    dependsOn: [redisName],
                    recovery: ENDPOINT_RECOVERY,
                },
            },
            { parent: this },
        ).workload;
    }

    private createSharded(
        name: string,
        redisName: string,
        args: RedisClusterArgs,
        shards: number,
        password: GeneratedSecret,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): Workload[] {
        const { cluster } = args;
        const config = this.createConfig(name, cluster, CONFIG_KEY, redisClusterConfig(args.resources.limits.memory));
        const spec = shardedSpec({
            ...args,
            name,
            shards,
            zones: cluster.zones,
            storageClass: cluster.storageClass,
            images: cluster.images,
            passwordSecret: { name: `${redisName}-auth`, key: PASSWORD_KEY },
            configMap: `${name}-config`,
        });
        createCustomResource(
            name,
            cluster,
            { apiVersion: REDIS_API, kind: "RedisCluster", name, spec, annotations: ROLE_ANTI_AFFINITY },
            {
                parent: this,
                protect: !cluster.simulated,
                dependsOn: [...dependenciesOf(opts), password.resource, config],
            },
        );
        return workloadsOfSharded(name, cluster.namespace, spec);
    }
}
