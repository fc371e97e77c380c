import fc from "fast-check";
import { bodyLimitRoute, bodyLimitSpec } from "../../../components/gateway/bodyLimit";

test("a request that announces more than the limit is answered with 413 in front of every route", () => {
    expect(bodyLimitSpec(104857600)).toEqual({
        workloadSelector: { labels: { app: "higress-gateway", higress: "higress-system-higress-gateway" } },
        configPatches: [
            {
                applyTo: "HTTP_ROUTE",
                match: { context: "GATEWAY" },
                patch: {
                    operation: "INSERT_FIRST",
                    value: {
                        name: "body-limit",
                        match: {
                            prefix: "/",
                            headers: [
                                {
                                    name: "content-length",
                                    range_match: { start: "104857601", end: "9223372036854775807" },
                                },
                            ],
                        },
                        direct_response: { status: 413 },
                    },
                },
            },
        ],
    });
});

test("the limit itself is allowed, one byte more is not", () => {
    fc.assert(
        fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - 1 }), (limit) => {
            const [header] = bodyLimitRoute(limit).match.headers;
            expect(BigInt(header?.range_match.start ?? 0)).toBe(BigInt(limit) + 1n);
        }),
    );
});
