import { spawn, type ChildProcess } from "node:child_process";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../rehearsal/services/freePort";

/** The probe's program as it runs in its pod, against something that answers like Dify, or does not. */

const PROGRAM = path.resolve(__dirname, "../../../components/observability/scripts/probe.js");

const KEY = "app-key-of-the-probe";

type Answer = (response: http.ServerResponse, request: http.IncomingMessage, body: string) => void | Promise<void>;

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

const streaming = (response: http.ServerResponse) => response.writeHead(200, { "Content-Type": "text/event-stream" });

/** A ping at once, the first word after 150 ms, the end 150 ms later; an event cut in the middle of a letter of two bytes. */
const CHAT: Answer = async (response) => {
    streaming(response);
    response.write("event: ping\n\n");
    await sleep(150);
    const word = Buffer.from(event({ event: "message", answer: "bereit, schön" }));
    const cut = word.indexOf("ö") + 1;
    response.write(word.subarray(0, cut));
    await sleep(20);
    response.write(word.subarray(cut));
    await sleep(130);
    response.end(event({ event: "message_end", message_id: "1" }));
};

let server: http.Server;
let answer: Answer;
let asked: { method?: string; url?: string; authorization?: string; body: Record<string, unknown> }[];
let probe: ChildProcess | undefined;
let output: string;

beforeEach(async () => {
    asked = [];
    output = "";
    server = http.createServer((request, response) => {
        let text = "";
        request.on("data", (chunk: Buffer) => (text += chunk.toString()));
        request.on("end", () => {
            const { method, url, headers } = request;
            asked.push({
                method,
                url,
                authorization: headers.authorization,
                body: JSON.parse(text) as Record<string, unknown>,
            });
            void answer(response, request, text);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
    if (probe?.exitCode === null && probe.signalCode === null) {
        const ended = new Promise((resolve) => probe?.once("exit", resolve));
        probe.kill();
        await ended;
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
});

async function start(change: Record<string, string> = {}): Promise<number> {
    const port = await freePort();
    probe = spawn(process.execPath, [PROGRAM], {
        env: {
            PROBE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
            PROBE_KEY: `${KEY}\n`,
            PROBE_INTERVAL_SECONDS: "60",
            PROBE_TIMEOUT_SECONDS: "5",
            PROBE_PORT: String(port),
            ...change,
        },
    });
    probe.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    probe.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    return port;
}

async function get(port: number, page: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${port}${page}`)).text();
}

/** Samples without their comments, once so many questions have ended. */
async function samples(port: number, questions = 1): Promise<Record<string, number>> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
        const text = await get(port, "/metrics").catch(() => "");
        const found = Object.fromEntries(
            text
                .split("\n")
                .filter((line) => line !== "" && !line.startsWith("#"))
                .map((line): [string, number] => {
                    const [name = "", value] = line.split(" ");
                    return [name.replace("dify_ha_probe_", ""), Number(value)];
                }),
        );
        const ended = Object.entries(found).reduce(
            (sum, [name, n]) => (name.startsWith("runs_total") ? sum + n : sum),
            0,
        );
        if (ended >= questions) {
            return found;
        }
        await sleep(50);
    }
    throw new Error(`no question ended:\n${output}`);
}

const runs = (outcome: string) => `runs_total{outcome="${outcome}"}`;

test("an answer is measured to its first byte, its first word and its end", async () => {
    answer = CHAT;
    const found = await samples(await start());
    expect(found["success"]).toBe(1);
    expect(found[runs("success")]).toBe(1);
    expect(found["first_byte_seconds"]).toBeGreaterThan(0);
    expect(found["first_answer_seconds"]).toBeGreaterThanOrEqual(0.15);
    expect(found["first_byte_seconds"]).toBeLessThan(found["first_answer_seconds"] ?? 0);
    expect(found["duration_seconds"]).toBeGreaterThanOrEqual((found["first_answer_seconds"] ?? 0) + 0.1);
    expect(Math.abs(Date.now() / 1000 - (found["last_run_timestamp_seconds"] ?? 0))).toBeLessThan(10);
});

test("it asks as Dify's API wants it, with the key", async () => {
    answer = CHAT;
    await samples(await start());
    expect(asked).toEqual([
        {
            method: "POST",
            url: "/v1/chat-messages",
            authorization: `Bearer ${KEY}`,
            body: {
                inputs: {},
                query: expect.any(String) as string,
                response_mode: "streaming",
                user: "dify-ha-probe",
            },
        },
    ]);
});

test("it asks again at the interval, and counts", async () => {
    answer = CHAT;
    const found = await samples(await start({ PROBE_INTERVAL_SECONDS: "0.4" }), 3);
    expect(found[runs("success")]).toBeGreaterThanOrEqual(3);
});

test.each<[string, string, Answer]>([
    ["http", "a status that is no success", (response) => void response.writeHead(401).end("{}")],
    [
        "error_event",
        "an error in the stream",
        (response) => {
            streaming(response);
            response.end(event({ event: "error", code: "completion_request_error", message: "no quota" }));
        },
    ],
    [
        "incomplete",
        "a stream that ends too early",
        (response) => {
            streaming(response);
            response.end(event({ event: "message", answer: "rea" }));
        },
    ],
    [
        "incomplete",
        "a connection that breaks",
        async (response, request) => {
            streaming(response);
            response.write(event({ event: "message", answer: "rea" }));
            await sleep(100);
            request.socket.destroy();
        },
    ],
    ["network", "no answer at all", (_, request) => void request.socket.destroy()],
    [
        "empty",
        "an answer without a word",
        (response) => {
            streaming(response);
            response.end(event({ event: "message_end" }));
        },
    ],
    [
        "timeout",
        "an answer that does not end",
        (response) => {
            streaming(response);
            response.write(event({ event: "message", answer: "rea" }));
        },
    ],
])("%s: %s", async (outcome, _, broken) => {
    answer = broken;
    const port = await start({ PROBE_TIMEOUT_SECONDS: "0.7" });
    const found = await samples(port);
    expect(found["success"]).toBe(0);
    expect(found[runs(outcome)]).toBe(1);
    expect(Object.keys(found).filter((name) => name.endsWith("_seconds"))).toEqual(["last_run_timestamp_seconds"]);
    expect(output).toContain(`"level":"warning","message":"${outcome}: `);
    expect(output).not.toContain(KEY);
    expect(await get(port, "/healthz")).toBe("ok\n");
});

test("every outcome is there from the start, so that a rate begins at 0", async () => {
    answer = () => undefined;
    const port = await start();
    const text = await (async () => {
        for (;;) {
            const page = await get(port, "/metrics").catch(() => "");
            if (page !== "") {
                return page;
            }
            await sleep(50);
        }
    })();
    const outcomes = [...text.matchAll(/outcome="(\w+)"} (\d)/g)].map(([, outcome, count]) => `${outcome} ${count}`);
    expect(outcomes).toEqual([
        "success 0",
        "network 0",
        "http 0",
        "error_event 0",
        "incomplete 0",
        "empty 0",
        "timeout 0",
    ]);
    expect(text).not.toContain("dify_ha_probe_success");
});

test.each([
    [{ PROBE_KEY: "" }, "probe: PROBE_KEY is missing\n"],
    [{ PROBE_INTERVAL_SECONDS: "often" }, "probe: PROBE_INTERVAL_SECONDS must be a number above 0\n"],
])("%j ends it with one line", async (change, line) => {
    await start(change);
    const code = await new Promise((resolve) => probe?.once("exit", resolve));
    expect({ code, output }).toEqual({ code: 1, output: line });
});
