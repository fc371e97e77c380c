/** One thing wrong with what somebody asked for, complete in itself. */
export interface Problem {
    /** Config path, for example `dify.beat.replicas`. */
    readonly path: string;
    /** What was given; absent when the key is missing. */
    readonly value?: unknown;
    /** What is allowed and, where it is not obvious, why. */
    readonly message: string;
}
