import type { RawConfig } from "../../config";
import { watchedBy } from "../../config/observabilityRules";
import { seriesOf, volumeGiB } from "../../config/seriesSizing";
import { loadStack } from "../../cli/stackFile";
import { linesWith } from "./minimal";

test("the volume follows from series, days and bytes", () => {
    // 100,000 series every 30 s for 15 days: 4.32e9 samples of 1.7 bytes, a tenth more, and three hours of log, in 85 % of the volume.
    expect(volumeGiB(100_000, 15)).toBe(Math.ceil((4.32e9 * 1.7 * 1.1 + 36e6 * 8) / 0.85 / 2 ** 30));
    expect([volumeGiB(100_000, 15), volumeGiB(200_000, 15), volumeGiB(100_000, 30)]).toEqual([10, 19, 19]);
});

test("the series follow from what is watched", () => {
    const nothing = {
        nodes: 0,
        pods: 0,
        gateways: 0,
        databases: 0,
        redisMembers: 0,
        milvusPods: 0,
        pluginDaemons: 0,
    };
    expect(seriesOf(nothing)).toBe(48_000);
    expect(seriesOf({ ...nothing, nodes: 10, pods: 100 })).toBe((40_000 + 20_000 + 15_000) * 1.2);
});

test("what is watched follows from the configuration", () => {
    expect(watchedBy(loadStack("onprem", []).config)).toMatchObject({
        gateways: 0,
        databases: 3,
        redisMembers: 3,
        milvusPods: 15,
        pluginDaemons: 3,
    });
    // 3 zones with 4 gateways, 1 node for data and up to 6 others each.
    expect(watchedBy(loadStack("prod", []).config)).toMatchObject({ nodes: 21, gateways: 12, databases: 2 });
});

const PROMETHEUS = { observability: { prometheus: { storage: "20Gi", retentionDays: 90 } } };

test.each<[string, RawConfig, string[]]>([
    [
        "a volume that cannot hold the retention",
        PROMETHEUS,
        [
            'observability.prometheus.storage = "20Gi": must be at least 81Gi: about 151380 series, a sample of each every 30 s, are to ' +
                "be kept for 90 days; or lower observability.prometheus.retentionDays",
        ],
    ],
    [
        "one GiB less than it names",
        { observability: { prometheus: { storage: "80Gi", retentionDays: 90 } } },
        [expect.stringContaining('storage = "80Gi": must be at least 81Gi:') as string],
    ],
    ["the volume that it names", { observability: { prometheus: { storage: "81Gi", retentionDays: 90 } } }, []],
    ["a volume that nobody makes", { observability: { ...PROMETHEUS.observability, enabled: false } }, []],
    [
        "one Prometheus in production",
        { observability: { prometheus: { replicas: 1 }, alertmanager: { replicas: 1 } } },
        [
            "observability.prometheus.replicas = 1: production needs at least 2, so that one still serves when a zone is lost",
            "observability.alertmanager.replicas = 1: production needs at least 2, so that one still serves when a zone is lost",
        ],
    ],
    [
        "limits below requests",
        { observability: { alertmanager: { limits: { cpu: "10m" } } } },
        [
            'observability.alertmanager.limits.cpu = "10m": must be at least observability.alertmanager.requests.cpu, which is 20m',
        ],
    ],
])("%s", (_, change, lines) => {
    expect(linesWith(change)).toEqual(lines);
});
