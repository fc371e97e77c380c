import type * as k8s from "@pulumi/kubernetes/types/input";
import type { Recovery, Workload } from "../../contracts";
import { ENDPOINT_RECOVERY, RESTART_RECOVERY } from "../shared/recovery";
import type { Port, ReplicatedServiceArgs, Resources } from "../shared/replicatedService";
import { unprivilegedPod, unprivilegedPodWithVolumes } from "../shared/securityContexts";
import { PORTS, reads, type DifyRelease } from "./catalogue";
import { PLUGIN_WORKING_PATH } from "./env";
import { SQUID_SHUTDOWN_SECONDS } from "./squid";
import { canHavePools, queuesOfPool, type PoolName, type WorkerPools } from "./workerPools";

/** Everything that tells Dify's long-running services apart. */

export type ServiceName = SizedService | "latencyWorker" | "heavyWorker";

/** Services that have a size of their own; the others are pools of workers. */
export type SizedService = "api" | "worker" | "beat" | "web" | "websocket" | "sandbox" | "ssrfProxy" | "pluginDaemon";

/** Kubernetes names of the services, after the release name. */
export const SERVICE_SUFFIX: Readonly<Record<ServiceName, string>> = {
    api: "api",
    worker: "worker",
    latencyWorker: "worker-latency",
    heavyWorker: "worker-heavy",
    beat: "beat",
    web: "web",
    websocket: "websocket",
    sandbox: "sandbox",
    ssrfProxy: "ssrf-proxy",
    pluginDaemon: "plugin-daemon",
};

/** Name of a second Service of the api pods, after the release name: to a gateway an upstream of its own, with latencies of its own. */
export const STREAM_SUFFIX = `${SERVICE_SUFFIX.api}-stream`;

/** Members and size of a service. */
export interface ServiceSize {
    readonly replicas: number;
    readonly resources: Resources;
}

/** Choices that change how services run. */
export interface RuntimeArgs {
    readonly release: DifyRelease;
    /** Seconds that a stopping api or worker may go on with what it has begun. */
    readonly drainSeconds: number;
    readonly api: { readonly processes: number; readonly connectionsPerProcess: number };
    readonly worker: { readonly concurrency: number };
    /** Divides the workers by queues. Default: all serve all of them. */
    readonly workerPools?: WorkerPools;
}

/** How one service runs; the rest is the same for all. */
export interface ServiceRuntime {
    /** Absent where the release does not have the service. */
    readonly image?: string;
    /** Which environment it gets. */
    readonly environment: "api" | "web" | "sandbox" | "pluginDaemon" | "none";
    /** Variables of this service alone. */
    readonly env: Readonly<Record<string, string>>;
    readonly ports: readonly Port[];
    /** Names of further Services of the same pods, after the release name. */
    readonly furtherServices?: readonly string[];
    readonly probes: Pick<k8s.core.v1.Container, "startupProbe" | "readinessProbe" | "livenessProbe">;
    readonly preStopSeconds: number;
    readonly terminationSeconds: number;
    readonly podSecurityContext: k8s.core.v1.PodSecurityContext;
    readonly securityContext: k8s.core.v1.SecurityContext;
    readonly container?: Pick<k8s.core.v1.Container, "command" | "args" | "volumeMounts">;
    readonly volumes?: k8s.core.v1.Volume[];
    readonly strategy?: ReplicatedServiceArgs["strategy"];
    readonly minReadySeconds?: number;
    /** Whether it speaks the database's schema, so that the migration must come first. */
    readonly needsSchema: boolean;
    /** Whether it ends itself when it finds no database, so that the data tier must come first. */
    readonly needsData?: true;
    readonly tier: Workload["tier"];
    readonly quorum: number;
    readonly recovery: Recovery;
}

/** Seconds that a pod goes on serving after its removal from endpoints began: the time proxies need to hear of it. */
const PRE_STOP_SECONDS = 15;

/** Seconds after which gunicorn ends a process that has not moved. */
export const STUCK_PROCESS_SECONDS = 360;

/** Slack between the end of a drain and SIGKILL, seconds. */
const TERMINATION_SLACK_SECONDS = 15;

/** Sockets of the editor never end by themselves, and connect again at once: waiting for them only delays. */
const SOCKET_DRAIN_SECONDS = 10;

/** uid of the user `dify` in the api and web images. */
const DIFY_USER = 1001;

/** uid of the user `proxy` in Debian's and Ubuntu's Squid. */
const SQUID_USER = 13;

const NON_ROOT: k8s.core.v1.PodSecurityContext = unprivilegedPodWithVolumes(DIFY_USER);

/** As the image has it: root, in those of API and web interface that have no user of their own. */
const IMAGE_USER: k8s.core.v1.PodSecurityContext = { seccompProfile: { type: "RuntimeDefault" } };

const LOCKED_DOWN: k8s.core.v1.SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

function httpProbes(path: string, port: number, startupSeconds: number): ServiceRuntime["probes"] {
    const httpGet = { path, port };
    return {
        startupProbe: { httpGet, periodSeconds: 5, failureThreshold: Math.ceil(startupSeconds / 5), timeoutSeconds: 5 },
        readinessProbe: { httpGet, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 },
        // Slow to act: a busy process is not a dead one, and a restart cuts every stream it serves.
        livenessProbe: { httpGet, periodSeconds: 30, failureThreshold: 5, timeoutSeconds: 10 },
    };
}

/**
 * Whether this worker answers through the broker: a worker that lost its connection for good is restarted after two minutes. Before
 * `celery_healthcheck` the ping imports all of Dify, which takes its time and its share of the CPU: asked less often, after five.
 */
function workerProbes({ has }: DifyRelease): ServiceRuntime["probes"] {
    const app = has.lightPing ? "celery_healthcheck" : "app";
    const ping = `exec celery -A ${app}.celery inspect ping -d celery@$(hostname) --timeout 15`;
    const probe = { exec: { command: ["/bin/sh", "-c", ping] }, timeoutSeconds: has.lightPing ? 30 : 60 };
    return {
        startupProbe: { ...probe, periodSeconds: 20, failureThreshold: 30 },
        livenessProbe: { ...probe, periodSeconds: has.lightPing ? 40 : 100, failureThreshold: 3 },
    };
}

/** Parts of Dify that are told apart by MODE. */
type Mode = "api" | "worker" | "beat";

/**
 * What the entry point of a release without `exec` would run, as process 1 instead of a child of it, which no signal reaches
 * (api/docker/entrypoint.sh at 0.6.9). Every other release is started by its entry point.
 */
function startOf({ has, queues }: DifyRelease, mode: Mode): Pick<ServiceRuntime, "container"> {
    const commands: Readonly<Record<Mode, string>> = {
        api:
            `gunicorn --bind 0.0.0.0:${PORTS.api} --workers "$SERVER_WORKER_AMOUNT" --worker-class gevent ` +
            '--timeout "$GUNICORN_TIMEOUT" --preload app:app',
        worker:
            'celery -A app.celery worker -P gevent -c "$CELERY_WORKER_AMOUNT" --loglevel INFO ' +
            `-Q "\${CELERY_QUEUES:-${queues.join(",")}}"`,
        beat: "celery -A app.celery beat --loglevel INFO",
    };
    return has.signals ? {} : { container: { command: ["/bin/sh", "-c", `exec ${commands[mode]}`] } };
}

/** Whether process 1 is the scheduler: a ping would ask the workers, and says nothing about it. */
const BEAT_RUNS = {
    exec: { command: ["/bin/sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline | grep -q ' beat'"] },
    timeoutSeconds: 5,
};

function userOf({ has }: DifyRelease): k8s.core.v1.PodSecurityContext {
    return has.unprivileged ? NON_ROOT : IMAGE_USER;
}

function apiRuntime({ release, drainSeconds, api }: RuntimeArgs): ServiceRuntime {
    return {
        image: release.images.api,
        environment: "api",
        env: {
            MODE: "api",
            SERVER_WORKER_AMOUNT: String(api.processes),
            ...(reads(release, "SERVER_WORKER_CONNECTIONS")
                ? { SERVER_WORKER_CONNECTIONS: String(api.connectionsPerProcess) }
                : {}),
            GUNICORN_TIMEOUT: String(STUCK_PROCESS_SECONDS),
            GUNICORN_CMD_ARGS: [
                `--graceful-timeout ${drainSeconds}`,
                ...(reads(release, "SERVER_WORKER_CONNECTIONS")
                    ? []
                    : [`--worker-connections ${api.connectionsPerProcess}`]),
            ].join(" "),
        },
        ...startOf(release, "api"),
        ports: [{ name: "http", port: PORTS.api }],
        probes: httpProbes("/health", PORTS.api, 600),
        preStopSeconds: PRE_STOP_SECONDS,
        terminationSeconds: PRE_STOP_SECONDS + drainSeconds + TERMINATION_SLACK_SECONDS,
        podSecurityContext: userOf(release),
        securityContext: LOCKED_DOWN,
        needsSchema: true,
        tier: "application",
        quorum: 1,
        recovery: ENDPOINT_RECOVERY,
    };
}

/** Workers of all queues, or of those of a pool. */
function workerRuntime(api: ServiceRuntime, args: RuntimeArgs, pool: PoolName): ServiceRuntime {
    const { release, drainSeconds, worker, workerPools } = args;
    const { concurrency } = workerPools?.[pool] ?? worker;
    return {
        ...api,
        image: pool === "rest" || canHavePools(release) ? api.image : undefined,
        env: {
            MODE: "worker",
            CELERY_WORKER_AMOUNT: String(concurrency),
            ...(workerPools === undefined ? {} : { CELERY_QUEUES: queuesOfPool(pool, release).join(",") }),
        },
        ...startOf(release, "worker"),
        ports: [],
        probes: workerProbes(release),
        // Nothing sends to a worker: SIGTERM stops it taking tasks at once.
        preStopSeconds: 0,
        terminationSeconds: drainSeconds + TERMINATION_SLACK_SECONDS,
    };
}

/** The services of a release, by name. */
export function serviceRuntimes(args: RuntimeArgs): Readonly<Record<ServiceName, ServiceRuntime>> {
    const { release } = args;
    const api = apiRuntime(args);
    return {
        api: { ...api, furtherServices: [STREAM_SUFFIX] },
        websocket: {
            ...api,
            image: release.has.websocket ? api.image : undefined,
            env: {
                ...api.env,
                SERVER_WORKER_CLASS: "geventwebsocket.gunicorn.workers.GeventWebSocketWorker",
                SERVER_WORKER_CONNECTIONS: "1000",
                GUNICORN_CMD_ARGS: `--graceful-timeout ${SOCKET_DRAIN_SECONDS}`,
            },
            terminationSeconds: PRE_STOP_SECONDS + SOCKET_DRAIN_SECONDS + TERMINATION_SLACK_SECONDS,
        },
        worker: workerRuntime(api, args, "rest"),
        latencyWorker: workerRuntime(api, args, "latency"),
        heavyWorker: workerRuntime(api, args, "heavy"),
        beat: {
            ...api,
            env: { MODE: "beat" },
            ...startOf(release, "beat"),
            ports: [],
            probes: {
                startupProbe: { ...BEAT_RUNS, periodSeconds: 5, failureThreshold: 60 },
                livenessProbe: { ...BEAT_RUNS, periodSeconds: 30, failureThreshold: 3 },
            },
            preStopSeconds: 0,
            terminationSeconds: 30,
            // Two at once would enqueue every scheduled task twice.
            strategy: "Recreate",
            tier: "background",
            quorum: 0,
            recovery: RESTART_RECOVERY,
        },
        web: {
            image: release.images.web,
            environment: "web",
            env: {},
            ports: [{ name: "http", port: PORTS.web }],
            probes: httpProbes("/apps", PORTS.web, 120),
            preStopSeconds: PRE_STOP_SECONDS,
            terminationSeconds: 45,
            podSecurityContext: userOf(release),
            securityContext: LOCKED_DOWN,
            needsSchema: false,
            tier: "application",
            quorum: 1,
            recovery: ENDPOINT_RECOVERY,
        },
        sandbox: {
            image: release.images.sandbox,
            environment: "sandbox",
            env: {},
            ports: [{ name: "http", port: PORTS.sandbox }],
            probes: httpProbes("/health", PORTS.sandbox, 300),
            preStopSeconds: PRE_STOP_SECONDS,
            // A run may take WORKER_TIMEOUT, 15 s.
            terminationSeconds: PRE_STOP_SECONDS + 30,
            // Each run is locked in by chroot, setuid and seccomp, which only root may set up.
            podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
            securityContext: { capabilities: { drop: ["NET_RAW"], add: ["SYS_CHROOT", "SETUID", "SETGID"] } },
            needsSchema: false,
            tier: "application",
            quorum: 1,
            recovery: ENDPOINT_RECOVERY,
        },
        ssrfProxy: {
            image: release.images.squid,
            environment: "none",
            env: {},
            ports: [{ name: "proxy", port: PORTS.ssrfProxy }],
            probes: {
                readinessProbe: { tcpSocket: { port: PORTS.ssrfProxy }, periodSeconds: 5 },
                livenessProbe: { tcpSocket: { port: PORTS.ssrfProxy }, periodSeconds: 15 },
            },
            preStopSeconds: 10,
            terminationSeconds: 10 + SQUID_SHUTDOWN_SECONDS + TERMINATION_SLACK_SECONDS,
            podSecurityContext: unprivilegedPod(SQUID_USER),
            securityContext: LOCKED_DOWN,
            // Straight to Squid: the image's entry point prepares a cache that we do not keep, as root.
            container: {
                command: ["squid", "-N", "-f", "/etc/squid/squid.conf"],
                volumeMounts: [
                    { name: "config", mountPath: "/etc/squid/squid.conf", subPath: "squid.conf", readOnly: true },
                ],
            },
            needsSchema: false,
            tier: "application",
            quorum: 1,
            recovery: ENDPOINT_RECOVERY,
        },
        pluginDaemon: {
            image: release.images.pluginDaemon,
            environment: "pluginDaemon",
            env: {},
            ports: [
                { name: "http", port: PORTS.pluginDaemon },
                { name: "debug", port: PORTS.pluginDebug },
            ],
            probes: httpProbes("/health/check", PORTS.pluginDaemon, 300),
            // The daemon closes at SIGTERM without draining: the wait before it is all the drain there is.
            preStopSeconds: 30,
            terminationSeconds: 60,
            podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
            securityContext: { capabilities: { drop: ["NET_RAW"] } },
            container: { volumeMounts: [{ name: "plugins", mountPath: PLUGIN_WORKING_PATH }] },
            // Plugins are unpacked again from the object store by every pod: local disk is enough, and faster than a shared one.
            volumes: [{ name: "plugins", emptyDir: { sizeLimit: "20Gi" } }],
            // Ready at once, but its plugins are still being built: do not take the next pod down before they run.
            minReadySeconds: 30,
            // It migrates a database of its own at start, and crashes until there is one.
            needsSchema: false,
            needsData: true,
            tier: "application",
            quorum: 1,
            recovery: ENDPOINT_RECOVERY,
        },
    };
}
