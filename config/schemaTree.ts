import { z } from "zod";
import { valueAt } from "./merge";
import { PROFILE_DEFAULTS, PROFILES, type Profile } from "./profiles";
import { configSchema } from "./schema";

/**
 * Looking around in the schema by config path: for typo hints, for giving text values their type, and for everything that is
 * generated from the schema (JSON Schema, reference page).
 */

type Schema = z.core.$ZodType;

/** The schema inside one optional/default wrapper or before one conversion; undefined at the core. */
function innerOf(schema: Schema): Schema | undefined {
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
        return schema.unwrap();
    }
    return schema instanceof z.ZodPipe ? schema.in : undefined;
}

/** A schema with everything that it wraps, from the outside in. */
function layersOf(schema: Schema): [Schema, ...Schema[]] {
    const inner = innerOf(schema);
    return inner === undefined ? [schema] : [schema, ...layersOf(inner)];
}

function coreOf(schema: Schema): Schema {
    return layersOf(schema).at(-1) ?? schema;
}

function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
    return schema instanceof z.ZodObject ? schema.shape : {};
}

/** The schema at a config path, without its wrappers; undefined where the path leads nowhere. Digits lead into lists. */
export function schemaAt(path: readonly string[]): Schema | undefined {
    let schema: Schema | undefined = configSchema;
    for (const key of path) {
        const shape = shapeOf(schema);
        const child: Schema | undefined =
            schema instanceof z.ZodArray ? schema.element : Object.hasOwn(shape, key) ? shape[key] : undefined;
        if (child === undefined) {
            return undefined;
        }
        schema = coreOf(child);
    }
    return schema;
}

/** Keys allowed under a config path; none where the path is no group. */
export function childKeys(path: readonly string[]): string[] {
    const schema = schemaAt(path);
    return schema === undefined ? [] : Object.keys(shapeOf(schema));
}

/** Whether the value at a config path is a text, so that `1.16` stays a text there. */
export function isTextAt(path: readonly string[]): boolean {
    const schema = schemaAt(path);
    return schema !== undefined && acceptsText(schema);
}

function acceptsText(schema: Schema): boolean {
    return (
        schema instanceof z.ZodString ||
        schema instanceof z.ZodEnum ||
        (schema instanceof z.ZodUnion && schema.options.some(acceptsText))
    );
}

/** One key of the configuration: a group of further keys, or a leaf with a value. */
export interface ConfigNode {
    readonly path: readonly string[];
    /** The schema without its wrappers. */
    readonly schema: Schema;
    readonly description: string;
    readonly examples: readonly unknown[];
    /** What a leaf is when nobody sets it; undefined where it then stays unset, or must be set. */
    readonly defaults?: Readonly<Record<Profile, unknown>>;
    /** Whether it, or a key inside it, has no default and must be set. */
    readonly isRequired: boolean;
    /** Keys inside a group; empty for a leaf. */
    readonly children: readonly ConfigNode[];
}

/** The whole configuration, as the nodes of its top-level keys. */
export function configTree(): ConfigNode[] {
    return nodesOf(configSchema, []);
}

/** Every leaf of the configuration, in the order of the schema. */
export function leavesOf(nodes: readonly ConfigNode[] = configTree()): ConfigNode[] {
    return nodes.flatMap((node) => (node.children.length === 0 ? [node] : leavesOf(node.children)));
}

function nodesOf(group: Schema, parents: readonly string[]): ConfigNode[] {
    return Object.entries(shapeOf(group)).map(([key, schema]) => nodeOf(schema, [...parents, key]));
}

function nodeOf(schema: Schema, path: readonly string[]): ConfigNode {
    const layers = layersOf(schema);
    const core = coreOf(schema);
    const children = nodesOf(core, path);
    const notes = layers.map((layer) => z.globalRegistry.get(layer));
    const node = {
        path,
        schema: core,
        description: notes.find((note) => note?.description !== undefined)?.description ?? "",
        examples: notes.map((note) => note?.["examples"]).find(Array.isArray) ?? [],
        children,
    };
    const isOptional = layers.some((layer) => layer instanceof z.ZodOptional);
    if (children.length > 0) {
        return { ...node, isRequired: !isOptional && children.some(({ isRequired }) => isRequired) };
    }
    const defaults = defaultsOf(layers, path);
    return { ...node, defaults, isRequired: defaults === undefined && !isOptional };
}

function defaultsOf(layers: readonly Schema[], path: readonly string[]): ConfigNode["defaults"] {
    const ownDefault = layers.find((layer) => layer instanceof z.ZodDefault)?.def.defaultValue;
    const byProfile = PROFILES.map(
        (profile) => [profile, valueAt(PROFILE_DEFAULTS[profile], path) ?? ownDefault] as const,
    );
    return byProfile.some(([, value]) => value === undefined)
        ? undefined
        : (Object.fromEntries(byProfile) as Record<Profile, unknown>);
}

/** Defaults as texts: one where all profiles agree, otherwise one per profile. */
export function showDefaults(defaults: Readonly<Record<Profile, unknown>>): string[] {
    const shown = PROFILES.map((profile) => showDefault(defaults[profile]));
    return new Set(shown).size === 1 ? shown.slice(0, 1) : shown;
}

function showDefault(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}
