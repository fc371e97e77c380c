/** @type {import("jest").Config} */
module.exports = {
    testEnvironment: "node",
    roots: ["<rootDir>/tests"],
    globalSetup: "<rootDir>/tests/setup/globalSetup.ts",
    setupFilesAfterEnv: ["<rootDir>/tests/setup/retries.ts"],
    testMatch: ["**/*.test.ts"],
    // A whole stack is evaluated twice in some tests: a second or two, but not on a machine that others keep busy.
    testTimeout: 30_000,
    // Every file loads Pulumi's SDK anew, and one process for all of them runs out of heap: one that has grown is replaced.
    workerIdleMemoryLimit: "1GB",
    transform: {
        "^.+\\.(t|j|mj)s$": [
            "@swc/jest",
            { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
        ],
    },
    // These packages are published as ES modules only; jest loads CommonJS.
    transformIgnorePatterns: [
        "/node_modules/(?!(@kubernetes/client-node|openid-client|oauth4webapi|jose|jsonpath-plus|socks-proxy-agent|http-proxy-agent|https-proxy-agent|agent-base)/)",
    ],
};
