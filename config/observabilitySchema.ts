import { z } from "zod";
import { alerts } from "./alertingSchema";
import { sized, volume } from "./sizes";

/** The part of the stack configuration about what watches the stack. */

export const observability = z.strictObject({
    enabled: z
        .boolean()
        .default(true)
        .describe(
            "Install Prometheus, Alertmanager and Grafana, and everything that they look at. `false` where the cluster is watched by " +
                "a Prometheus operator that is there already: see `cluster.prometheusOperator`.",
        ),
    prometheus: z
        .strictObject({
            ...sized,
            storage: volume("the series of one Prometheus"),
            retentionDays: z
                .int()
                .min(1)
                .max(365)
                .default(15)
                .describe("Days that series are kept; the volume must be able to hold them."),
        })
        .describe("Prometheus: each member sees everything by itself."),
    tracing: z
        .strictObject({
            enabled: z
                .boolean()
                .default(true)
                .describe(
                    "Follow requests through gateway, API, worker, database and Redis: OpenTelemetry and Jaeger.",
                ),
            samplingRate: z
                .number()
                .min(0)
                .max(1)
                .default(0.1)
                .describe(
                    "Share of the requests that are followed. The first to see a request decides for all behind it.",
                ),
            retentionDays: z.int().min(1).max(90).default(3).describe("Days that traces are kept."),
            storage: volume("the traces").default("20Gi"),
        })
        .prefault({})
        .describe("Traces. Jaeger is one pod with a volume: while its zone is lost, there is none."),
    alerts: alerts.prefault({}).describe("Whom alerts reach."),
    alertmanager: z.strictObject(sized).describe("Alertmanager: the members tell each other what was sent."),
});
