/**
 * Something the user can understand and act on. The message is complete (what happened, why, what can be done
 * now) and is shown as it is, without a stack trace.
 */
export class UserError extends Error {
    override readonly name = "UserError";

    /** Exit code of the command that shows it. */
    readonly exitCode: number;

    /** @param options.exitCode exit code of the command, default 1. */
    constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.exitCode = options.exitCode ?? 1;
    }
}
