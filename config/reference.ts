import { z } from "zod";
import { PROFILES } from "./profiles";
import { SECRET_PATHS } from "./schema";
import { configTree, showDefaults, type ConfigNode } from "./schemaTree";

/** The configuration reference page, docs/configuration.md. */

const INTRODUCTION = `# Configuration reference

<!-- Written by \`npm run docs\` from config/schema.ts and config/profiles.ts. Do not edit. -->

A stack is configured by its file \`Pulumi.<stack>.yaml\`, under \`config:\`, with keys of the namespace \`dify-ha:\`. This is the
least that production needs:

\`\`\`yaml
# yaml-language-server: $schema=config/pulumi-stack.schema.json
config:
    dify-ha:profile: medium
    dify-ha:domain:
        host: dify.example.com
        acmeEmail: ops@example.com
    dify-ha:storage:
        endpoint: https://s3.eu-central-1.amazonaws.com
        region: eu-central-1
        credentialsSecret: dify-object-store
\`\`\`

The first line gives editors with the YAML language server completion, these descriptions and checks while typing.

**Profiles.** \`dify-ha:profile\` chooses the default of every size: ${PROFILES.map((profile) => `\`${profile}\``).join(", ")}. Where they differ, the
tables below give the defaults in this order.

**One value.** Whatever a stack sets wins over its profile, key by key; the keys beside it keep the profile's values:

\`\`\`yaml
config:
    dify-ha:dify:
        api:
            replicas: 8
\`\`\`

\`pulumi config set --path 'dify-ha:dify.api.replicas' 8\` writes the same. The commands of this repository also take
\`--set dify.api.replicas=8\`, for one run and without touching the file; the value is read as YAML
(\`--set zones=[eu-1a,eu-1b,eu-1c]\`), except where the key holds a text.

**Secrets.** \`pulumi config set --secret --path 'dify-ha:storage.secretAccessKey'\` asks for the value and stores it encrypted, as
\`secure:\`. Never write it into the file, and not on the command line, where the shell's history keeps it.

**Mistakes.** Every problem is reported at once, one a line, with the key, the value, what is allowed and why. Unknown keys are
problems too, with the nearest key that exists. Secret values are never shown.
`;

/** The page, as Markdown. */
export function configurationReference(): string {
    const nodes = configTree();
    const single = nodes.filter(({ children }) => children.length === 0);
    const groups = nodes.filter(({ children }) => children.length > 0);
    return [
        INTRODUCTION,
        section("General", "", single),
        ...groups.map(({ path, description, children }) =>
            section(`\`${path.join(".")}\``, `${description}\n\n`, children),
        ),
    ].join("\n");
}

function section(title: string, text: string, nodes: readonly ConfigNode[]): string {
    const table = ["| Key | Type | Default | Meaning |", "| --- | --- | --- | --- |", ...nodes.flatMap(rows)];
    return `## ${title}\n\n${text}${table.join("\n")}\n`;
}

/** The row of a key, followed by those of the keys inside it. */
function rows(node: ConfigNode): string[] {
    const isGroup = node.children.length > 0;
    const cells = [
        code(node.path.join(".")),
        isGroup ? "group" : typeOf(node),
        isGroup ? "" : defaultOf(node),
        node.description,
    ];
    return [`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`, ...node.children.flatMap(rows)];
}

function defaultOf({ defaults, isRequired }: ConfigNode): string {
    if (defaults === undefined) {
        return isRequired ? "**required**" : "unset";
    }
    return showDefaults(defaults).map(code).join(" / ");
}

function typeOf({ path, schema, examples }: ConfigNode): string {
    const type = `${nameOfType(schema)}${SECRET_PATHS.includes(path.join(".")) ? ", secret" : ""}`;
    return examples.length === 0
        ? type
        : `${type}, such as ${examples.map((example) => code(String(example))).join(" or ")}`;
}

function nameOfType(schema: z.core.$ZodType): string {
    if (schema instanceof z.ZodEnum) {
        return schema.options.map((option) => code(String(option))).join(", ");
    }
    if (schema instanceof z.ZodBoolean) {
        return `${code("true")}, ${code("false")}`;
    }
    if (schema instanceof z.ZodNumber) {
        return numberRange(schema);
    }
    if (schema instanceof z.ZodArray) {
        const element = nameOfType(schema.element);
        return schema.element instanceof z.ZodEnum ? `list of any of ${element}` : `list of ${element}s`;
    }
    if (schema instanceof z.ZodObject) {
        return "group";
    }
    return schema instanceof z.ZodUnion ? [...new Set(schema.options.map(nameOfType))].join(" or ") : "text";
}

function numberRange({ format, minValue, maxValue }: z.ZodNumber): string {
    const kind = format === "safeint" ? "whole number" : "number";
    const isBounded = Number(minValue) > Number.MIN_SAFE_INTEGER && Number(maxValue) < Number.MAX_SAFE_INTEGER;
    return isBounded ? `${kind} ${minValue}–${maxValue}` : kind;
}

function code(text: string): string {
    return `\`${text}\``;
}
