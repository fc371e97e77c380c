import * as http from "node:http";
import { eventually } from "../wait";

/** One request of a load. Times are those of `performance.now()`. */
export interface Outcome {
    /** Tells it from all others of a stage. */
    readonly number: string;
    readonly method: string;
    readonly began: number;
    readonly ended: number;
    /** Undefined for a connection that broke and for an answer that did not come. */
    readonly status: number | undefined;
    /** Zone of the backend that answered. */
    readonly zone: string | undefined;
}

/** Whether a client got what it asked for. */
export function succeeded({ status }: Outcome): boolean {
    return status === 200;
}

/** How often the clock is looked at, milliseconds. */
const TICK_MS = 5;

/** As long as a client waits for an answer, milliseconds. */
const PATIENCE_MS = 10_000;

let count = 0;

/** So many requests a second, whatever becomes of them; every other one is a POST. Connections are kept, as browsers and proxies do. */
export class Load {
    readonly outcomes: Outcome[] = [];
    private readonly agent = new http.Agent({ keepAlive: true });
    private readonly timer: NodeJS.Timeout;
    private sent = 0;

    constructor(
        private readonly url: string,
        perSecond: number,
    ) {
        const started = performance.now();
        this.timer = setInterval(() => {
            const due = ((performance.now() - started) / 1000) * perSecond;
            while (this.sent < due) {
                this.send();
            }
        }, TICK_MS);
    }

    /** Sends no more, and waits for all that were sent. */
    async stop(): Promise<void> {
        clearInterval(this.timer);
        await eventually("every request has ended", () => this.outcomes.length === this.sent, PATIENCE_MS / 1000 + 5);
        this.agent.destroy();
    }

    private send(): void {
        this.sent += 1;
        const number = String((count += 1));
        const method = this.sent % 2 === 0 ? "POST" : "GET";
        const began = performance.now();
        const sent = http.request(this.url, { method, agent: this.agent, headers: { "x-number": number } });
        let ended = false;
        const end = (response?: http.IncomingMessage) => {
            if (!ended) {
                ended = true;
                clearTimeout(patience);
                this.outcomes.push({
                    number,
                    method,
                    began,
                    ended: performance.now(),
                    status: response?.statusCode,
                    zone: String(response?.headers["x-backend"] ?? "").split(":")[0],
                });
            }
        };
        const patience = setTimeout(() => sent.destroy(), PATIENCE_MS);
        sent.once("response", (response) => response.resume().once("end", () => end(response)));
        // Also when an answer breaks off.
        sent.once("close", () => end());
        sent.once("error", () => end());
        sent.end(method === "POST" ? "{}" : undefined);
    }
}
