import * as fs from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../../../cli/stackFile";
import type { PluginName } from "../../../components/gatewayPolicies/catalogue";

/** Configuration schemas of the plugins as Higress' console has them, made strict: a field that it does not know is an error. */

const FOLDER = path.resolve(PROJECT_ROOT, "../shared/schemas/higress-plugins");

export const SCHEMAS_ARE_THERE = fs.existsSync(FOLDER);

/** Fields that a plugin reads and its schema forgot, each with its source in higress-group/higress at v2.2.4. */
const FORGOTTEN: Partial<Record<PluginName, Record<string, readonly string[]>>> = {
    // plugins/wasm-go/extensions/ai-proxy/provider/{provider,failover,retry}.go, README
    "ai-proxy": { provider: ["failover", "retryOnFailure"] },
};

/** Fields that a schema requires by a slip. */
const SLIPS = ["typ"];

interface Schema {
    type?: string;
    properties?: Record<string, Schema>;
    items?: Schema;
    required?: string[];
    additionalProperties?: unknown;
}

interface PluginSpec {
    spec: {
        phase: string;
        priority: number;
        configSchema: { openAPIV3Schema: Schema };
        routeConfigSchema?: { openAPIV3Schema: Schema };
    };
}

export function pluginSpec(plugin: PluginName): PluginSpec["spec"] {
    return (parse(fs.readFileSync(path.join(FOLDER, `${plugin}.yaml`), "utf8")) as PluginSpec).spec;
}

/** What is wrong with a configuration for all requests, or for those of a rule. */
export function schemaProblems(plugin: PluginName, config: object, scope: "everywhere" | "rule"): string[] {
    const { configSchema, routeConfigSchema } = pluginSpec(plugin);
    const schema = scope === "rule" ? (routeConfigSchema ?? configSchema) : configSchema;
    const ajv = new Ajv({ unknownFormats: "ignore", schemaId: "auto", allErrors: true });
    const validate = ajv.compile(strict(plugin, schema.openAPIV3Schema, ""));
    return validate(config) === true
        ? []
        : (validate.errors ?? []).map(({ dataPath, message = "" }) => `${dataPath} ${message}`);
}

function strict(plugin: PluginName, schema: Schema, name: string): object {
    const { type, properties, items, required = [] } = schema;
    const forgotten = Object.fromEntries((FORGOTTEN[plugin]?.[name] ?? []).map((field) => [field, {}]));
    return {
        ...(type === undefined ? {} : { type }),
        ...(properties === undefined
            ? {}
            : {
                  properties: {
                      ...Object.fromEntries(
                          Object.entries(properties).map(([key, value]) => [key, strict(plugin, value, key)]),
                      ),
                      ...forgotten,
                  },
                  additionalProperties: false,
                  required: required.filter((field) => !SLIPS.includes(field)),
              }),
        ...(items === undefined ? {} : { items: strict(plugin, items, name) }),
    };
}
