import { z } from "zod";
import { formed, text } from "./forms";
import { replicas } from "./sizes";

/** The part of the stack configuration about canary releases. */

const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
const HEADER_VALUE = /^[A-Za-z0-9_-]+$/;

export const canary = z
    .strictObject({
        enabled: z
            .boolean()
            .default(false)
            .describe(
                "Run a second release beside the first, on the same data, which gets a part of the requests. `false` sends all of " +
                    "them back.",
            ),
        weight: z
            .int()
            .min(0)
            .max(100)
            .optional()
            .describe("Percent of the API's requests that go to the canary. Excludes `header`."),
        header: z
            .strictObject({
                name: formed(HEADER_NAME, "must be the name of a header", "X-Dify-Canary").describe(
                    "Name of the header.",
                ),
                // It becomes part of a regular expression.
                value: formed(HEADER_VALUE, "must be letters, digits, `-` and `_`", "yes").describe(
                    "Its value. Higress takes `always` for it as well.",
                ),
            })
            .optional()
            .describe(
                "Requests with this header go to the canary, those for the web interface included. Excludes `weight`.",
            ),
        replicas: replicas()
            .default(2)
            .describe("Pods of each of its services, of the size that the first release's have."),
        apiImage: text()
            .optional()
            .describe("Image of its API and workers, by tag or digest. Default: that of `dify.version`."),
        webImage: text()
            .optional()
            .describe("Image of its web interface, by tag or digest; needs `header`. Default: that of `dify.version`."),
        environment: z
            .record(text(), z.string())
            .default({})
            .describe("Variables of its API and workers, on top of those of the first release. Anyone may read them."),
    })
    .prefault({})
    .describe("Canary release of Dify.");
