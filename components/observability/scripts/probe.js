"use strict";

/**
 * Asks a chat app of Dify something at regular times, as a user would, and tells Prometheus how long the answer took to begin and to
 * end. Needs nothing but Node.
 *
 * PROBE_URL               address of Dify, such as https://dify.example.com
 * PROBE_KEY               key of the app's API
 * PROBE_INTERVAL_SECONDS  from the start of one question to the start of the next
 * PROBE_TIMEOUT_SECONDS   after which an answer that has not ended counts as none
 * PROBE_PORT              where /metrics and /healthz are served
 */

const http = require("node:http");

const QUESTION = "Answer with the one word: ready";

/** Why a question can go unanswered. All are told from the start, so that a rate of each begins at 0. */
const OUTCOMES = ["success", "network", "http", "error_event", "incomplete", "empty", "timeout"];

/** A failure with the outcome that it counts as. */
class Unanswered extends Error {
    constructor(outcome, message) {
        super(message);
        this.outcome = outcome;
    }
}

/** One question. Seconds until the first byte, until the first word of the answer, and until its end. */
async function ask({ url, key, timeoutSeconds }) {
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const times = {};
    try {
        const response = await fetch(`${url}/v1/chat-messages`, {
            method: "POST",
            headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
            body: JSON.stringify({ inputs: {}, query: QUESTION, response_mode: "streaming", user: "dify-ha-probe" }),
            signal,
        });
        if (!response.ok) {
            await response.body?.cancel();
            throw new Unanswered("http", `status ${response.status}`);
        }
        for await (const event of eventsOf(response, () => (times.firstByte ??= elapsed()))) {
            if (event.event === "error") {
                throw new Unanswered("error_event", `${event.code}: ${event.message}`);
            }
            if (["message", "agent_message"].includes(event.event) && event.answer) {
                times.firstAnswer ??= elapsed();
            }
            if (event.event === "message_end") {
                if (times.firstAnswer === undefined) {
                    throw new Unanswered("empty", "the answer has no word");
                }
                return { ...times, duration: elapsed() };
            }
        }
        throw new Unanswered("incomplete", "the stream ended before the answer");
    } catch (error) {
        if (error instanceof Unanswered) {
            throw error;
        }
        throw signal.aborted
            ? new Unanswered("timeout", `no end within ${timeoutSeconds} s`)
            : new Unanswered(times.firstByte === undefined ? "network" : "incomplete", reasonOf(error));
    }
}

/** Server-sent events, parsed as they come. Pings and comments have no data. */
async function* eventsOf(response, onByte) {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of response.body) {
        onByte();
        rest += decoder.decode(chunk, { stream: true });
        const lines = rest.split(/\r?\n/);
        rest = lines.pop();
        for (const line of lines) {
            if (line.startsWith("data:")) {
                yield JSON.parse(line.slice("data:".length));
            }
        }
    }
}

function reasonOf(error) {
    return error.cause?.code ?? error.cause?.message ?? error.message;
}

/** What Prometheus is told. */
class Metrics {
    #runs = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0]));
    #last;

    answered(times) {
        this.#record("success", times);
    }

    unanswered(outcome) {
        this.#record(outcome, {});
    }

    #record(outcome, times) {
        this.#runs[outcome] += 1;
        this.#last = { success: outcome === "success" ? 1 : 0, at: Date.now() / 1000, ...times };
    }

    text() {
        const { success, at, firstByte, firstAnswer, duration } = this.#last ?? {};
        return [
            gauge("success", "Whether the last question was answered", success),
            gauge("last_run_timestamp_seconds", "When the last question ended", at),
            gauge("first_byte_seconds", "Until the first byte of the last answer", firstByte),
            gauge("first_answer_seconds", "Until the first word of the last answer", firstAnswer),
            gauge("duration_seconds", "Until the end of the last answer", duration),
            "# HELP dify_ha_probe_runs_total Questions by how they ended\n# TYPE dify_ha_probe_runs_total counter\n" +
                Object.entries(this.#runs)
                    .map(([outcome, count]) => `dify_ha_probe_runs_total{outcome="${outcome}"} ${count}\n`)
                    .join(""),
        ].join("");
    }
}

/** Nothing where there is no value: the time of an answer that never came is not 0. */
function gauge(name, help, value) {
    const full = `dify_ha_probe_${name}`;
    return value === undefined ? "" : `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${full} ${value}\n`;
}

function log(level, message) {
    process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message })}\n`);
}

async function run(settings, metrics) {
    try {
        metrics.answered(await ask(settings));
    } catch (error) {
        metrics.unanswered(error.outcome ?? "network");
        log("warning", `${error.outcome ?? "network"}: ${error.message}`);
    }
}

function settingsOf(env) {
    const number = (name) => {
        const value = Number(env[name]);
        if (!(value > 0)) {
            throw new RangeError(`${name} must be a number above 0`);
        }
        return value;
    };
    for (const name of ["PROBE_URL", "PROBE_KEY"]) {
        if (!env[name]) {
            throw new RangeError(`${name} is missing`);
        }
    }
    return {
        url: env.PROBE_URL.replace(/\/$/, ""),
        key: env.PROBE_KEY.trim(),
        intervalSeconds: number("PROBE_INTERVAL_SECONDS"),
        timeoutSeconds: number("PROBE_TIMEOUT_SECONDS"),
        port: number("PROBE_PORT"),
    };
}

async function main() {
    const settings = settingsOf(process.env);
    const metrics = new Metrics();
    const server = http.createServer((request, response) => {
        const pages = { "/metrics": () => metrics.text(), "/healthz": () => "ok\n" };
        const page = pages[request.url];
        response.writeHead(page === undefined ? 404 : 200, { "Content-Type": "text/plain; version=0.0.4" });
        response.end(page?.());
    });
    server.listen(settings.port, () => log("info", `serving :${server.address().port}`));
    process.once("SIGTERM", () => process.exit(0));
    for (;;) {
        const next = performance.now() + settings.intervalSeconds * 1000;
        await run(settings, metrics);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    }
}

main().catch((error) => {
    process.stderr.write(`probe: ${error.message}\n`);
    process.exit(1);
});
