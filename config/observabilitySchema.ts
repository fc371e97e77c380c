import { z } from "zod";
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
    alertmanager: z.strictObject(sized).describe("Alertmanager: the members tell each other what was sent."),
});
