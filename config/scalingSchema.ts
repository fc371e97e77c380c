import { z } from "zod";
import { limits, replicas, requests } from "./sizes";

/** The part of the stack configuration about numbers of members that follow the load. */

/** Members of a service by the load, from its `replicas`. */
export const autoscaling = () =>
    z
        .strictObject({
            maxReplicas: replicas()
                .optional()
                .describe(
                    "Members under load; more than `replicas`, which are there without any. Default: always `replicas`.",
                ),
            cpuPercent: z
                .int()
                .min(10)
                .max(95)
                .default(70)
                .describe("Percent of their CPU requests that members use on average before there are more of them."),
        })
        .prefault({})
        .describe("How its members follow the load. Needs the metrics server.");

const pool = (what: string) =>
    z
        .strictObject({
            minReplicas: replicas().default(2).describe("Pods that wait for tasks."),
            maxReplicas: replicas()
                .optional()
                .describe("Pods under load. Default: `dify.worker.replicas`, and no fewer than `minReplicas`."),
            concurrency: z
                .int()
                .min(1)
                .max(200)
                .optional()
                .describe("Tasks that one pod runs at once. Default: `dify.worker.concurrency`."),
            waitingPerPod: z
                .int()
                .min(1)
                .max(10000)
                .optional()
                .describe(
                    "Tasks waiting in one queue for which there is a pod: fewer make pods come sooner. Default: `concurrency`.",
                ),
            requests: requests
                .partial()
                .prefault({})
                .describe("What one pod is guaranteed. Default: as `dify.worker`."),
            limits: limits.partial().prefault({}).describe("What one pod may use at most. Default: as `dify.worker`."),
        })
        .prefault({})
        .describe(what);

export const workerPools = z
    .strictObject({
        enabled: z
            .boolean()
            .default(false)
            .describe(
                "Divide the workers by queues into three pools, each scaled by the lengths of its queues (by KEDA). `false`: one kind of " +
                    "workers serves all of them, and is as many as `dify.worker.replicas`.",
            ),
        latency: pool("Chats and workflows, for which somebody waits: pods `dify-worker-latency`."),
        heavy: pool("Documents on their way into knowledge bases: pods `dify-worker-heavy`."),
        rest: pool("Every other queue of the release: pods `dify-worker`."),
    })
    .prefault({})
    .describe("Pools of workers.");
