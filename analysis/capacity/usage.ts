import type { Range } from "../cost/range";

/** How much is asked of a stack, where no graph says it: assumptions, to be read beside every figure that rests on them. */
export interface Assumed {
    readonly value: Range;
    /** The assumption in words. */
    readonly text: string;
}

function assumed(low: number, likely: number, high: number, text: string): Assumed {
    return { value: { low, likely, high }, text };
}

export const GIBI = 1024 ** 3;
export const MEBI = 1024 ** 2;

/** What is kept in memory. */
export const KEPT = {
    vectors: assumed(100_000, 1_000_000, 5_000_000, "0.1, 1, 5 million vectors, in 100 knowledge bases"),
    redis: assumed(
        256 * MEBI,
        GIBI,
        4 * GIBI,
        "256 MiB, 1, 4 GiB in Redis: queues of tasks (4 KiB each), events of runs, caches of the API and of plugins, buffers of connections",
    ),
} as const;

/** What is added in a month, bytes. */
export const GROWTH = {
    database: assumed(
        2 * GIBI,
        10 * GIBI,
        50 * GIBI,
        "2, 10, 50 GiB a month of messages, runs of workflows and their indexes in the database, none of them deleted; from an empty disk",
    ),
    metrics: assumed(
        10 * GIBI,
        30 * GIBI,
        100 * GIBI,
        "10, 30, 100 GiB a month of metrics; the oldest are dropped when their time or their space is over",
    ),
} as const;

/** Parts of the database's size that a job puts on its disk: a dump is compressed, what a dump is tried in is not. */
export const DUMP_SHARE = 0.25;

/** What one thing takes. `high` is the most that gets done, so the least that one takes is there. */
export const TAKES = {
    messageSeconds: assumed(5, 12, 40, "an answer streams for 5, 12, 40 s: mostly the time of the model"),
    apiMillis: assumed(50, 100, 250, "it costs the API 50, 100, 250 ms of one core"),
    workerMillis: assumed(100, 250, 600, "it costs the worker that runs it 100, 250, 600 ms of one core"),
    databaseSeconds: assumed(0.2, 0.5, 2, "it holds a connection to PostgreSQL for 0.2, 0.5, 2 s in all"),
    gatewayMillis: assumed(1, 2, 5, "it costs a gateway 1, 2, 5 ms of one core, TLS and compression included"),
    documentSeconds: assumed(
        10,
        30,
        120,
        "a document of 20 chunks is indexed in 10, 30, 120 s: mostly the time of the embedding model",
    ),
    searchesPerCore: assumed(
        30,
        60,
        120,
        "a core of a query node answers 30, 60, 120 searches a second among 1536 dimensions: half of what VectorDBBench " +
            "measured with 768 (137 a core with Milvus 2.2, 216 with 2.5; zilliztech/VectorDBBench)",
    ),
    streamMemory: assumed(
        64 * 1024,
        128 * 1024,
        512 * 1024,
        "a stream takes 64, 128, 512 KiB of a gateway's memory, of which half is for streams",
    ),
} as const;
