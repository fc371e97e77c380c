import type { CanaryArgs } from "../../../components/dify/canary";
import { DifyApp, type DifyAppArgs } from "../../../components/dify/difyApp";
import type { ResourceGraph } from "../../../analysis/graph";
import { kubernetesSecret } from "../../../contracts";
import { clusterHandle, RESOURCES } from "../../support/cluster";
import { Elsewhere, evaluateComponent } from "../../support/evaluation";
import { ENVIRONMENT_ARGS } from "./environmentArgs";

const sized = (replicas: number) => ({ replicas, resources: RESOURCES });

/** A release as a stack would ask for it; every service has a number of members of its own. */
export const APP_ARGS: DifyAppArgs = {
    cluster: clusterHandle(),
    version: "1.16.1",
    ingress: { className: "nginx", host: "dify.example.com", clusterIssuer: "letsencrypt" },
    appDatabase: ENVIRONMENT_ARGS.appDatabase,
    pluginDatabase: ENVIRONMENT_ARGS.pluginDatabase,
    redis: ENVIRONMENT_ARGS.redis,
    streaming: ENVIRONMENT_ARGS.streaming,
    objectStore: ENVIRONMENT_ARGS.objectStore,
    vectorStore: ENVIRONMENT_ARGS.vectorStore,
    services: {
        api: sized(3),
        worker: sized(4),
        beat: sized(1),
        web: sized(5),
        websocket: sized(2),
        sandbox: sized(6),
        ssrfProxy: sized(7),
        pluginDaemon: sized(8),
    },
    api: { processes: 2, connectionsPerProcess: 200 },
    worker: { concurrency: 4 },
    pool: { size: 20, overflow: 10 },
    drainSeconds: 60,
    allowedPrivateRanges: [],
};

/** What makes `d` the canary of release `main`. */
export const CANARY: CanaryArgs = {
    of: {
        secrets: {
            secretKey: kubernetesSecret("main-keys", "secret-key"),
            initPassword: kubernetesSecret("main-keys", "init-password"),
            sandboxKey: kubernetesSecret("main-keys", "sandbox-api-key"),
            pluginDaemonKey: kubernetesSecret("main-keys", "plugin-daemon-key"),
            innerApiKey: kubernetesSecret("main-keys", "inner-api-key"),
        },
        hosts: {
            api: "main-api",
            sandbox: "main-sandbox",
            ssrfProxy: "main-ssrf-proxy",
            pluginDaemon: "main-plugin-daemon",
        },
        tlsSecret: "main-tls",
    },
    traffic: { kind: "header", name: "X-Canary", value: "yes" },
    images: {},
    environment: {},
};

/** Evaluates DifyApp `d`, which must wait for a data tier named `data`. */
export function evaluateApp(change: Partial<DifyAppArgs> = {}): Promise<ResourceGraph> {
    return evaluateComponent(
        (opts) => new DifyApp("d", { ...APP_ARGS, ...change }, { ...opts, dependsOn: [new Elsewhere("data")] }),
    );
}
