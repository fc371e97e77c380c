import type { RawConfig } from "../../config";
import { configWith, linesWith } from "./minimal";

const canary = (change: RawConfig, rest: RawConfig = {}): RawConfig => ({
    ...rest,
    dify: { canary: { enabled: true, ...change } },
});

const HEADER = { name: "X-Canary", value: "yes" };

test.each<[string, RawConfig]>([
    ["a weight", { weight: 5 }],
    ["no request at all, to let it finish what it has begun", { weight: 0 }],
    ["all requests", { weight: 100 }],
    ["a header", { header: HEADER }],
    ["images of its own", { header: HEADER, apiImage: "a:1", webImage: "w:1" }],
    ["variables of its own", { weight: 5, environment: { LOG_LEVEL: "DEBUG", ENABLE_OTEL: "true" } }],
])("a canary may have %s", (_, change) => {
    expect(linesWith(canary(change))).toEqual([]);
});

test("there is none by default", () => {
    expect(configWith({}).dify.canary).toEqual({ enabled: false, replicas: 2, environment: {} });
});

test("while it is off, its settings may stay as they are", () => {
    expect(linesWith({ dify: { canary: { enabled: false, weight: 5, header: HEADER, replicas: 1 } } })).toEqual([]);
});

test.each<[string, RawConfig, string[]]>([
    [
        "no part of the requests",
        canary({}),
        ["dify.canary.weight: missing; a canary needs dify.canary.weight, in percent, or dify.canary.header"],
    ],
    [
        "a weight and a header",
        canary({ weight: 5, header: HEADER }),
        [
            'dify.canary.header = {"name":"X-Canary","value":"yes"}: excludes dify.canary.weight, which is 5: with both, ingress ' +
                "controllers differ in what the weight is of; remove one",
        ],
    ],
    [
        "pages of its own for a share of the requests",
        canary({ weight: 5, webImage: "w:1" }),
        [
            'dify.canary.webImage = "w:1": needs dify.canary.header instead of dify.canary.weight: a page of one release loads scripts ' +
                "that the other does not have, and a weight decides anew for each",
        ],
    ],
    [
        "an ingress controller of which it is not known",
        canary({ weight: 5 }, { gateway: { kind: "ingress" }, domain: { ingressClass: "traefik" } }),
        [
            "dify.canary.enabled = true: needs an ingress controller that can divide requests, ingress-nginx or Higress, with its name in " +
                "that of the class; domain.ingressClass is traefik",
        ],
    ],
    [
        "one pod in production",
        canary({ weight: 5, replicas: 1 }),
        ["dify.canary.replicas = 1: production needs at least 2, so that one still serves when a zone is lost"],
    ],
    [
        "the data of somebody else, a secret that anyone may read, and no variable at all",
        canary({ weight: 5, environment: { DB_HOST: "x", SENTRY_TOKEN: "s3cr3t", "log level": "x", MODE: "job" } }),
        [
            "dify.canary.environment.DB_HOST: cannot be set: a canary has the data and services of the first release",
            "dify.canary.environment.SENTRY_TOKEN: cannot be set: anyone may read these variables",
            "dify.canary.environment.log level: must be the name of an environment variable: capitals, digits and `_`",
            "dify.canary.environment.MODE: cannot be set: a canary has the data and services of the first release",
        ],
    ],
])("%s is refused", (_, change, expected) => {
    expect(linesWith(change)).toEqual(expected);
});

test.each([
    ["dify.canary.weight", { weight: 101 }],
    ["dify.canary.header.name", { header: { ...HEADER, name: "X Canary" } }],
    ["dify.canary.header.value", { header: { ...HEADER, value: "y.*" } }],
])("%s has a form", (path, change) => {
    expect(linesWith(canary(change)).map((line) => line.split(" ")[0])).toEqual([path]);
});

test.each(["nginx", "nginx-internal", "higress", "my-higress"])("class %s divides requests", (ingressClass) => {
    expect(linesWith(canary({ weight: 5 }, { gateway: { kind: "ingress" }, domain: { ingressClass } }))).toEqual([]);
});
