/** A Service of the cluster that a gateway sends requests to. */
export interface Upstream {
    readonly service: string;
    readonly namespace: string;
    /** Port of the Service. */
    readonly port: number;
}
