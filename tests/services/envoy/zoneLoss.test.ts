import { renderedGateway } from "../../../cli/bench/gateway";
import { median } from "../../../cli/bench/statistics";
import { LOCAL, type ZoneName } from "../../../rehearsal/services/gateway/stage";
import { measureZoneLosses, RATE, type Loss, type ZoneLoss } from "../../../rehearsal/services/gateway/zoneLoss";
import { describeWithEnvoy } from "./describeWithEnvoy";

/** What the product promises of a lost zone; the median of five is to be below the second. */
const PROMISED_SECONDS = 10;
const AIM_SECONDS = 1;

const RUNS = 5;

/** Bytes that a dead peer does not acknowledge are waited for so long, and a keepalive likewise; and what timers and a busy machine add. */
const DEAD_PEER_SECONDS = 6;
const SLACK_SECONDS = 2;

/** Two attempts to connect in the dark zone, the third elsewhere. */
const RETRY_SECONDS = 0.5;

const MAX_BODY_BYTES = 1_000_000;

describeWithEnvoy("a gateway in a zone whose backends are lost under load", (envoy) => {
    let losses: Readonly<Record<Loss, ZoneLoss[]>>;
    let elsewhere: ZoneLoss[];

    // All at a time: they mostly wait.
    beforeAll(async () => {
        const measure = (zone: ZoneName, loss: Loss, runs: number) =>
            measureZoneLosses(envoy, renderedGateway(MAX_BODY_BYTES), zone, loss, runs);
        const [dark, refuses, other] = await Promise.all([
            measure(LOCAL, "dark", RUNS),
            measure(LOCAL, "refuses", RUNS),
            measure("b", "dark", 1),
        ]);
        losses = { dark, refuses };
        elsewhere = other;
        Object.entries(losses).forEach(([loss, results]) => {
            const windows = results.map(({ window }) => window.toFixed(3)).join(", ");
            const failed = results.map((result) => result.failed).join(", ");
            console.info(`${loss}: windows of ${windows} s, of ${RATE} requests/s failed ${failed}`);
        });
    }, 240_000);

    describe.each(["dark", "refuses"] as const)("%s", (loss) => {
        const all = (figure: (result: ZoneLoss) => unknown) => losses[loss].map(figure);

        test("sends nothing to other zones before", () => {
            expect(all(({ localShare }) => localShare)).toEqual(Array(RUNS).fill(1));
        });

        test("fails requests for less than a second, and none after that: not when an ejection ends either", () => {
            expect(median(losses[loss].map(({ window }) => window))).toBeLessThan(AIM_SECONDS);
            losses[loss].forEach(({ window }) => expect(window).toBeLessThan(PROMISED_SECONDS));
        });

        test("fails no more than what was on its way to the lost backends", () => {
            expect(median(losses[loss].map(({ failed }) => failed))).toBeLessThan(RATE / 4);
        });

        test("repeats what was not sent yet: connections are tried twice there, then elsewhere", () => {
            losses[loss].forEach(({ longestAnswer }) =>
                expect(longestAnswer).toBeLessThan(RETRY_SECONDS + SLACK_SECONDS),
            );
        });

        test("tells clients of dead connections within seconds", () => {
            losses[loss].forEach(({ longestError, streamsEnded }) => {
                expect(longestError).toBeLessThan(DEAD_PEER_SECONDS + SLACK_SECONDS);
                expect(streamsEnded).toBeLessThan(DEAD_PEER_SECONDS + SLACK_SECONDS);
            });
        });

        test("sends nothing to ejected backends", () => {
            expect(all(({ strayRequests }) => strayRequests)).toEqual(Array(RUNS).fill(0));
        });

        test("sends no request twice, POST or not", () => {
            expect(all(({ replayed }) => replayed)).toEqual(Array(RUNS).fill(0));
        });

        test("has them back without an error soon after they are there again", () => {
            expect(all(({ failedAfterReturn }) => failedAfterReturn)).toEqual(Array(RUNS).fill(0));
            losses[loss].forEach(({ localAgain }) => expect(localAgain).toBeLessThan(PROMISED_SECONDS));
        });
    });

    test("another zone that goes dark costs it nothing", () => {
        expect(elsewhere).toEqual([expect.objectContaining({ localShare: 1, failed: 0, strayRequests: 0 })]);
    });
});
