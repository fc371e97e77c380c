import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv, { type ErrorObject } from "ajv";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../../cli/stackFile";

/** Operators' definitions of their custom resources. They are not part of the project: where they are at hand, they are the judge. */

const FOLDER = path.resolve(PROJECT_ROOT, "../shared/crds");

interface Definition {
    readonly spec: {
        readonly versions: readonly {
            readonly name: string;
            readonly schema: { readonly openAPIV3Schema: { readonly properties: { readonly spec: object } } };
        }[];
    };
}

/** Whether a definition is at hand; `file` is its name. */
export function hasDefinition(file: string): boolean {
    return existsSync(path.join(FOLDER, file));
}

/** What a definition finds wrong with a spec. */
export function definitionErrors(file: string, version: string, given: object): ErrorObject[] {
    const { spec } = parse(readFileSync(path.join(FOLDER, file), "utf8")) as Definition;
    const found = spec.versions.find(({ name }) => name === version);
    // Formats such as `byte` are Kubernetes's own.
    const validate = new Ajv({ allErrors: true, unknownFormats: "ignore", logger: false }).compile(
        closed(found?.schema.openAPIV3Schema.properties.spec) as object,
    );
    validate(given);
    return validate.errors ?? [];
}

/** Flags inside of a pattern: Go's regular expressions have them, JavaScript's do not. */
const GO_ONLY = /\(\?[a-z]+\)/;

/** `additionalProperties: false` wherever fields are listed: the API server drops unknown ones without a word. */
function closed(schema: unknown): unknown {
    if (Array.isArray(schema)) {
        return schema.map(closed);
    }
    if (typeof schema !== "object" || schema === null) {
        return schema;
    }
    const entries = Object.entries(schema)
        .filter(([key, value]) => key !== "pattern" || typeof value !== "string" || !GO_ONLY.test(value))
        .map(([key, value]): [string, unknown] => [key, closed(value)]);
    const isClosed = "properties" in schema && !("additionalProperties" in schema) && "type" in schema;
    return Object.fromEntries(isClosed ? [...entries, ["additionalProperties", false]] : entries);
}
