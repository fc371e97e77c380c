import { z } from "zod";
import { CONFIG_NAMESPACE } from "./load";
import { PROFILES } from "./profiles";
import { configSchema, SECRET_PATHS } from "./schema";
import { configTree, showDefaults, type ConfigNode } from "./schemaTree";

/** JSON Schema of a whole `Pulumi.<stack>.yaml`, for completion and checks in editors. */

/** The subset of JSON Schema draft-07 that is written here. */
interface JsonSchema {
    [keyword: string]: unknown;
    description?: string;
    properties?: Record<string, JsonSchema>;
}

/** What Pulumi keeps beside `config` (https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/). */
const PULUMI_KEYS: Readonly<Record<string, JsonSchema>> = {
    secretsprovider: { type: "string", description: "Secrets provider of the stack. Kept by Pulumi." },
    encryptedkey: { type: "string", description: "Encrypted data key of a cloud secrets provider. Kept by Pulumi." },
    encryptionsalt: { type: "string", description: "Salt of the passphrase provider. Kept by Pulumi." },
    environment: { type: ["array", "object"], description: "Pulumi ESC environments; needs Pulumi Cloud." },
};

/** An encrypted value, as `pulumi config set --secret` writes it. */
const ENCRYPTED: JsonSchema = {
    type: "object",
    properties: { secure: { type: "string" } },
    required: ["secure"],
    additionalProperties: false,
};

/** JSON Schema (draft-07, which yaml-language-server knows best) of a stack file. */
export function stackFileSchema(): object {
    // zod's own types describe every draft at once; this is the part that is used.
    const { $schema, properties } = z.toJSONSchema(configSchema, {
        target: "draft-07",
        io: "input",
        override: ({ jsonSchema }) => dropIntegerBounds(jsonSchema as JsonSchema),
    }) as JsonSchema;
    const nodes = configTree();
    return {
        $schema,
        title: "Stack file of dify-ha",
        type: "object",
        properties: {
            config: {
                type: "object",
                description: `Configuration of the stack. Keys of this program begin with ${CONFIG_NAMESPACE}:`,
                properties: keyed(
                    nodes.map((node) => [
                        `${CONFIG_NAMESPACE}:${nameOf(node)}`,
                        topLevel(describe(properties, node), node),
                    ]),
                ),
                // Whole namespaces of others, such as aws:region. What is left is a mistyped key of ours.
                patternProperties: { [`^(?!${CONFIG_NAMESPACE}:)[^:]+:.`]: {} },
                additionalProperties: false,
            },
            ...PULUMI_KEYS,
        },
        required: ["config"],
        additionalProperties: false,
    };
}

/** zod bounds every integer by what a double holds exactly, which says nothing to a reader. */
function dropIntegerBounds(schema: JsonSchema): void {
    if (schema["minimum"] === Number.MIN_SAFE_INTEGER) {
        delete schema["minimum"];
    }
    if (schema["maximum"] === Number.MAX_SAFE_INTEGER) {
        delete schema["maximum"];
    }
}

/** The schema of one key, with the profiles in mind: what they fill is not required, and the description tells the value. */
function describe(siblings: JsonSchema["properties"], node: ConfigNode): JsonSchema {
    const schema = siblings?.[nameOf(node)] ?? {};
    if (node.children.length > 0) {
        const required = namesOfRequired(node.children);
        return {
            ...without(schema, "default", "required"),
            description: node.description,
            properties: keyed(node.children.map((child) => [nameOf(child), describe(schema.properties, child)])),
            ...(required.length > 0 ? { required } : {}),
        };
    }
    const value = without(schema, "description");
    const description = [node.description, ...defaultSentence(node)].join(" ");
    return SECRET_PATHS.includes(node.path.join("."))
        ? { description, anyOf: [value, ENCRYPTED] }
        : { description, ...value };
}

function defaultSentence({ defaults }: ConfigNode): string[] {
    if (defaults === undefined) {
        return [];
    }
    const shown = showDefaults(defaults);
    const values = shown.length === 1 ? shown : PROFILES.map((profile, index) => `${profile} ${shown[index]}`);
    return [`Default: ${values.join(", ")}.`];
}

/** `pulumi config set` writes a top-level boolean as a text. */
function topLevel(schema: JsonSchema, node: ConfigNode): JsonSchema {
    return node.schema instanceof z.ZodBoolean
        ? { ...without(schema, "type"), enum: [true, false, "true", "false"] }
        : schema;
}

function namesOfRequired(nodes: readonly ConfigNode[]): string[] {
    return nodes.filter(({ isRequired }) => isRequired).map(nameOf);
}

function nameOf({ path }: ConfigNode): string {
    return path.at(-1) ?? "";
}

function keyed(entries: [string, JsonSchema][]): Record<string, JsonSchema> {
    return Object.fromEntries(entries);
}

function without(schema: JsonSchema, ...keywords: string[]): JsonSchema {
    return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)));
}
