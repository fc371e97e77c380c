/**
 * Credentials that upstream ships for everyone: Dify's compose files and `.env.example` of any release, Milvus, MinIO. Prefixes where
 * the whole would look like a leaked key to scanners.
 */
export const UPSTREAM_DEFAULTS = [
    "sk-9f73",
    "difyai123456",
    "lYkiYYT6",
    "QaHbTe77",
    "dify-agent-run-token-for-dev-only",
    "MDEyMzQ1",
    "minioadmin",
    "root:Milvus",
];

/** Upstream's defaults that are ordinary words: no secret may be one of them, though names may. */
export const UPSTREAM_DEFAULT_WORDS = ["dify-sandbox", "Milvus", "root", "postgres", "password", "dify"];
