import type { RawConfig } from "../../config";
import { poolConfig } from "../../config/workerPools";
import { configWith, linesWith } from "./minimal";

const pools = (change: RawConfig = {}, dify: RawConfig = {}): RawConfig => ({
    profile: "medium",
    dify: { ...dify, workerPools: { enabled: true, ...change } },
});

test("there are no pools, and nothing follows the load, unless asked for", () => {
    const { dify } = configWith({});
    expect(dify.workerPools).toEqual({
        enabled: false,
        latency: { minReplicas: 2, requests: {}, limits: {} },
        heavy: { minReplicas: 2, requests: {}, limits: {} },
        rest: { minReplicas: 2, requests: {}, limits: {} },
    });
    expect([dify.api.autoscaling, dify.web.autoscaling, dify.sandbox.autoscaling]).toEqual([
        { cpuPercent: 70 },
        { cpuPercent: 70 },
        { cpuPercent: 70 },
    ]);
});

test("a pool takes over from dify.worker what it does not say itself", () => {
    expect(poolConfig(configWith(pools()), "heavy")).toEqual({
        minReplicas: 2,
        maxReplicas: 6,
        concurrency: 16,
        waitingPerPod: 16,
        requests: { cpu: "1", memory: "2Gi" },
        limits: { cpu: "2", memory: "4Gi" },
    });
    const own = { minReplicas: 8, concurrency: 4, requests: { memory: "3Gi" }, limits: { cpu: "3" } };
    expect(poolConfig(configWith(pools({ heavy: own })), "heavy")).toEqual({
        minReplicas: 8,
        maxReplicas: 8,
        concurrency: 4,
        waitingPerPod: 4,
        requests: { cpu: "1", memory: "3Gi" },
        limits: { cpu: "3", memory: "4Gi" },
    });
    const range = { maxReplicas: 9, waitingPerPod: 1 };
    expect(poolConfig(configWith(pools({ rest: range })), "rest")).toMatchObject(range);
});

test.each<[title: string, config: RawConfig, lines: string[]]>([
    [
        "a ceiling below the floor",
        pools({ latency: { minReplicas: 4, maxReplicas: 3 } }),
        ["dify.workerPools.latency.maxReplicas = 3: must be at least minReplicas, which is 4"],
    ],
    [
        "limits below what dify.worker requests",
        pools({ heavy: { limits: { cpu: "500m", memory: "1Gi" } } }),
        [
            'dify.workerPools.heavy.limits.cpu = "500m": must be at least what a pod requests, which is 1',
            'dify.workerPools.heavy.limits.memory = "1Gi": must be at least what a pod requests, which is 2Gi',
        ],
    ],
    [
        "a single pod in production",
        pools({ rest: { minReplicas: 1 } }),
        [
            "dify.workerPools.rest.minReplicas = 1: production needs at least 2, so that one still works when a zone is lost",
        ],
    ],
    [
        "a load that could add nothing",
        { dify: { api: { replicas: 5, autoscaling: { maxReplicas: 5 } }, web: { autoscaling: { maxReplicas: 2 } } } },
        [
            "dify.api.autoscaling.maxReplicas = 5: must be more than dify.api.replicas, which is 5: no load could add a member. Raise it, or " +
                "leave it out",
            "dify.web.autoscaling.maxReplicas = 2: must be more than dify.web.replicas, which is 3: no load could add a member. Raise it, or " +
                "leave it out",
        ],
    ],
])("%s is refused", (_, config, lines) => {
    expect(linesWith(config)).toEqual(lines);
});

test("pools that are not made may be anything", () => {
    expect(
        linesWith(pools({ enabled: false, rest: { minReplicas: 1, maxReplicas: 1, limits: { cpu: "1m" } } })),
    ).toEqual([]);
});

test.each<[path: string, config: RawConfig]>([
    ["dify.workerPools.latency.minReplicas", pools({ latency: { minReplicas: 0 } })],
    ["dify.workerPools.latency.waitingPerPod", pools({ latency: { waitingPerPod: 0 } })],
    ["dify.workerPools.latency.concurrency", pools({ latency: { concurrency: 1.5 } })],
    ["dify.workerPools.slow", pools({ slow: {} })],
    [
        "dify.sandbox.autoscaling.cpuPercent",
        { dify: { sandbox: { autoscaling: { maxReplicas: 9, cpuPercent: 100 } } } },
    ],
])("%s has its limits", (path, config) => {
    expect(linesWith(config).map((line) => line.split(/[ :]/)[0])).toEqual([path]);
});
