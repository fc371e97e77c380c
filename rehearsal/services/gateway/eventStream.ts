import * as http from "node:http";

/** An event, and how long after it was sent it arrived, milliseconds. */
export interface Arrival {
    readonly delay: number;
}

/** A client of a stream of events. */
export class EventStream {
    readonly arrivals: Arrival[] = [];
    /** How it ended, and when (`performance.now()`); undefined while it goes on. */
    end: { readonly complete: boolean; readonly at: number } | undefined;
    /** Backend that sends the events. */
    backend: string | undefined;
    private readonly request: http.ClientRequest;

    /** @param silences milliseconds before each event. */
    constructor(gateway: string, silences: readonly number[]) {
        const options = { agent: false, headers: { accept: "text/event-stream", "accept-encoding": "gzip" } };
        this.request = http.request(`${gateway}/events?silences=${silences.join(",")}`, options, (response) => {
            this.backend = String(response.headers["x-backend"]);
            response.setEncoding("utf8");
            response.on("data", (text: string) => {
                for (const [, sent] of text.matchAll(/^data: (\d+)$/gm)) {
                    this.arrivals.push({ delay: Date.now() - Number(sent) });
                }
            });
            response.once("end", () => this.finish(true));
            response.once("error", () => this.finish(false));
        });
        this.request.once("error", () => this.finish(false));
        this.request.end();
    }

    close(): void {
        this.request.destroy();
    }

    private finish(complete: boolean): void {
        this.end ??= { complete, at: performance.now() };
    }
}
