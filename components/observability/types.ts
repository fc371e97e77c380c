/** A Grafana dashboard. */
export interface Dashboard {
    /** Letters, digits, dashes: names the ConfigMap and the file. */
    readonly name: string;
    /** Grafana's own JSON. */
    readonly json: string;
}
