import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";

/** Definitions of custom resources, which are not part of the project: where they are at hand, they are the judge. */

const FOLDER = path.resolve(__dirname, "../../../shared/crds");

interface Definition {
    spec: { versions: { name: string; schema: { openAPIV3Schema: { properties: { spec: object } } } }[] };
}

export function hasDefinition(file: string): boolean {
    return existsSync(path.join(FOLDER, file));
}

/** Flags inside of a pattern: Go's regular expressions have them, JavaScript's do not. */
const GO_ONLY = /\(\?[a-z]+\)/;

/** `additionalProperties: false` wherever fields are listed: the API server drops unknown ones without a word. */
function strict(schema: unknown): unknown {
    if (Array.isArray(schema)) {
        return schema.map(strict);
    }
    if (typeof schema !== "object" || schema === null) {
        return schema;
    }
    const entries = Object.entries(schema)
        .filter(([key, value]) => key !== "pattern" || typeof value !== "string" || !GO_ONLY.test(value))
        .map(([key, value]): [string, unknown] => [key, strict(value)]);
    const closed = "properties" in schema && !("additionalProperties" in schema) && "type" in schema;
    return Object.fromEntries(closed ? [...entries, ["additionalProperties", false]] : entries);
}

/** What a definition finds wrong with a spec. */
export function errorsIn(file: string, version: string, spec: object) {
    const definition = parse(readFileSync(path.join(FOLDER, file), "utf8")) as Definition;
    const { schema } = definition.spec.versions.find(({ name }) => name === version) ?? {};
    // Formats such as `byte` are Kubernetes' own.
    const validate = new Ajv({ allErrors: true, unknownFormats: "ignore", logger: false }).compile(
        strict(schema?.openAPIV3Schema.properties.spec) as object,
    );
    validate(spec);
    return validate.errors ?? [];
}
