/** How much memory the vectors of a stack need: pure arithmetic. */

/** What is stored, all collections together. */
export interface VectorLoad {
    /** Number of vectors. */
    readonly vectors: number;
    /** Dimensions of a vector; the embedding model decides. */
    readonly dimensions: number;
    /** Collections; Dify makes one for each knowledge base. */
    readonly collections: number;
}

/** Dify stores vectors as 32-bit floats. */
const BYTES_PER_DIMENSION = 4;

/**
 * Dify builds its HNSW index with M = 8 (api/core/rag/datasource/vdb/milvus, every release from 0.6.9 to 1.16.1): 2 × M links of 4
 * bytes on the lowest layer, and a seventh more for the layers above.
 */
const HNSW_BYTES_PER_VECTOR = 2 * 8 * 4 * (8 / 7);

/** Primary key, row offset and the bitmap of deleted rows. */
const ROW_BYTES = 32;

/**
 * What a loaded collection costs whatever it holds: segments, channels and metadata. About 6,000 collections are where operators of
 * Dify ran into the limits of one query node (langgenius/dify#37410).
 */
const COLLECTION_BYTES = 2 * 1024 ** 2;

/** A query node may fill this part of its memory limit before it stops loading (milvus.yaml, overloadedMemoryThresholdPercentage). */
const USABLE_SHARE = 0.8;

/** What a query node takes for itself and for searches under way, bytes. */
const NODE_BYTES = 768 * 1024 ** 2;

function bytesPerVector(dimensions: number): number {
    return dimensions * BYTES_PER_DIMENSION + HNSW_BYTES_PER_VECTOR + ROW_BYTES;
}

/** Bytes that the vectors take in memory, once. */
export function loadedBytes({ vectors, dimensions, collections }: VectorLoad): number {
    return Math.ceil(vectors * bytesPerVector(dimensions) + collections * COLLECTION_BYTES);
}

/**
 * Memory limit that each of `nodes` query nodes needs, bytes, so that the others can take over what a lost one held: the vectors must
 * fit into one node fewer. 1 M vectors of 768 dimensions in 100 collections on 2 nodes: 4.9 GiB each.
 */
export function queryNodeBytes(load: VectorLoad, nodes: number): number {
    const survivors = Math.max(1, nodes - 1);
    return Math.ceil((loadedBytes(load) / survivors + NODE_BYTES) / USABLE_SHARE);
}

/** The same as a quantity, in whole gibibytes. */
export function queryNodeMemory(load: VectorLoad, nodes: number): string {
    return `${Math.ceil(queryNodeBytes(load, nodes) / 1024 ** 3)}Gi`;
}

/** Vectors of so many dimensions that fit, with one node lost, into query nodes of this memory limit. */
export function vectorsThatFit(
    memoryLimit: number,
    nodes: number,
    { dimensions, collections }: Omit<VectorLoad, "vectors">,
): number {
    const survivors = Math.max(1, nodes - 1);
    const bytes = survivors * (memoryLimit * USABLE_SHARE - NODE_BYTES) - collections * COLLECTION_BYTES;
    return Math.max(0, Math.floor(bytes / bytesPerVector(dimensions)));
}
