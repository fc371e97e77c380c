import { UserError } from "../userError";
import { readLogTail, type LogTail } from "./logTail";

/** A part of the cluster that did not come up or died, with the end of its log. */
export class ComponentFailure extends Error {
    override readonly name = "ComponentFailure";
    /** Name of the program, with its zone where it has one. */
    readonly component: string;
    /** Whether it failed because something else listens on its port; then other ports may help. */
    readonly portTaken: boolean;
    private readonly log: LogTail;

    /** @param what what went wrong, as a verb phrase: "died while starting". */
    constructor(component: string, what: string, logFile: string) {
        super(`${component} ${what}`);
        this.component = component;
        this.log = readLogTail(logFile);
        this.portTaken = /address already in use|EADDRINUSE/.test(this.log.text);
    }

    /**
     * The error for the user: the component, why if that is known, the end of its log, what can still be
     * done.
     */
    toUserError(): UserError {
        const lines = [
            `The embedded control plane did not come up: ${this.message}.`,
            ...this.knownReason(),
            ...(this.log.lines.length === 0 ? ["It wrote no log."] : ["The end of its log:"]),
            ...this.log.lines.map((line) => `  ${line}`),
            "",
            "`npm run plan` works without a cluster.",
        ];
        return new UserError(lines.join("\n"), { cause: this });
    }

    private knownReason(): string[] {
        if (this.portTaken) {
            return ["A port that was free a moment ago is in use, also with other ports. Run the command again."];
        }
        if (/no space left on device/.test(this.log.text)) {
            return ["The disk is full. Make room, or set DIFY_HA_CACHE to a folder on another disk."];
        }
        return [];
    }
}
