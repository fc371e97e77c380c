import * as path from "node:path";

/**
 * Tests on real servers and clusters measure times. A machine that stands still for a moment makes one of them miss its bound: the
 * second miss counts. The first is still printed.
 */
const MEASURING = ["services", "cluster"].map((folder) => path.join("tests", folder) + path.sep);

if (MEASURING.some((folder) => expect.getState().testPath?.includes(folder))) {
    jest.retryTimes(1, { logErrorsBeforeRetry: true });
}
