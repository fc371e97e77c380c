/** What components need to know of the gateway that they add routes and plugins to. */
export interface GatewayHandle {
    /** Its namespace: plugins must be in it. */
    readonly namespace: string;
    /** Class of Ingresses that it serves. */
    readonly ingressClass: string;
    /** Address of its Service inside the cluster. */
    readonly address: string;
    /** Labels of its pods. */
    readonly podLabels: Readonly<Record<string, string>>;
    /** Registry (and path) that has copies of its images and plugins. Default: its own. */
    readonly imageHub?: string;
}
