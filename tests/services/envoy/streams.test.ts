import * as http from "node:http";
import { renderedGateway } from "../../../cli/bench/gateway";
import { median } from "../../../cli/bench/statistics";
import { IDLE_SECONDS } from "../../../components/gateway/options";
import { EventStream } from "../../../rehearsal/services/gateway/eventStream";
import type { GatewaySettings } from "../../../rehearsal/services/gateway/settings";
import { LOCAL, Stage } from "../../../rehearsal/services/gateway/stage";
import { eventually } from "../../../rehearsal/services/wait";
import { describeWithEnvoy } from "./describeWithEnvoy";

/** A second of these tests is 100 s: ratios are kept. */
const SCALE = 100;

/** Dify ends an answer that has no event for 300 s, and pings every 10 s. */
const LONGEST_SILENCE_MS = (300 * 1000) / SCALE;
const PING_MS = (10 * 1000) / SCALE;

/** Silence, a minute's half of an hour of pings, silence. */
const LONG_ANSWER = [LONGEST_SILENCE_MS, ...Array<number>(30).fill(PING_MS), LONGEST_SILENCE_MS];

const MAX_BODY_BYTES = 1_000_000;

function scaled(settings: GatewaySettings): GatewaySettings {
    const { downstream } = settings.options;
    const idleTimeout = downstream.idleTimeout / SCALE;
    return { ...settings, options: { ...settings.options, downstream: { ...downstream, idleTimeout } } };
}

describeWithEnvoy("a stream through the gateway", (envoy) => {
    let stage: Stage;

    beforeAll(async () => {
        stage = await Stage.start(envoy, scaled(renderedGateway(MAX_BODY_BYTES)));
    }, 60_000);

    afterAll(() => stage.remove());

    const open = (silences: readonly number[]) => new EventStream(stage.url, silences);

    test("survives all the silence that Dify allows itself, and pings; no event is held back", async () => {
        const stream = open(LONG_ANSWER);
        expect(await ended(stream)).toMatchObject({ complete: true });
        expect(stream.arrivals).toHaveLength(LONG_ANSWER.length);
        const delays = stream.arrivals.map(({ delay }) => delay);
        expect(median(delays)).toBeLessThan(PING_MS / 2);
        expect(Math.max(...delays)).toBeLessThan(LONGEST_SILENCE_MS / 2);
    }, 30_000);

    test("is ended after more silence than that, rather than forgotten", async () => {
        const began = performance.now();
        const end = await ended(open([0, 2 * LONGEST_SILENCE_MS]));
        expect(end.complete).toBe(false);
        const seconds = (end.at - began) / 1000;
        expect(seconds).toBeGreaterThan(LONGEST_SILENCE_MS / 1000);
        expect(seconds).toBeLessThan(IDLE_SECONDS / SCALE + 2);
    }, 30_000);

    test("is not compressed, which would hold events back; other answers are", async () => {
        const headers = { "accept-encoding": "gzip" };
        const stream = await stage.get("/events?silences=0", { headers });
        expect(stream.headers).not.toHaveProperty("content-encoding");
        expect((await stage.get("/list", { headers })).headers).toHaveProperty("content-encoding", "gzip");
    });

    test("outlives its backend's leaving: removed from the endpoints, then without a listening socket", async () => {
        const stream = open(LONG_ANSWER);
        const backend = await eventually("the stream begins", () => stream.backend);
        expect(backend.split(":")[0]).toBe(LOCAL);
        await stage.forget(backend);
        await stage.stopListening(backend);
        expect(await ended(stream)).toMatchObject({ complete: true });
        expect(stream.arrivals).toHaveLength(LONG_ANSWER.length);
    }, 40_000);

    test("outlives its backend's ejection", async () => {
        const stream = open(LONG_ANSWER);
        const backend = await eventually("the stream begins", () => stream.backend);
        await stage.stopListening(backend);
        await eventually("it is ejected", async () =>
            (await stage.backends()).some(({ name, healthy }) => name === backend && !healthy),
        );
        expect(stream.end).toBeUndefined();
        expect(await ended(stream)).toMatchObject({ complete: true });
        expect(stream.arrivals).toHaveLength(LONG_ANSWER.length);
    }, 40_000);
});

describeWithEnvoy("the drain of a gateway", (envoy) => {
    test("waits for a stream, and for nothing else", async () => {
        const stage = await Stage.start(envoy, scaled(renderedGateway(MAX_BODY_BYTES)));
        try {
            const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
            await stage.get("/work", { agent });
            const stream = new EventStream(stage.url, LONG_ANSWER);
            await eventually("the stream and an idle connection", async () => (await stage.connections()) === 2);
            await stage.drain();
            expect((await stage.get("/work", { agent })).headers.connection).toBe("close");
            await eventually("only the stream is left", async () => (await stage.connections()) === 1);
            await eventually("nobody can connect", () => refuses(stage));
            expect(stream.end).toBeUndefined();
            expect(await ended(stream)).toMatchObject({ complete: true });
            expect(stream.arrivals).toHaveLength(LONG_ANSWER.length);
            await eventually("none is left: pilot-agent ends Envoy", async () => (await stage.connections()) === 0);
        } finally {
            await stage.remove();
        }
    }, 60_000);
});

function ended(stream: EventStream) {
    return eventually("the stream ends", () => stream.end, 30);
}

async function refuses(stage: Stage): Promise<boolean> {
    try {
        await stage.get("/work");
        return false;
    } catch {
        return true;
    }
}
