import { setTimeout as sleep } from "node:timers/promises";
import { renderedGateway } from "../../../cli/bench/gateway";
import { EventStream } from "../../../rehearsal/services/gateway/eventStream";
import { LOCAL, Stage } from "../../../rehearsal/services/gateway/stage";
import { eventually } from "../../../rehearsal/services/wait";
import { describeWithEnvoy } from "./describeWithEnvoy";

const MAX_BODY_BYTES = 1000;

/** `--keep-alive` of gunicorn, which Dify leaves at its default. */
const GUNICORN_KEEP_ALIVE_SECONDS = 2;

/** Longer than it takes to find a host dead, and to give up a dead connection but for Linux's own patience. */
const STANDSTILL_MS = 7000;

describeWithEnvoy("a request through the gateway", (envoy) => {
    let stage: Stage;

    beforeAll(async () => {
        stage = await Stage.start(envoy, renderedGateway(MAX_BODY_BYTES));
    }, 60_000);

    afterAll(() => stage.remove());

    const post = (bytes: number, headers: Record<string, string> = {}) =>
        stage.get("/work", { method: "POST", headers }, Buffer.alloc(bytes));

    test.each([
        [MAX_BODY_BYTES, 200],
        [MAX_BODY_BYTES + 1, 413],
    ])("with a body of %d bytes gets %d", async (bytes, status) => {
        const number = `body-${bytes}-${performance.now()}`;
        expect((await post(bytes, { "x-number": number, "content-length": String(bytes) })).status).toBe(status);
        expect(stage.arrivals().has(number)).toBe(status === 200);
    });

    test("that does not announce its size passes: whoever takes it must count", async () => {
        expect((await post(2 * MAX_BODY_BYTES, { "transfer-encoding": "chunked" })).status).toBe(200);
    });

    test("leaves a connection that is used again, and closed before gunicorn would do it", async () => {
        const connections = async () => (await stage.backends()).reduce((sum, backend) => sum + backend.connections, 0);
        await stage.get("/work");
        expect(await connections()).toBeGreaterThan(0);
        const idle = performance.now();
        await eventually("it is closed", async () => (await connections()) === 0);
        expect((performance.now() - idle) / 1000).toBeLessThan(GUNICORN_KEEP_ALIVE_SECONDS);
    });

    test.each(["GET", "POST"])("%s that a backend dies over fails, and is not sent to a second one", async (method) => {
        const number = `crash-${method}-${performance.now()}`;
        expect((await stage.get("/crash", { method, headers: { "x-number": number } })).status).toBe(503);
        expect(stage.arrivals().get(number)).toBe(1);
    });

    test("that a backend fails by its answer does not eject it: anybody's plugin could do that", async () => {
        for (let attempt = 0; attempt < 20; attempt += 1) {
            expect((await stage.get("/unavailable")).status).toBe(503);
        }
        expect((await stage.backends()).map(({ healthy }) => healthy)).toEqual(Array(6).fill(true));
    });

    test("and a stream wait for a process that stands still: only the kernel is asked whether a host is there", async () => {
        const stream = new EventStream(stage.url, [0, STANDSTILL_MS]);
        await eventually("the stream begins", () => stream.arrivals.length === 1);
        stage.pause(LOCAL, true);
        const requests = Array.from({ length: 10 }, () => stage.get("/work"));
        await sleep(STANDSTILL_MS);
        const states = await stage.backends();
        stage.pause(LOCAL, false);
        expect(states.filter(({ zone }) => zone === LOCAL).map(({ healthy }) => healthy)).toEqual([true, true]);
        const zones = (await Promise.all(requests)).map(({ headers }) => String(headers["x-backend"]).split(":")[0]);
        expect(new Set(zones)).toEqual(new Set([LOCAL]));
        await eventually("the stream ends", () => stream.end);
        expect(stream.end?.complete).toBe(true);
    }, 40_000);
});
