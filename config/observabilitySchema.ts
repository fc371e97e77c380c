import { z } from "zod";
import { alerts } from "./alertingSchema";
import { text } from "./forms";
import { bytes, sized } from "./sizes";

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
            storage: bytes().describe(
                "Size of the volume for the series of one Prometheus. Grown later, its claims must be grown by hand, too.",
            ),
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
            storage: bytes()
                .default("20Gi")
                .describe(
                    "Size of the volume for the traces. Changed later, Jaeger must be made anew with an empty one.",
                ),
        })
        .prefault({})
        .describe("Traces. Jaeger is one pod with a volume: while its zone is lost, there is none."),
    alerts: alerts.prefault({}).describe("Whom alerts reach."),
    probe: z
        .strictObject({
            appKeySecret: text()
                .optional()
                .describe(
                    "Existing Secret in the namespace whose key `api-key` is the API key of a chat app: it is asked something again and " +
                        "again, and how long its answers take is measured. Default: only the login page and the API are looked at.",
                ),
            intervalSeconds: z
                .int()
                .min(10)
                .max(3600)
                .default(300)
                .describe("Seconds from one question to the next. Each is a call of the app's model, and paid for."),
        })
        .prefault({})
        .describe("A synthetic user."),
    alertmanager: z.strictObject(sized).describe("Alertmanager: the members tell each other what was sent."),
});
