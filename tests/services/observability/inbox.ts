import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** An alert in Alertmanager's own JSON. */
export interface Notified {
    readonly status: "firing" | "resolved";
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
}

/** A message that somebody got. */
export interface Message {
    /** Who: the last part of the URL. */
    readonly to: string;
    /** Moment of `performance.now()`. */
    readonly at: number;
    readonly receiver: string;
    readonly status: "firing" | "resolved";
    readonly alerts: readonly Notified[];
}

/** Webhooks that take down what they are told. */
export class Inbox {
    readonly messages: Message[] = [];

    private constructor(private readonly server: http.Server) {}

    static async open(): Promise<Inbox> {
        const server = http.createServer();
        const inbox = new Inbox(server);
        server.on("request", (request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                const body = JSON.parse(Buffer.concat(chunks).toString()) as Omit<Message, "to" | "at">;
                inbox.messages.push({ ...body, to: (request.url ?? "").slice(1), at: performance.now() });
                response.end();
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return inbox;
    }

    /** Address of somebody's webhook. */
    urlOf(name: string): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${name}`;
    }

    /** The first message about an alert. */
    find(alertname: string, status: Message["status"]): Message | undefined {
        return this.messages.find(
            (message) =>
                message.status === status && message.alerts.some(({ labels }) => labels["alertname"] === alertname),
        );
    }

    close(): void {
        this.server.close();
        this.server.closeAllConnections();
    }
}
