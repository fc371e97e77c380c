import type { PostgresServer } from "./postgresServer";

/** Tables like Dify's, with what is hard to carry over: large objects, any script of the world, floats, bytes, JSON, arrays. */

export interface Sizes {
    /** Rows of `messages`. */
    readonly messages: number;
    /** Size of `document_segments` on disk, in megabytes. */
    readonly segmentMegabytes: number;
}

/** Bytes that one row of `document_segments` takes in its table. */
const SEGMENT_BYTES = 2400;

/** 2,240 characters that compress to about a seventh, so that the dump of many is uploaded in parts. */
const SEGMENT_TEXT = "repeat((SELECT string_agg(md5(i || '-' || k), '') FROM generate_series(1, 10) k), 7)";

const NON_ASCII =
    "ARRAY['Grüße', '知识库', 'مرحبا', 'Привет', '🚀 emoji', E'tab\\there', E'line\\nbreak', E'back\\\\slash', '']";

/** Fills the database of the API. It belongs to the role of the same name, as after Dify's own migrations. */
export async function fillDifyDatabase(server: PostgresServer, database: string, sizes: Sizes): Promise<void> {
    await server.sql(database, `CREATE EXTENSION "uuid-ossp"; SET ROLE ${database}; ${difySql(sizes)}`);
}

function difySql({ messages, segmentMegabytes }: Sizes): string {
    const segments = Math.ceil((segmentMegabytes * 1e6) / SEGMENT_BYTES);
    return `
CREATE TYPE app_mode AS ENUM ('chat', 'workflow');
CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), name varchar(255) NOT NULL, encrypt_public_key text,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE apps (
    id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), tenant_id uuid NOT NULL REFERENCES tenants, mode app_mode NOT NULL,
    name text NOT NULL, icon bytea, tracing jsonb, tags text[], updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE messages (
    id bigserial PRIMARY KEY, app_id uuid NOT NULL REFERENCES apps, query text NOT NULL, answer text,
    price numeric(10, 7), latency double precision, score real, took interval, day date,
    length integer GENERATED ALWAYS AS (char_length(query)) STORED);
CREATE INDEX messages_app ON messages (app_id, id DESC);
CREATE TABLE document_segments (id integer PRIMARY KEY, content text NOT NULL, embedding double precision[]);
ALTER TABLE document_segments ALTER content SET STORAGE EXTERNAL;
CREATE TABLE "Odd ""name"" ü" (t text, "select" integer);
CREATE TABLE empty_table (id integer);
CREATE TABLE logs (at timestamptz NOT NULL, line text) PARTITION BY RANGE (at);
CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE logs_new PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
CREATE VIEW chats AS SELECT id, name FROM apps WHERE mode = 'chat';

INSERT INTO tenants (name, encrypt_public_key) SELECT text, md5(text) FROM unnest(${NON_ASCII}) text;
INSERT INTO apps (tenant_id, mode, name, icon, tracing, tags)
    SELECT id, 'chat', name, decode(md5(name), 'hex'), jsonb_build_object('name', name, 'n', 1.10), ARRAY[name, NULL] FROM tenants;
INSERT INTO messages (app_id, query, answer, price, latency, score, took, day)
    SELECT (SELECT id FROM apps ORDER BY name LIMIT 1), (${NON_ASCII})[1 + i % 9] || i, NULLIF(repeat('答', i % 40), ''),
        i % 1000 / 7.0, 1.0 / (1 + i), 'NaN', make_interval(days => i, secs => 0.000001 * i), date '2024-02-29' + i % 1000
    FROM generate_series(1, ${messages}) i;
INSERT INTO document_segments SELECT i, ${SEGMENT_TEXT}, ARRAY[i / 3.0, -i, 1e-300] FROM generate_series(1, ${segments}) i;
INSERT INTO "Odd ""name"" ü" VALUES ('a', 1), (NULL, NULL), ('a', 1);
INSERT INTO logs SELECT timestamptz '2025-12-01Z' + i * interval '1 hour', md5(i::text) FROM generate_series(1, 1500) i;
SELECT lo_from_bytea(0, convert_to(text || repeat('大', 20000), 'UTF8')) FROM unnest(${NON_ASCII}) text;
`;
}

/** Fills the database of the plugin daemon. */
export async function fillPluginDatabase(server: PostgresServer, database: string): Promise<void> {
    await server.sql(
        database,
        `SET ROLE ${database};
CREATE TABLE plugins (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), manifest jsonb NOT NULL, refers bigint NOT NULL);
INSERT INTO plugins (manifest, refers) SELECT jsonb_build_object('插件', i), i FROM generate_series(1, 500) i;`,
    );
}
