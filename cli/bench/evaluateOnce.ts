import * as pulumi from "@pulumi/pulumi";
import { DifyApp } from "../../components/dify/difyApp";
import { kubernetesSecret, type PrimaryEndpoint } from "../../contracts";
import { evaluate } from "../evaluation/evaluate";
import { evaluateStack } from "../evaluation/evaluateStack";
import { loadStack } from "../stackFile";

/** Bodies of measured processes. */

/** Everything that `plan` does up to the graph. */
export function evaluateOnce(stack: string): void {
    void evaluateStack(loadStack(stack, []));
}

/** Evaluates a program with so many copies of the application; prints the number of resources and the seconds. */
export async function evaluateCopies(copies: number): Promise<void> {
    const started = performance.now();
    const { resources } = await evaluate({
        stack: "bench",
        settings: {},
        program: () => {
            for (let copy = 0; copy < copies; copy += 1) {
                createCopy(`dify${copy}`);
            }
        },
    });
    process.stdout.write(
        JSON.stringify({ resources: resources.length, seconds: (performance.now() - started) / 1000 }),
    );
}

function createCopy(name: string): void {
    const size = {
        replicas: 3,
        resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
    };
    const password = kubernetesSecret("data", "password");
    const redis: PrimaryEndpoint = {
        kind: "primary",
        host: "redis",
        port: 6379,
        tls: false,
        password,
        servedBy: "redis",
    };
    const database = {
        host: "postgres",
        port: 5432,
        database: "dify",
        user: "dify",
        tls: true,
        password,
        maxConnections: 100,
        servedBy: "postgres",
    };
    new DifyApp(name, {
        cluster: {
            namespace: { name: "dify", created: pulumi.output("dify") },
            zones: ["a", "b", "c"].map((zone) => ({ name: zone })),
            simulated: true,
        },
        version: "1.16.1",
        ingress: { className: "nginx" },
        appDatabase: database,
        pluginDatabase: database,
        redis,
        streaming: { collaboration: true, eventBus: redis },
        objectStore: {
            url: "http://s3",
            region: "r",
            pathStyle: true,
            buckets: { files: "f", plugins: "p", vectors: "v", backups: "b" },
            credentialsSecret: "s3",
        },
        vectorStore: { url: "http://milvus", database: "default", user: "root", password, servedBy: "milvus" },
        services: {
            api: size,
            worker: size,
            beat: { ...size, replicas: 1 },
            web: size,
            websocket: size,
            sandbox: size,
            ssrfProxy: size,
            pluginDaemon: size,
        },
        api: { processes: 1, connectionsPerProcess: 100 },
        worker: { concurrency: 4 },
        pool: { size: 10, overflow: 10 },
        drainSeconds: 60,
        allowedPrivateRanges: [],
    });
}
