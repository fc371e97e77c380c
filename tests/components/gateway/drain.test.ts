import fc from "fast-check";
import {
    DRAIN_ENVIRONMENT,
    MAX_DRAIN_SECONDS,
    PRE_STOP_SECONDS,
    terminationSeconds,
} from "../../../components/gateway/drain";

test.each([
    [600, 645],
    [MAX_DRAIN_SECONDS, 3600],
    // Envoy drains for 15 s in any case.
    [1, 60],
])("streams of %d s: SIGKILL after %d s", (drainSeconds, expected) => {
    expect(terminationSeconds(drainSeconds)).toBe(expected);
});

test("the longest stream that began with the last request before SIGTERM always ends by itself", () => {
    fc.assert(
        fc.property(fc.integer({ min: 1, max: MAX_DRAIN_SECONDS }), (drainSeconds) => {
            expect(terminationSeconds(drainSeconds)).toBeGreaterThan(PRE_STOP_SECONDS + drainSeconds);
        }),
    );
});

test("the agent stays as long as there are connections", () => {
    expect(DRAIN_ENVIRONMENT).toEqual({ EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true", MINIMUM_DRAIN_DURATION: "15s" });
});
