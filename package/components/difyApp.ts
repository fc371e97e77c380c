import type * as pulumi from "@pulumi/pulumi";
import type { CanaryArgs } from "../../components/dify/canary";
import { releaseOf } from "../../components/dify/catalogue";
import * as program from "../../components/dify/difyApp";
import type { Streaming } from "../../components/dify/env";
import type * as contracts from "../../contracts";
import type { Problem } from "../../contracts";
import type { Known, PackagedComponent } from "../component";
import * as rules from "../rules";
import { clusterHandle, type Cluster } from "../shapes/cluster";
import {
    known,
    kubernetesSecret,
    objectStoreEndpoint,
    secretKey,
    type ObjectStore,
    type PostgresEndpoint,
    type RedisEndpoint,
    type SecretKey,
    type VectorStoreEndpoint,
} from "../shapes/endpoints";
import type { Sized } from "../shapes/resources";
import { shownTraffic, shownWorkloads, type Traffic, type Workload } from "../shapes/workload";

export interface DifyAppArgs {
    /** Where it runs. */
    readonly cluster: Cluster;
    /** A release of the catalogue, such as `1.16.1`. */
    readonly version: string;
    /** Public address and how it is served. */
    readonly ingress: Ingress;
    /** Database of API and workers. */
    readonly appDatabase: pulumi.Input<PostgresEndpoint>;
    /** Database of the plugin daemon. */
    readonly pluginDatabase: pulumi.Input<PostgresEndpoint>;
    /** Cache, locks, Celery's queues, plugin daemon. A Redis Cluster cannot serve here. */
    readonly redis: pulumi.Input<RedisEndpoint>;
    /** Real-time collaboration of the workflow editor, which runs the websocket service. Default: `false`. */
    readonly collaboration?: boolean;
    /** Streams answers from worker to API. Default: `redis`. With `collaboration` it cannot be a Redis Cluster. */
    readonly eventBus?: pulumi.Input<RedisEndpoint>;
    /** Files, plugins and private keys, in its buckets `files` and `plugins`. */
    readonly objectStore: ObjectStore;
    /** Embeddings of the knowledge. */
    readonly vectorStore: pulumi.Input<VectorStoreEndpoint>;
    /** Members and size of every service. */
    readonly services: DifyServices;
    /** What an api pod does at once. */
    readonly api: ApiProcesses;
    /** Tasks that a worker pod runs at once. */
    readonly workerConcurrency: number;
    /** Database connections of one process. */
    readonly pool: ConnectionPool;
    /** Where traces and metrics go. Default: nothing is traced. */
    readonly tracing?: Tracing;
    /** Seconds that a stopping api or worker may go on with what it has begun. */
    readonly drainSeconds: number;
    /** Fewer members outside of working time, by KEDA, which must be there. Default: always as many as `services` says. */
    readonly offHours?: OffHours;
    /** Private CIDRs that HTTP nodes and sandboxed code may reach all the same. Default: none. */
    readonly allowedPrivateRanges?: string[];
    /** Private addresses that API and workers connect to by themselves: TCP ports by address range. Default: none. */
    readonly allowedEgress?: Record<string, number[]>;
    /** Makes this a second release, which gets a part of the requests of `canaryOf`. Default: a release of its own. */
    readonly canary?: Canary;
    /** Output `shared` of the release that it stands beside. With `canary` only. */
    readonly canaryOf?: pulumi.Input<SharedServices>;
}

/** What serves a class of Ingresses, and so which annotations it reads. */
export const IngressController = {
    /** ingress-nginx. */
    Nginx: "nginx",
    /** Higress. */
    Higress: "higress",
} as const;
export type IngressController = (typeof IngressController)[keyof typeof IngressController];

/** Public address and how it is served. */
export interface Ingress {
    /** IngressClass. */
    readonly className: string;
    /** What serves that class. Default: `nginx`. */
    readonly controller?: IngressController;
    /** Public host name. Default: every host. */
    readonly host?: string;
    /** Existing TLS Secret. Excludes `clusterIssuer`. Default: none. */
    readonly tlsSecret?: string;
    /** cert-manager ClusterIssuer that makes the certificate. Default: none. */
    readonly clusterIssuer?: string;
}

/** Members and size of every service. */
export interface DifyServices {
    /** Console, API, and the streams of answers. */
    readonly api: Sized;
    /** Workflows, indexing and everything else that takes its time. */
    readonly worker: Sized;
    /** Schedules periodic tasks: one member. */
    readonly beat: Sized;
    /** Pages. */
    readonly web: Sized;
    /** Sockets of the workflow editor; runs with `collaboration` only. */
    readonly websocket: Sized;
    /** Runs code of workflows. */
    readonly sandbox: Sized;
    /** The only way out for HTTP nodes and sandboxed code. */
    readonly ssrfProxy: Sized;
    /** Runs plugins. */
    readonly pluginDaemon: Sized;
}

/** What an api pod does at once. */
export interface ApiProcesses {
    /** gunicorn processes. */
    readonly processes: number;
    /** Requests that each serves at once. */
    readonly connectionsPerProcess: number;
}

/** Database connections of one process. */
export interface ConnectionPool {
    /** Kept. */
    readonly size: number;
    /** On top under load. */
    readonly overflow: number;
}

/** Where traces and metrics go. */
export interface Tracing {
    /** URL that takes OTLP over HTTP, with a port and without a path. */
    readonly endpoint: string;
    /** Share of the requests that are followed, 0 to 1, where nobody before Dify has decided. */
    readonly samplingRate: number;
}

/** Fewer members outside of working time. */
export interface OffHours {
    /** When people work. */
    readonly workingTime: WorkingTime;
    /** Members of each service outside of it, as far as it has as many. */
    readonly members: number;
}

/** Days of the week. */
export const Day = {
    Sunday: "sun",
    Monday: "mon",
    Tuesday: "tue",
    Wednesday: "wed",
    Thursday: "thu",
    Friday: "fri",
    Saturday: "sat",
} as const;
export type Day = (typeof Day)[keyof typeof Day];

/** When people work. */
export interface WorkingTime {
    /** IANA time zone, such as `Europe/Berlin`. */
    readonly timeZone: string;
    /** Days on which people work. */
    readonly days: Day[];
    /** Time of day, such as `08:00`. */
    readonly from: string;
    /** Time of day, later than `from`. */
    readonly until: string;
}

/** A second release beside another one, on the same data. */
export interface Canary {
    /** Percent of the requests that it gets at random, 0 to 100. Default: those with `header`; one of the two must be there. */
    readonly weight?: number;
    /** It gets the requests that carry this header. Default: a share of all, `weight`. */
    readonly header?: Header;
    /** Image of api and worker. Default: that of its version. */
    readonly apiImage?: string;
    /** Image of web. Default: that of its version. */
    readonly webImage?: string;
    /** Variables of its api and worker, on top of those of the release or instead of them. Anyone may read them. Default: none. */
    readonly environment?: Record<string, string>;
}

/** A header of a request. */
export interface Header {
    /** Its name. */
    readonly name: string;
    /** Its whole value. */
    readonly value: string;
}

/** What a release lends to its canary. */
export interface SharedServices {
    /** Secrets of the application. */
    readonly secrets: AppSecrets;
    /** In-cluster host names of its services. */
    readonly hosts: Hosts;
    /** Secret with the certificate; absent without TLS. */
    readonly tlsSecret?: string;
}

/** Secrets of the application, one per purpose. */
export interface AppSecrets {
    /** Signs sessions and file URLs, encrypts plugin credentials: never change it. */
    readonly secretKey: SecretKey;
    /** Guards the set-up page until the first administrator exists. */
    readonly initPassword: SecretKey;
    /** API to sandbox. */
    readonly sandboxKey: SecretKey;
    /** API to plugin daemon. */
    readonly pluginDaemonKey: SecretKey;
    /** Plugin daemon to API. */
    readonly innerApiKey: SecretKey;
}

/** In-cluster host names of the services that a canary shares. */
export interface Hosts {
    /** Of the API. */
    readonly api: string;
    /** Of the sandbox. */
    readonly sandbox: string;
    /** Of the SSRF proxy. */
    readonly ssrfProxy: string;
    /** Of the plugin daemon. */
    readonly pluginDaemon: string;
}

/** One release of Dify: every service stateless, redundant, spread over zones and drained, behind one set of routes. */
export declare class DifyApp extends pulumi.ComponentResource {
    /** Public origin, such as `https://dify.example.com`. */
    readonly url: string;
    /** Names of its Ingresses that stream nothing, so that a firewall may look at requests and answers. */
    readonly inspectableIngresses: string[];
    /** What runs, and how it fails and recovers. */
    readonly workloads: Workload[];
    /** Connections that network policies must allow. */
    readonly traffic: Traffic;
    /** What a canary of this release uses of it: its `canaryOf`. */
    readonly shared: SharedServices;
    constructor(name: string, args: DifyAppArgs, opts?: pulumi.ComponentResourceOptions);
}

export const difyApp: PackagedComponent<DifyAppArgs, DifyApp> = {
    problems: (args) => [
        ...rules.cluster(args.cluster),
        ...versionProblems(args.version),
        ...rules.when(
            args.ingress.tlsSecret !== undefined && args.ingress.clusterIssuer !== undefined,
            "ingress.tlsSecret",
            args.ingress.tlsSecret,
            "excludes ingress.clusterIssuer: the certificate is given, or it is made",
        ),
        ...redisProblems(args),
        ...rules.objectStore("objectStore", args.objectStore),
        // The collaboration's sockets are the one service that may have no member.
        ...Object.entries(args.services).flatMap(([name, size]: [string, Sized]) =>
            rules.sized(`services.${name}`, size, name === "websocket" ? 0 : 1),
        ),
        ...rules.when(
            args.services.beat.replicas > 1,
            "services.beat.replicas",
            args.services.beat.replicas,
            "must be 1: two would run every periodic task twice",
        ),
        ...rules.count("api.processes", args.api.processes, 1),
        ...rules.count("api.connectionsPerProcess", args.api.connectionsPerProcess, 1),
        ...rules.count("workerConcurrency", args.workerConcurrency, 1),
        ...rules.count("pool.size", args.pool.size, 1),
        ...rules.count("pool.overflow", args.pool.overflow, 0),
        ...rules.count("drainSeconds", args.drainSeconds, 0),
        ...canaryProblems(args),
    ],
    construct: (name, args, opts) => {
        const { cluster, redis, objectStore, api, workerConcurrency, pool, canary, canaryOf } = args;
        const broker = primary(redis);
        const component = new program.DifyApp(
            name,
            {
                cluster: clusterHandle(cluster),
                version: args.version,
                ingress: args.ingress,
                appDatabase: known(args.appDatabase),
                pluginDatabase: known(args.pluginDatabase),
                redis: broker,
                streaming: streaming(args.collaboration ?? false, args.eventBus, broker),
                objectStore: objectStoreEndpoint(objectStore),
                vectorStore: known(args.vectorStore),
                services: args.services,
                api,
                worker: { concurrency: workerConcurrency },
                pool,
                tracing: args.tracing,
                drainSeconds: args.drainSeconds,
                offHours: args.offHours,
                allowedPrivateRanges: args.allowedPrivateRanges ?? [],
                allowedEgress: Object.entries(args.allowedEgress ?? {}).map(([cidr, ports]) => ({ cidr, ports })),
                canary: canary && canaryOf && canaryArgs(canary, canaryOf),
            },
            opts,
        );
        return {
            component,
            outputs: {
                url: component.url,
                inspectableIngresses: [...component.inspectableIngresses],
                workloads: shownWorkloads(component.workloads),
                traffic: shownTraffic(component.traffic),
                shared: shownServices(component.shared),
            },
        };
    },
};

function versionProblems(version: string): Problem[] {
    try {
        releaseOf(version);
        return [];
    } catch (error) {
        return [{ path: "version", value: version, message: (error as RangeError).message }];
    }
}

function redisProblems({
    redis,
    eventBus,
    collaboration = false,
}: Pick<Known<DifyAppArgs>, "redis" | "eventBus" | "collaboration">): Problem[] {
    return [
        ...rules.when(
            redis.kind !== "primary",
            "redis.kind",
            redis.kind,
            "must be primary: Celery and the plugin daemon cannot use a Redis Cluster",
        ),
        ...rules.when(
            collaboration && eventBus?.kind === "cluster",
            "eventBus.kind",
            eventBus?.kind,
            "must be primary with collaboration: Socket.IO follows no redirects",
        ),
    ];
}

function canaryProblems({ canary, canaryOf }: Pick<Known<DifyAppArgs>, "canary" | "canaryOf">): Problem[] {
    const both = canary?.weight !== undefined && canary.header !== undefined;
    const neither = canary !== undefined && canary.weight === undefined && canary.header === undefined;
    return [
        ...rules.when(
            both || neither,
            "canary.weight",
            canary?.weight,
            "is needed, or else canary.header, and not both: which requests it gets",
        ),
        ...rules.when(
            canary?.weight !== undefined && (canary.weight < 0 || canary.weight > 100),
            "canary.weight",
            canary?.weight,
            "must be percent, 0 to 100",
        ),
        ...rules.when(
            (canary === undefined) !== (canaryOf === undefined),
            canary === undefined ? "canary" : "canaryOf",
            undefined,
            "is missing: canary says what the second release is, canaryOf beside which one",
        ),
    ];
}

/** The rules have seen to it that it is one. */
function primary(endpoint: RedisEndpoint): contracts.PrimaryEndpoint {
    return { ...known(endpoint), kind: "primary" };
}

function streaming(
    collaboration: boolean,
    eventBus: RedisEndpoint | undefined,
    broker: contracts.PrimaryEndpoint,
): Streaming {
    if (collaboration) {
        return { collaboration, eventBus: eventBus === undefined ? broker : primary(eventBus) };
    }
    if (eventBus?.kind === "cluster") {
        return { collaboration, eventBus: { ...known(eventBus), kind: "cluster" } };
    }
    return { collaboration, eventBus: eventBus === undefined ? broker : primary(eventBus) };
}

function canaryArgs(canary: Canary, { secrets, hosts, tlsSecret }: SharedServices): CanaryArgs {
    const { weight, header, apiImage, webImage, environment = {} } = canary;
    return {
        of: { secrets: eachSecret(secrets, kubernetesSecret), hosts, tlsSecret },
        traffic: header === undefined ? { kind: "weight", weight: weight ?? 0 } : { kind: "header", ...header },
        images: { api: apiImage, web: webImage },
        environment,
    };
}

function shownServices({ secrets, hosts, tlsSecret }: program.DifyApp["shared"]): SharedServices {
    return { secrets: eachSecret(secrets, secretKey), hosts: { ...hosts }, tlsSecret };
}

type SecretName = keyof AppSecrets;

function eachSecret<From, To>(
    secrets: Readonly<Record<SecretName, From>>,
    convert: (secret: From) => To,
): Record<SecretName, To> {
    return {
        secretKey: convert(secrets.secretKey),
        initPassword: convert(secrets.initPassword),
        sandboxKey: convert(secrets.sandboxKey),
        pluginDaemonKey: convert(secrets.pluginDaemonKey),
        innerApiKey: convert(secrets.innerApiKey),
    };
}
