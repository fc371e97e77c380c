/** How large the volume of a Prometheus must be: pure arithmetic. */

/** What there is to be watched, in numbers. */
export interface Watched {
    readonly nodes: number;
    /** Pods of any kind, those of the cluster itself included. */
    readonly pods: number;
    readonly gateways: number;
    readonly databases: number;
    readonly redisMembers: number;
    readonly milvusPods: number;
    readonly pluginDaemons: number;
}

/**
 * Series of one target of a kind. Orders of magnitude, on the high side; what is really there says `prometheus_tsdb_head_series`.
 * node: node-exporter 1,000 and the kubelet's own 1,000; pod: cAdvisor 60 and kube-state-metrics 90; gateway: an Envoy with 20 clusters
 * and its histograms; fixed: the API server's histograms as far as the chart keeps them, CoreDNS, and the stack itself.
 */
const SERIES = {
    nodes: 2_000,
    pods: 150,
    gateways: 5_000,
    databases: 800,
    redisMembers: 500,
    milvusPods: 3_000,
    pluginDaemons: 1_000,
} as const satisfies Record<keyof Watched, number>;

const FIXED_SERIES = 40_000;

/** A rollout starts series of new pods beside those of the old ones; both are in the head for two hours. */
const CHURN = 1.2;

/** "Prometheus stores an average of only 1-2 bytes per sample" (prometheus.io/docs/prometheus/latest/storage), with its index. */
const BYTES_PER_SAMPLE = 1.7;

/** A block goes when all of it is too old, and may span a tenth of the retention (same page: "up to 10% of the retention time"). */
const BLOCK_SHARE = 1.1;

/** The write-ahead log holds two to three hours before they become a block, some 8 bytes a sample when compressed. */
const WAL_SECONDS = 3 * 3600;
const WAL_BYTES_PER_SAMPLE = 8;

/** What Prometheus lets its blocks fill at most: beyond it drops the oldest, whatever their age. */
const USABLE_SHARE = 0.85;

const SCRAPE_SECONDS = 30;

const DAY_SECONDS = 86_400;

const GIBI = 1024 ** 3;

/** Series at a time that one Prometheus sees. */
export function seriesOf(watched: Watched): number {
    const targets = (Object.keys(SERIES) as (keyof Watched)[]).reduce(
        (sum, kind) => sum + watched[kind] * SERIES[kind],
        0,
    );
    return Math.ceil((FIXED_SERIES + targets) * CHURN);
}

/** Whole gibibytes that the volume must have to hold so many series for so many days. */
export function volumeGiB(series: number, retentionDays: number): number {
    const samplesPerSecond = series / SCRAPE_SECONDS;
    const blocks = samplesPerSecond * DAY_SECONDS * retentionDays * BYTES_PER_SAMPLE * BLOCK_SHARE;
    const log = samplesPerSecond * WAL_SECONDS * WAL_BYTES_PER_SAMPLE;
    return Math.ceil((blocks + log) / USABLE_SHARE / GIBI);
}
