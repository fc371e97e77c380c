import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** What can happen between the program and the object store. */
export type Fault =
    /** One bit of the request's body is turned over. */
    | "flip a bit"
    /** The connection is cut in the middle of the request's body. */
    | "cut"
    /** The request is never answered. */
    | "hang"
    /** The store says that access is denied. */
    | "deny";

/** A proxy in front of an object store that does damage to chosen requests. */
export interface FaultyStore {
    readonly url: string;
    /** Resolves when the first request was chosen. */
    readonly reached: Promise<void>;
    stop(): Promise<void>;
}

/** `choose`: says what happens to a request, from `METHOD /path`; undefined: nothing. */
export async function faultyStore(
    target: string,
    choose: (request: string) => Fault | undefined,
): Promise<FaultyStore> {
    let reach = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const server = http.createServer((request, response) => {
        const fault = choose(`${request.method} ${request.url}`);
        if (fault !== undefined) {
            reach();
        }
        if (fault === "cut") {
            request.once("data", () => request.socket.destroy());
            return;
        }
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            if (fault === "hang") {
                return;
            }
            if (fault === "deny") {
                response.writeHead(403, { "content-type": "application/xml" });
                response.end("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
                return;
            }
            const body = Buffer.concat(chunks);
            if (fault === "flip a bit") {
                const middle = Math.floor(body.length / 2);
                body.writeUInt8(body.readUInt8(middle) ^ 1, middle);
            }
            forward(target, request, body, response);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        reached,
        stop: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

function forward(target: string, request: http.IncomingMessage, body: Buffer, response: http.ServerResponse): void {
    const { method, headers } = request;
    const onward = http.request(`${target}${request.url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    onward.end(body);
}
