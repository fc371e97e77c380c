import { throughputOf } from "../../../analysis/capacity/throughput";
import type { GraphResource } from "../../../analysis/graph";
import { graphOf, resource } from "../../support/syntheticGraph";
import { component, workload } from "./graphs";

const GIBI = 1024 ** 3;

function runs(name: string, replicas: number, env: Record<string, string>): GraphResource {
    return resource(name, {
        type: "kubernetes:apps/v1:Deployment",
        inputs: {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name, namespace: "dify" },
            spec: {
                replicas,
                template: {
                    spec: {
                        containers: [{ env: Object.entries(env).map(([key, value]) => ({ name: key, value })) }],
                    },
                },
            },
        },
    });
}

const API = runs("api", 2, { MODE: "api", SERVER_WORKER_AMOUNT: "2", SERVER_WORKER_CONNECTIONS: "100" });
const WEBSOCKET = runs("websocket", 2, { MODE: "api", SERVER_WORKER_CLASS: "websocket" });
const WORKER = runs("worker", 3, { MODE: "worker", CELERY_WORKER_AMOUNT: "8", EVENT_BUS_REDIS_URL: "redis://r" });

const estimates = (...resources: GraphResource[]) =>
    Object.fromEntries(
        throughputOf(graphOf(...resources)).map(({ what, estimate, boundBy }) => [
            what,
            [estimate.low, estimate.likely, estimate.high, boundBy],
        ]),
    );

test("connections of the API, slots and cores bound what gets done", () => {
    expect(estimates(API, WEBSOCKET, WORKER)).toEqual({
        "streams open": [400, 400, 400, "connections of the API"],
        "answers in the making": [24, 24, 24, "slots of the workers"],
        // 24 slots over 40, 12, 5 s.
        answers: [0.6, 2, 4.8, "slots of the workers"],
        "documents indexed": [6, 24, 72, "half of the workers' slots"],
    });
});

test("each bound is told, the narrowest first, with what it rests on", () => {
    const [streams, , answers] = throughputOf(graphOf(API, WORKER));
    expect(streams?.bounds).toEqual([
        { by: "connections of the API", estimate: { low: 400, likely: 400, high: 400 }, assumption: null },
    ]);
    expect(answers?.bounds).toEqual([
        {
            by: "slots of the workers",
            estimate: { low: 0.6, likely: 2, high: 4.8 },
            assumption: "an answer streams for 5, 12, 40 s: mostly the time of the model",
        },
        {
            by: "processes of the workers",
            estimate: { low: 5, likely: 12, high: 30 },
            assumption: "it costs the worker that runs it 100, 250, 600 ms of one core",
        },
        {
            by: "processes of the API",
            estimate: { low: 16, likely: 40, high: 80 },
            assumption: "it costs the API 50, 100, 250 ms of one core",
        },
    ]);
});

test("before Dify 1.13 the API makes the answers", () => {
    const old = runs("worker", 3, { MODE: "worker", CELERY_WORKER_AMOUNT: "8" });
    expect(estimates(API, old)).toMatchObject({
        "answers in the making": [400, 400, 400, "connections of the API"],
        answers: [10, 33.3, 80, "connections of the API"],
    });
});

test("what nothing is said about is Dify's default", () => {
    expect(estimates(runs("api", 1, { MODE: "api" }), runs("worker", 1, { MODE: "worker" }))).toMatchObject({
        "streams open": [10, 10, 10, "connections of the API"],
        "documents indexed": [0.25, 1, 3, "half of the workers' slots"],
    });
});

test("gateways, query nodes and connections to the database count where they are", () => {
    const postgres = resource("postgres", {
        type: "kubernetes:postgresql.cnpg.io/v1:Cluster",
        inputs: {
            apiVersion: "postgresql.cnpg.io/v1",
            kind: "Cluster",
            metadata: { name: "postgres" },
            spec: { postgresql: { parameters: { max_connections: "9" } } },
        },
    });
    const pooled = { SQLALCHEMY_POOL_SIZE: "2", SQLALCHEMY_MAX_OVERFLOW: "1" };
    const stack = component(
        workload("gateway", 2, {
            tier: "entry",
            members: { min: 2, max: 4 },
            requests: { cpu: 0.01, memory: GIBI / 1024 },
        }),
        workload("milvus-querynode", 3, { tier: "data", requests: { cpu: 2, memory: GIBI } }),
    );
    const found = estimates(
        stack,
        postgres,
        runs("api", 1, { MODE: "api", SERVER_WORKER_CONNECTIONS: "100", ...pooled }),
        runs("worker", 3, { MODE: "worker", CELERY_WORKER_AMOUNT: "800", EVENT_BUS_REDIS_URL: "redis://r", ...pooled }),
    );
    expect(found).toMatchObject({
        // 4 MiB, of which half, over 512, 128, 64 KiB.
        "streams open": [4, 16, 32, "memory of the gateways"],
        searches: [180, 360, 720, "cores of the query nodes"],
    });
    // Of 9 connections 5 are reserved: 4 over 2, 0.5, 0.2 s.
    expect(found["answers"]).toEqual([2, 8, 20, "connections to PostgreSQL"]);
});

test("without Dify nothing gets done", () => {
    expect(throughputOf(graphOf(API))).toEqual([]);
    expect(throughputOf(graphOf(WORKER))).toEqual([]);
});
