import * as fs from "node:fs";
import * as http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A program: the backends of one zone, one on each port, all of which answer with the zone's name. Arguments: name, file for the numbers of
 * the requests that arrive, ports.
 */

/** What a request may ask for, by its path. */
const ANSWERS: Readonly<Record<string, (request: http.IncomingMessage, response: http.ServerResponse) => unknown>> = {
    "/work": async (_, response) => {
        await sleep(WORK_MS);
        response.end("done");
    },
    // A list long enough to be compressed.
    "/list": (_, response) => response.setHeader("content-type", "application/json").end(JSON.stringify(LIST)),
    // Events, with so many milliseconds of silence before each; an event is the time at which it was sent.
    "/events": async ({ url = "" }, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
        const silences = new URL(url, "http://backend").searchParams.get("silences")?.split(",") ?? [];
        for (const silence of silences) {
            await sleep(Number(silence));
            response.write(`data: ${Date.now()}\n\n`);
        }
        response.end();
    },
    "/unavailable": (_, response) => response.writeHead(503).end(),
    // Ends the connection once the request has arrived, as a process does that crashes over it.
    "/crash": (request) => request.socket.resetAndDestroy(),
    // From now on nobody connects, and requests that have begun are finished: what a server does on SIGTERM.
    "/leave": (request, response) => {
        response.end();
        servers.find((server) => portOf(server) === request.socket.localPort)?.close();
    },
};

const WORK_MS = 5;
const LIST = Array.from({ length: 1000 }, (_, index) => `item ${index}`);

const [name = "", arrivals = "", ...ports] = process.argv.slice(2);

const servers = ports.map((port) =>
    http
        .createServer((request, response) => {
            const number = request.headers["x-number"];
            if (typeof number === "string") {
                fs.appendFileSync(arrivals, `${number}\n`);
            }
            response.setHeader("x-backend", `${name}:${port}`);
            request.resume().once("end", () => answer(request, response));
        })
        // Longer than the gateway keeps a connection that it does not use.
        .on("listening", function (this: http.Server) {
            this.keepAliveTimeout = 60_000;
        })
        .listen(Number(port)),
);

function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const give = ANSWERS[path];
    if (give === undefined) {
        response.writeHead(404).end();
    } else {
        give(request, response);
    }
}

function portOf(server: http.Server): number | undefined {
    const address = server.address();
    return typeof address === "object" ? address?.port : undefined;
}
