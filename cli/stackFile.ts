import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import {
    applyOverrides,
    CONFIG_NAMESPACE,
    ConfigError,
    namespaceProblems,
    isGroup,
    validateConfig,
    type RawConfig,
    type StackConfig,
} from "../config";
import type { Problem } from "../contracts";
import { UserError } from "../rehearsal/userError";

/** Exit code of a command that was given something wrong. */
export const BAD_INPUT = 2;

/** Folder of the program. */
export const PROJECT_ROOT = path.resolve(__dirname, "..");

/** A stack's configuration, read from its file and checked. */
export interface LoadedStack {
    readonly name: string;
    readonly config: StackConfig;
    /** The same as Pulumi would hand it to the program. */
    readonly settings: Readonly<Record<string, string>>;
}

/** Stands for a value that only the stack's secrets provider can decrypt; nothing that is evaluated offline needs it. */
const ENCRYPTED = "encrypted";

/**
 * Reads `Pulumi.<stack>.yaml`, applies `path=value` overrides and validates. Throws a ConfigError with every problem, or a UserError
 * when there is no such stack or the file is no YAML.
 */
export function loadStack(name: string, overrides: readonly string[], root = PROJECT_ROOT): LoadedStack {
    const { unfit, ...loaded } = readStack(name, overrides, root);
    if (unfit.length > 0) {
        throw new ConfigError(unfit);
    }
    return loaded;
}

/** A stack that may be what production must not be: good enough to be looked at. */
export interface ReadStack extends LoadedStack {
    /** Why nobody may deploy it. */
    readonly unfit: readonly Problem[];
}

/** The same as `loadStack`, but what production must not be is told, not thrown. */
export function readStack(name: string, overrides: readonly string[], root = PROJECT_ROOT): ReadStack {
    const keys = readStackFile(name, root);
    const { config, problems } = applyOverrides(ourKeys(keys), overrides);
    const validation = validateConfig(config);
    const all = [...namespaceProblems(Object.keys(keys)), ...problems];
    if (all.length > 0 || "problems" in validation) {
        throw new ConfigError([...all, ...("problems" in validation ? validation.problems : validation.unfit)]);
    }
    return { name, config: validation.config, settings: settingsOf(config), unfit: validation.unfit };
}

/** Whether there is a `Pulumi.<stack>.yaml`. */
export function hasStackFile(name: string, root = PROJECT_ROOT): boolean {
    return fs.existsSync(path.join(root, `Pulumi.${name}.yaml`));
}

/** The `config` of a stack file by full key. A key without a namespace is in that of the project, as Pulumi has it. */
function readStackFile(name: string, root: string): RawConfig {
    if (!hasStackFile(name, root)) {
        const known = stackNames(root).join(", ");
        throw new UserError(`There is no stack "${name}" (no Pulumi.${name}.yaml). Stacks here: ${known}.`, {
            exitCode: BAD_INPUT,
        });
    }
    const document = parseDocument(fs.readFileSync(path.join(root, `Pulumi.${name}.yaml`), "utf8"));
    const [error] = document.errors;
    if (error !== undefined) {
        throw new UserError(`Pulumi.${name}.yaml is not valid YAML: ${error.message.trim()}`, { exitCode: BAD_INPUT });
    }
    const content = (document.toJS() ?? {}) as { config?: unknown };
    // An empty file, or one whose `config:` is empty, has no keys yet.
    const config = isGroup(content) ? (content.config ?? {}) : undefined;
    if (!isGroup(config)) {
        throw new UserError(
            `Pulumi.${name}.yaml has no keys under "config:", such as ${CONFIG_NAMESPACE}:profile. All of them: docs/configuration.md`,
            { exitCode: BAD_INPUT },
        );
    }
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
            key.includes(":") ? key : `${CONFIG_NAMESPACE}:${key}`,
            withoutCiphers(value),
        ]),
    );
}

/** The keys of our namespace, without it. */
function ourKeys(config: RawConfig): RawConfig {
    const prefix = `${CONFIG_NAMESPACE}:`;
    return Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, value]) => [key.slice(prefix.length), value]),
    );
}

/** Names of the stacks that have a file. */
function stackNames(root: string): string[] {
    return fs
        .readdirSync(root)
        .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
        .sort();
}

function withoutCiphers(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutCiphers);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const entries = Object.entries(value);
    const isCipher = entries.length === 1 && entries[0]?.[0] === "secure" && typeof entries[0][1] === "string";
    return isCipher ? ENCRYPTED : Object.fromEntries(entries.map(([key, entry]) => [key, withoutCiphers(entry)]));
}

function settingsOf(config: RawConfig): Record<string, string> {
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
            `${CONFIG_NAMESPACE}:${key}`,
            typeof value === "string" ? value : JSON.stringify(value),
        ]),
    );
}
