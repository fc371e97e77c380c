import type { Treatment } from "./routes";
import { STUCK_PROCESS_SECONDS } from "./services";

/** What a gateway must do with each kind of requests. */
export interface TreatmentRules {
    /**
     * Seconds that an answer may take to its end, from the end of the request: the upload of a file does not count (Envoy's route timeout;
     * nginx counts from one piece of the answer to the next). Absent: any time.
     */
    readonly answerSeconds?: number;
    /** The plugin daemon wants to know the URL that was called: header `Dify-Hook-Url`. */
    readonly hookUrlHeader?: true;
    /**
     * Whether a canary takes part. `byHeader`: only where a header decides, since a page of one release loads scripts that the other does
     * not have, and a weight decides anew for each.
     */
    readonly canary: "always" | "byHeader" | "never";
    /** A firewall may hold back the whole request and the whole answer to look at them. */
    readonly inspectable?: true;
}

/** An upload or download of the largest file, 100 MB, over a line of 0.25 Mbit/s; the limit of upstream's proxy, too. */
const FILE_SECONDS = 3600;

export const TREATMENTS: Readonly<Record<Treatment, TreatmentRules>> = {
    web: { answerSeconds: STUCK_PROCESS_SECONDS, canary: "byHeader", inspectable: true },
    // By then a process that does not answer has been ended by gunicorn. What waits for a model is not here.
    api: { answerSeconds: STUCK_PROCESS_SECONDS, canary: "always", inspectable: true },
    stream: { canary: "always" },
    files: { answerSeconds: FILE_SECONDS, canary: "always" },
    // One plugin daemon serves both releases.
    hooks: { hookUrlHeader: true, canary: "never" },
    // The editors of one workflow meet in one release.
    socket: { canary: "never" },
};
