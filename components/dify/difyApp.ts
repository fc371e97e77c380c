import * as pulumi from "@pulumi/pulumi";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type * as k8s from "@pulumi/kubernetes/types/input";
import {
    kubernetesSecret,
    type BucketPurpose,
    type ClusterHandle,
    type ObjectStoreEndpoint,
    type PostgresEndpoint,
    type PrimaryEndpoint,
    type Problem,
    type Traffic,
    type VectorStoreEndpoint,
    type Workload,
} from "../../contracts";
import { accountAnnotations } from "../shared/cloudAccess";
import type { Scaling } from "../shared/autoscaling";
import { checksumAnnotation } from "../shared/checksum";
import { dependenciesOf } from "../shared/dependencies";
import { generatePassword } from "../shared/password";
import { createReplicatedService, type ReplicatedService } from "../shared/replicatedService";
import { refuse, when } from "../shared/refuse";
import { createRedisAuthentication } from "../shared/scaledObject";
import { createSharedSecret } from "../shared/secret";
import { isServed, type CanaryArgs, type SharedServices } from "./canary";
import { hasService, releaseFrom, releaseOf, type DifyRelease } from "./catalogue";
import {
    apiEnvironment,
    pluginDaemonEnvironment,
    sandboxEnvironment,
    webEnvironment,
    type ApplicationTracing,
    type AppSecrets,
    type Environment,
    type EnvironmentArgs,
    type Hosts,
    type Streaming,
} from "./env";
import { difyTraffic, type AllowedEgress } from "./flows";
import { createIngress, inspectableIngresses, tlsSecretOf } from "./ingress";
import type { IngressController } from "./ingressDialects";
import { migrationName, migrationSpec, migrationStart } from "./migration";
import { publicOrigin } from "./publicOrigin";
import { routesOf } from "./routes";
import { byCpu, scalingOf, type AutoscaledService, type Autoscaling, type LoadScaling, type OffHours } from "./scaling";
import {
    serviceRuntimes,
    SERVICE_SUFFIX,
    type ServiceName,
    type ServiceRuntime,
    type ServiceSize,
    type SizedService,
} from "./services";
import { squidConfig } from "./squid";
import { canHavePools, poolOf, poolTriggers, POOL_DOWN, type WorkerPools } from "./workerPools";

export interface DifyAppArgs {
    readonly cluster: ClusterHandle;
    /** A release of the catalogue, such as `1.16.1`. */
    readonly version: string;
    /** Takes a version that is newer than all of the catalogue, to be run like the newest in it. Default: refused. */
    readonly allowUntestedVersion?: boolean;
    /** Public address and how it is served. */
    readonly ingress: {
        readonly className: string;
        /** What serves that class, and so which annotations it reads. Default: `nginx`. */
        readonly controller?: IngressController;
        /** Public host name; every host when absent. */
        readonly host?: string;
        /** Existing TLS Secret. Excludes `clusterIssuer`. */
        readonly tlsSecret?: string;
        /** cert-manager ClusterIssuer. */
        readonly clusterIssuer?: string;
    };
    /** Database of API and workers. */
    readonly appDatabase: PostgresEndpoint;
    /** Database of the plugin daemon. Absent for a release without one, before 1.0.0. */
    readonly pluginDatabase?: PostgresEndpoint;
    /** Cache, locks, Celery's queues, plugin daemon. A Redis Cluster cannot serve here, and the type says so. */
    readonly redis: PrimaryEndpoint;
    /** Real-time collaboration, which runs the websocket service, or a Redis Cluster for streamed answers: not both. */
    readonly streaming: Streaming;
    readonly objectStore: ObjectStoreEndpoint;
    readonly vectorStore: VectorStoreEndpoint;
    /** Members and size of every service. */
    readonly services: Readonly<Record<SizedService, ServiceSize>>;
    /** More members of a service under load, from those that `services` says. Default: never. */
    readonly autoscaling?: Readonly<Partial<Record<AutoscaledService, Autoscaling>>>;
    /** gunicorn processes of an api pod, and requests that each serves at once. */
    readonly api: { readonly processes: number; readonly connectionsPerProcess: number };
    /** Tasks that a worker pod runs at once. */
    readonly worker: { readonly concurrency: number };
    /**
     * Divides the workers into pools by queues, each scaled by the lengths of its own, by KEDA, which must be there. `services.worker` and
     * `worker` then have no meaning. Dify 1.13 and later. Default: all workers serve all queues, and are as many as `services` says.
     */
    readonly workerPools?: WorkerPools;
    /** Database connections of one process: kept, and on top under load. */
    readonly pool: { readonly size: number; readonly overflow: number };
    /** Where traces and metrics go. Default: nothing is traced. */
    readonly tracing?: ApplicationTracing;
    /** Seconds that a stopping api or worker may go on with what it has begun. */
    readonly drainSeconds: number;
    /** Fewer members outside of working time, by KEDA, which must be there. Default: always as many as `services` says. */
    readonly offHours?: OffHours;
    /** Private CIDRs that HTTP nodes and sandboxed code may reach all the same. */
    readonly allowedPrivateRanges: readonly string[];
    /** Private addresses that API and workers connect to by themselves. Default: none. */
    readonly allowedEgress?: readonly AllowedEgress[];
    /**
     * Makes this a second release beside another one, which gets a part of its requests. It runs only services of its own version, has
     * queues of its own, and migrates the schema that both then use. Default: a release of its own.
     */
    readonly canary?: CanaryArgs;
}

/** Secrets of the application: key in the Secret and length. The set-up page takes 30 characters at most. */
const APP_SECRETS = {
    secretKey: { key: "secret-key", length: 48 },
    initPassword: { key: "init-password", length: 24 },
    sandboxKey: { key: "sandbox-api-key", length: 48 },
    pluginDaemonKey: { key: "plugin-daemon-key", length: 48, ofPlugins: true },
    innerApiKey: { key: "inner-api-key", length: 48, ofPlugins: true },
} as const satisfies Record<keyof AppSecrets, { key: string; length: number; ofPlugins?: true }>;

/** Secrets of a release: those between API and plugin daemon only where there is one. */
function secretsOf(release: DifyRelease) {
    const hasPlugins = hasService(release, "pluginDaemon");
    return Object.values(APP_SECRETS).filter((secret) => hasPlugins || !("ofPlugins" in secret));
}

/** One release of Dify: every service stateless, redundant, spread over zones and drained, behind one set of routes. */
export class DifyApp extends pulumi.ComponentResource {
    /** Public origin, such as `https://dify.example.com`. */
    public readonly url: string;
    /** Names of its Ingresses that stream nothing, so that a firewall may look at requests and answers. */
    public readonly inspectableIngresses: readonly string[];
    public readonly workloads: Workload[];
    public readonly traffic: Traffic;
    /** What a canary of this release uses of it. */
    public readonly shared: SharedServices;

    constructor(name: string, args: DifyAppArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:DifyApp", name, args, opts);
        this.url = publicOrigin(args.ingress);
        const release = releaseWith(args);
        refuse(this, [...appProblems(args, release), ...poolProblems(args, release)]);
        const runtimes = serviceRuntimes({ ...args, release });
        const { collaboration } = args.streaming;
        const served = (Object.keys(runtimes) as ServiceName[]).filter(
            (service) =>
                runtimes[service].image !== undefined &&
                isServed(service, { canary: args.canary, collaboration, pooled: args.workerPools !== undefined }),
        );

        const hosts = hostsOf(name, args.canary);
        const secrets = args.canary?.of.secrets ?? this.createSecrets(name, args.cluster, release);
        const environments = this.createEnvironments(name, args, served, runtimes, {
            ...args,
            release,
            origin: this.url,
            hosts,
            secrets,
            queues: args.canary === undefined ? "release" : "canary",
        });
        const squid = served.includes("ssrfProxy") ? this.createSquidConfig(name, args) : undefined;
        const migration = this.createMigration(name, args, release, runtimes.api, environments.api, opts);
        const operators = [...dependenciesOf(opts), ...this.createBrokerAuthentication(name, args, opts)];
        const services = served.map((service) => {
            const runtime = runtimes[service];
            return this.createService(name, service, args, runtime, {
                environment: runtime.environment === "none" ? undefined : environments[runtime.environment],
                files: service === "ssrfProxy" ? squid : undefined,
                dependsOn: runtime.needsSchema ? [migration] : runtime.needsData === true ? dependenciesOf(opts) : [],
                needs: dependenciesByService(name, release, hosts, args)[service],
                scaling: scalingOf(
                    runtime,
                    sizeOf(service, args).replicas,
                    args.offHours,
                    loadScalingOf(name, service, args, release),
                ),
                operators,
            });
        });
        this.workloads = services.map(({ workload }) => workload);
        this.traffic = difyTraffic({
            allowedEgress: [],
            ...args,
            name,
            release,
            namespace: args.cluster.namespace.name,
            served,
            hosts,
            tracingPort: args.tracing && Number(new URL(args.tracing.endpoint).port),
            solvesChallenges: args.ingress.clusterIssuer !== undefined,
        });
        createIngress(
            name,
            {
                ...args.ingress,
                namespace: args.cluster.namespace,
                routes: routesOf({ ...release, ...args.streaming }),
                canary: args.canary?.traffic,
            },
            // A canary gets requests that another release would have served: from when its pods are ready, and until before they go.
            { parent: this, dependsOn: args.canary && services.map(({ deployment }) => deployment) },
        );
        this.inspectableIngresses = inspectableIngresses(name);
        this.shared = { secrets, hosts, tlsSecret: tlsSecretOf(name, args.ingress) };
        this.registerOutputs({ url: this.url, workloads: this.workloads });
    }

    private createSecrets(name: string, cluster: ClusterHandle, release: DifyRelease): AppSecrets {
        const child = { parent: this };
        // With the secret key go all sessions, file URLs and plugin credentials.
        const kept = { ...child, protect: !cluster.simulated };
        const entries = () =>
            secretsOf(release).map(({ key, length }) => [key, generatePassword(`${name}-${key}`, kept, length)]);
        const secret = createSharedSecret(
            `${name}-keys`,
            cluster,
            {
                name: `${name}-keys`,
                generate: () => Object.fromEntries(entries()) as Record<string, pulumi.Output<string>>,
            },
            child,
        );
        const reference = (purpose: keyof AppSecrets) => kubernetesSecret(secret.name, APP_SECRETS[purpose].key);
        return {
            secretKey: reference("secretKey"),
            initPassword: reference("initPassword"),
            sandboxKey: reference("sandboxKey"),
            pluginDaemonKey: reference("pluginDaemonKey"),
            innerApiKey: reference("innerApiKey"),
        };
    }

    private createEnvironments(
        name: string,
        { cluster, canary }: DifyAppArgs,
        served: readonly ServiceName[],
        runtimes: Readonly<Record<ServiceName, ServiceRuntime>>,
        args: EnvironmentArgs,
    ): MountedEnvironments {
        const mount = (kind: EnvironmentName): MountedEnvironment => {
            const { suffix, render } = ENVIRONMENTS[kind];
            const environment = render(args);
            const settings = { ...environment.settings, ...(kind === "api" ? canary?.environment : {}) };
            return { ...environment, config: this.createConfigMap(`${name}-${suffix}-env`, cluster, settings) };
        };
        const others = (["web", "sandbox", "pluginDaemon"] as const).filter((kind) =>
            served.some((service) => runtimes[service].environment === kind),
        );
        // The migration always needs that of the API.
        return { api: mount("api"), ...Object.fromEntries(others.map((kind) => [kind, mount(kind)])) };
    }

    private createSquidConfig(name: string, { cluster, allowedPrivateRanges }: DifyAppArgs): ConfigMap {
        return this.createConfigMap(`${name}-ssrf-proxy`, cluster, { "squid.conf": squidConfig(allowedPrivateRanges) });
    }

    private createConfigMap(name: string, { namespace }: ClusterHandle, data: ConfigData): ConfigMap {
        return new ConfigMap(name, { metadata: { name, namespace: namespace.created }, data }, { parent: this });
    }

    private createMigration(
        name: string,
        args: DifyAppArgs,
        release: DifyRelease,
        runtime: ServiceRuntime,
        environment: MountedEnvironment,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): Job {
        const { command, variables } = migrationStart(release);
        const { namespace } = args.cluster;
        const accountName = `${name}-migrate`;
        const labels = { "app.kubernetes.io/name": accountName };
        const account = new ServiceAccount(
            `${name}-migrate-account`,
            {
                metadata: {
                    name: accountName,
                    namespace: namespace.created,
                    labels,
                    annotations: accountAnnotations(args.objectStore.access.files),
                },
                automountServiceAccountToken: false,
            },
            { parent: this },
        );
        return new Job(
            `${name}-migrate`,
            {
                metadata: { name: migrationName(name, args.version), namespace: namespace.created, labels },
                spec: migrationSpec(labels, accountName, runtime.podSecurityContext, args.cluster.zones, {
                    name: "migrate",
                    image: runtime.image,
                    securityContext: runtime.securityContext,
                    ...(command === undefined ? {} : { command }),
                    ...containerEnvironment(environment, variables),
                }),
            },
            {
                parent: this,
                dependsOn: [account, ...dependenciesOf(opts)],
                // A Job cannot be changed, and its name is the release's.
                deleteBeforeReplace: true,
                customTimeouts: { create: "60m" },
            },
        );
    }

    /** What KEDA needs to look at the queues: one object with pools, none without. */
    private createBrokerAuthentication(
        name: string,
        { workerPools, redis, cluster: { namespace } }: DifyAppArgs,
        opts: pulumi.ComponentResourceOptions | undefined,
    ): pulumi.Resource[] {
        const args = { name: brokerAuthentication(name), namespace, password: redis.password };
        return workerPools === undefined
            ? []
            : [createRedisAuthentication(args.name, args, { parent: this, dependsOn: dependenciesOf(opts) })];
    }

    private createService(
        name: string,
        service: ServiceName,
        args: DifyAppArgs,
        runtime: ServiceRuntime,
        { environment, files, dependsOn, needs, scaling, operators }: ServiceInputs,
    ): ReplicatedService {
        const { replicas, resources } = sizeOf(service, args);
        const fullName = `${name}-${SERVICE_SUFFIX[service]}`;
        return createReplicatedService(
            fullName,
            fullName,
            {
                ...runtime,
                furtherServices: runtime.furtherServices?.map((suffix) => `${name}-${suffix}`),
                namespace: args.cluster.namespace,
                zones: args.cluster.zones,
                labels: { "app.kubernetes.io/name": fullName, "app.kubernetes.io/part-of": "dify" },
                replicas,
                scaling: scaling && { ...scaling, operator: operators },
                resources,
                container: {
                    image: runtime.image,
                    securityContext: runtime.securityContext,
                    ...runtime.probes,
                    ...runtime.container,
                    ...(environment === undefined ? {} : containerEnvironment(environment, runtime.env)),
                },
                volumes:
                    files === undefined
                        ? runtime.volumes
                        : [{ name: "config", configMap: { name: files.metadata.name } }],
                accountAnnotations: accountOf(runtime, args.objectStore),
                podAnnotations: checksumAnnotation((files ?? environment?.config)?.data ?? ""),
                facts: { ...runtime, dependsOn: needs },
            },
            { parent: this, dependsOn },
        );
    }
}

/** Bucket that the services with an environment use. */
const BUCKETS: Readonly<Partial<Record<ServiceRuntime["environment"], BucketPurpose>>> = {
    api: "files",
    pluginDaemon: "plugins",
};

/** Annotations by which the object store knows a service's pods. */
function accountOf({ environment }: ServiceRuntime, { access }: ObjectStoreEndpoint) {
    const purpose = BUCKETS[environment];
    return purpose && accountAnnotations(access[purpose]);
}

type EnvironmentName = Exclude<ServiceRuntime["environment"], "none">;

/** How each environment is rendered, and how its ConfigMap is called between the release's name and `env`. */
const ENVIRONMENTS: Readonly<
    Record<EnvironmentName, { readonly suffix: string; readonly render: (args: EnvironmentArgs) => Environment }>
> = {
    api: { suffix: "api", render: apiEnvironment },
    web: { suffix: "web", render: webEnvironment },
    sandbox: { suffix: "sandbox", render: sandboxEnvironment },
    pluginDaemon: { suffix: "plugin-daemon", render: pluginDaemonEnvironment },
};

type ConfigData = Readonly<Record<string, pulumi.Input<string>>>;

/** The environments that services of a release have. */
type MountedEnvironments = { readonly api: MountedEnvironment } & {
    readonly [kind in EnvironmentName]?: MountedEnvironment;
};

/** An environment whose settings are in a ConfigMap. */
interface MountedEnvironment extends Environment {
    readonly config: ConfigMap;
}

interface ServiceInputs {
    readonly environment: MountedEnvironment | undefined;
    /** Files that the service mounts as volume `config`. */
    readonly files: ConfigMap | undefined;
    readonly dependsOn: pulumi.Input<pulumi.Resource>[];
    /** Workloads without which it cannot serve. */
    readonly needs: string[];
    /** Undefined where the number of its members is fixed. */
    readonly scaling: Scaling | undefined;
    /** What must be there before its custom resources. */
    readonly operators: pulumi.Input<pulumi.Resource>[];
}

/** `envFrom` and `env` of a container. Secrets come first: Kubernetes composes `$(NAME)` only from variables named earlier. */
function containerEnvironment(
    { config, secrets, composed }: MountedEnvironment,
    own: Readonly<Record<string, string>>,
): Pick<k8s.core.v1.Container, "env" | "envFrom"> {
    const plain = (variables: ConfigData) => Object.entries(variables).map(([name, value]) => ({ name, value }));
    return {
        envFrom: [{ configMapRef: { name: config.metadata.name } }],
        env: [
            ...Object.entries(secrets).map(([name, { name: secret, key }]) => ({
                name,
                valueFrom: { secretKeyRef: { name: secret, key } },
            })),
            ...plain(composed),
            ...plain(own),
        ],
    };
}

/** What a release needs or does not have, and the arguments say otherwise. */
function appProblems(args: DifyAppArgs, release: DifyRelease): Problem[] {
    const { version, streaming, services } = args;
    const { has } = release;
    return [
        ...when(
            streaming.collaboration && !has.websocket,
            "streaming.collaboration",
            true,
            `needs Dify 1.14.1 or later, not ${version}: nothing before it serves sockets in more than one process`,
        ),
        ...when(
            streaming.collaboration && has.websocket && !has.manySockets && services.websocket.replicas > 1,
            "services.websocket.replicas",
            services.websocket.replicas,
            `must be 1 before Dify 1.16.0, not ${version}: its members do not hear of each other`,
        ),
        ...when(
            streaming.eventBus.kind === "cluster" && !has.eventBusSettings,
            "streaming.eventBus",
            streaming.eventBus.kind,
            `needs Dify 1.13.1 or later, not ${version}, for a Redis Cluster`,
        ),
        ...when(
            has.pluginDaemon && args.pluginDatabase === undefined,
            "pluginDatabase",
            undefined,
            `missing; the plugin daemon of Dify ${version} needs one`,
        ),
    ];
}

/** The release of the version, from where the cluster's images come from, with the images of the canary. */
function releaseWith({ version, allowUntestedVersion, canary, cluster }: DifyAppArgs): DifyRelease {
    const release = releaseFrom(releaseOf(version, allowUntestedVersion), cluster.images);
    const { api = release.images.api, web = release.images.web } = canary?.images ?? {};
    return { ...release, images: { ...release.images, api, web } };
}

/** Why a release cannot have the pools that it is asked for. */
function poolProblems({ workerPools, version }: DifyAppArgs, release: DifyRelease) {
    return when(
        workerPools !== undefined && !canHavePools(release),
        "dify.workerPools.enabled",
        true,
        `needs Dify 1.13 or later, not ${version}: before, chats and workflows have no queue of their own`,
    );
}

/** Members and size of a service, or of the pool that it is. */
function sizeOf(service: ServiceName, { services, workerPools }: DifyAppArgs): ServiceSize {
    const pool = poolOf(service);
    if (pool === undefined || workerPools === undefined) {
        return services[service as SizedService];
    }
    const { fewest, resources } = workerPools[pool];
    return { replicas: fewest, resources };
}

/** Name of the TriggerAuthentication for the broker. */
function brokerAuthentication(name: string): string {
    return `${name}-broker`;
}

/** What brings a service more members: its queues where it is a pool. */
function loadScalingOf(
    name: string,
    service: ServiceName,
    { workerPools, autoscaling = {}, redis }: DifyAppArgs,
    release: DifyRelease,
): LoadScaling | undefined {
    const pool = poolOf(service);
    if (pool === undefined || workerPools === undefined) {
        const own = autoscaling[service as AutoscaledService];
        return own && byCpu(service as AutoscaledService, own);
    }
    const { most, waitingPerPod } = workerPools[pool];
    const authentication = brokerAuthentication(name);
    return {
        most,
        triggers: poolTriggers(pool, { release, waitingPerPod, broker: redis, queues: "release", authentication }),
        down: POOL_DOWN,
    };
}

/** Where services find each other: in their own release, and what a canary does not run in that which it stands beside. */
function hostsOf(name: string, canary: CanaryArgs | undefined): Hosts {
    const own = (service: ServiceName) => `${name}-${SERVICE_SUFFIX[service]}`;
    return {
        sandbox: own("sandbox"),
        ssrfProxy: own("ssrfProxy"),
        pluginDaemon: own("pluginDaemon"),
        ...canary?.of.hosts,
        api: own("api"),
    };
}

/** Workloads without which a service cannot serve. */
function dependenciesByService(
    name: string,
    { has }: DifyRelease,
    hosts: Hosts,
    args: DifyAppArgs,
): Record<ServiceName, string[]> {
    const own = (service: ServiceName) => `${name}-${SERVICE_SUFFIX[service]}`;
    const data = [args.appDatabase, args.redis, args.streaming.eventBus, args.vectorStore].map(
        ({ servedBy }) => servedBy,
    );
    const plugins = has.pluginDaemon ? [hosts.pluginDaemon] : [];
    const application = [...new Set(data), ...plugins, hosts.sandbox, hosts.ssrfProxy];
    return {
        // A workflow runs in a worker, the API passes it on.
        api: [
            ...(has.runsInWorkers ? [own(args.workerPools === undefined ? "worker" : "latencyWorker")] : []),
            ...application,
        ],
        worker: application,
        latencyWorker: application,
        heavyWorker: application,
        websocket: [args.redis.servedBy],
        beat: [args.redis.servedBy],
        web: [own("api")],
        sandbox: [own("ssrfProxy")],
        ssrfProxy: [],
        pluginDaemon: [
            ...(args.pluginDatabase === undefined ? [] : [args.pluginDatabase.servedBy]),
            args.redis.servedBy,
            own("ssrfProxy"),
        ],
    };
}
