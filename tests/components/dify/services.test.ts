import { releaseOf } from "../../../components/dify/catalogue";
import { serviceRuntimes, SERVICE_SUFFIX, type ServiceName } from "../../../components/dify/services";

const runtimes = serviceRuntimes({
    release: releaseOf("1.16.1"),
    drainSeconds: 100,
    api: { processes: 2, connectionsPerProcess: 300 },
    worker: { concurrency: 7 },
});

const services = Object.keys(SERVICE_SUFFIX) as ServiceName[];

test.each([
    [
        "api",
        {
            MODE: "api",
            SERVER_WORKER_AMOUNT: "2",
            SERVER_WORKER_CONNECTIONS: "300",
            GUNICORN_TIMEOUT: "360",
            GUNICORN_CMD_ARGS: "--graceful-timeout 100",
        },
    ],
    [
        "websocket",
        {
            MODE: "api",
            SERVER_WORKER_AMOUNT: "2",
            SERVER_WORKER_CONNECTIONS: "1000",
            SERVER_WORKER_CLASS: "geventwebsocket.gunicorn.workers.GeventWebSocketWorker",
            GUNICORN_TIMEOUT: "360",
            GUNICORN_CMD_ARGS: "--graceful-timeout 10",
        },
    ],
    ["worker", { MODE: "worker", CELERY_WORKER_AMOUNT: "7" }],
    ["latencyWorker", { MODE: "worker", CELERY_WORKER_AMOUNT: "7" }],
    ["heavyWorker", { MODE: "worker", CELERY_WORKER_AMOUNT: "7" }],
    ["beat", { MODE: "beat" }],
    ["web", {}],
    ["sandbox", {}],
    ["ssrfProxy", {}],
    ["pluginDaemon", {}],
] as const)("%s has these variables of its own", (service, env) => {
    expect(runtimes[service].env).toEqual(env);
});

/** Seconds that a process may need after SIGTERM: the drain that it was told, or that its image is known for. */
const OWN_DRAIN: Record<ServiceName, number> = {
    api: 100,
    websocket: 10,
    worker: 100,
    latencyWorker: 100,
    heavyWorker: 100,
    beat: 0,
    web: 0,
    // A run may take 15 s.
    sandbox: 15,
    ssrfProxy: 20,
    pluginDaemon: 0,
};

test.each(services)("%s is not killed while it drains", (service) => {
    const { preStopSeconds, terminationSeconds } = runtimes[service];
    expect(preStopSeconds + OWN_DRAIN[service]).toBeLessThan(terminationSeconds);
});

test.each([
    ["api", 15, 130],
    ["websocket", 15, 40],
    ["worker", 0, 115],
    ["beat", 0, 30],
    ["web", 15, 45],
    ["sandbox", 15, 45],
    ["ssrfProxy", 10, 145],
    ["pluginDaemon", 30, 60],
] as const)("%s waits %d s before SIGTERM and is killed after %d s", (service, preStop, termination) => {
    expect([runtimes[service].preStopSeconds, runtimes[service].terminationSeconds]).toEqual([preStop, termination]);
});

test.each([
    ["api", "/health", 5001],
    ["websocket", "/health", 5001],
    ["web", "/apps", 3000],
    ["sandbox", "/health", 8194],
    ["pluginDaemon", "/health/check", 5002],
] as const)("%s is probed at %s on %d for start, readiness and life", (service, path, port) => {
    const { startupProbe, readinessProbe, livenessProbe } = runtimes[service].probes as Record<
        string,
        { httpGet: unknown; periodSeconds: number; failureThreshold: number; timeoutSeconds: number }
    >;
    for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
        expect(probe?.httpGet).toEqual({ path, port });
    }
    expect(readinessProbe).toMatchObject({ periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 });
    expect(livenessProbe).toMatchObject({ periodSeconds: 30, failureThreshold: 5, timeoutSeconds: 10 });
});

test.each([
    ["api", 600],
    ["websocket", 600],
    ["web", 120],
    ["sandbox", 300],
    ["pluginDaemon", 300],
    ["worker", 600],
    ["beat", 300],
] as const)("%s may take %d s to start", (service, seconds) => {
    const { periodSeconds, failureThreshold } = runtimes[service].probes.startupProbe as {
        periodSeconds: number;
        failureThreshold: number;
    };
    expect(periodSeconds * failureThreshold).toBe(seconds);
});

test.each([
    ["worker", "celery -A celery_healthcheck.celery inspect ping -d celery@$(hostname)"],
    ["beat", "/proc/1/cmdline | grep -q ' beat'"],
] as const)("%s is asked inside the pod, and nothing sends requests to it", (service, command) => {
    const { probes, ports } = runtimes[service];
    expect(probes.readinessProbe).toBeUndefined();
    expect(JSON.stringify(probes.livenessProbe)).toContain(command);
    expect(ports).toEqual([]);
});

test.each([
    ["api", true],
    ["websocket", true],
    ["worker", true],
    ["beat", true],
    ["web", false],
    ["sandbox", false],
    ["ssrfProxy", false],
    ["pluginDaemon", false],
] as const)("%s needs the schema: %s", (service, needsSchema) => {
    expect(runtimes[service].needsSchema).toBe(needsSchema);
});

test("beat alone must not run twice, and its pause alone stops no request", () => {
    expect(services.filter((service) => runtimes[service].strategy === "Recreate")).toEqual(["beat"]);
    expect(services.filter((service) => runtimes[service].quorum === 0)).toEqual(["beat"]);
    expect(services.filter((service) => runtimes[service].recovery.kind === "restart")).toEqual(["beat"]);
});

test("nothing runs as root but what says why", () => {
    const asRoot = services.filter((service) => runtimes[service].podSecurityContext.runAsNonRoot !== true);
    expect(asRoot).toEqual(["sandbox", "pluginDaemon"]);
});
