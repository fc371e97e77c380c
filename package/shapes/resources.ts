/** CPU and memory, as Kubernetes writes quantities. */
export interface Quantities {
    /** Cores (`2`, `0.5`) or thousandths of one (`500m`). */
    readonly cpu: string;
    /** Bytes, such as `512Mi` or `4Gi`. */
    readonly memory: string;
}

/** What a pod has for sure, and at most. */
export interface Resources {
    /** What the scheduler keeps free for it. */
    readonly requests: Quantities;
    /** Above it CPU is throttled, and for memory the pod is killed. */
    readonly limits: Quantities;
}

/** Members of a service, and the size of each. */
export interface Sized {
    /** How many run. */
    readonly replicas: number;
    /** Requests and limits of one of them. */
    readonly resources: Resources;
}
