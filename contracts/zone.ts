/** A failure domain: machines in one zone are lost together, machines in two zones are not. */
export interface Zone {
    /** Value of the node label `topology.kubernetes.io/zone`, for example `eu-central-1a`. */
    readonly name: string;
}

/** The node label that carries the zone on every Kubernetes distribution. */
export const ZONE_LABEL = "topology.kubernetes.io/zone";
