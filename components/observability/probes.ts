import { JOBS } from "../../contracts";
import { BLACKBOX_MODULE, BLACKBOX_NAME, BLACKBOX_PORT } from "./exporters";
import type { Monitor } from "./monitors";

/** Addresses that are called from outside of what answers: Probe objects for the blackbox exporter. */

export interface ProbedAddress {
    /** Label `probe` of its series, and part of the object's name. */
    readonly probe: string;
    readonly url: string;
}

/** The prober's name has its namespace: Prometheus asks it from another one. */
export function probeOf({ probe, url }: ProbedAddress, namespace: string): Monitor {
    return {
        kind: "Probe",
        name: `probe-${probe}`,
        spec: {
            jobName: JOBS.blackbox,
            prober: { url: `${BLACKBOX_NAME}.${namespace}.svc:${BLACKBOX_PORT}` },
            module: BLACKBOX_MODULE,
            targets: { staticConfig: { static: [url], labels: { probe } } },
        },
    };
}
