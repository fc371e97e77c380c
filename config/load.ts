import { distance } from "fastest-levenshtein";
import type { RawConfig } from "./merge";
import type { Problem } from "../contracts/problem";
import { formatProblems } from "./problems";
import { isTextAt } from "./schemaTree";
import type { StackConfig } from "./schema";
import { validateConfig } from "./validate";

/** Namespace of our keys in `Pulumi.<stack>.yaml`. */
export const CONFIG_NAMESPACE = "dify-ha";

/** Letters by which a namespace may differ from ours to be taken for a slip: the key would be ignored. */
const NAMESPACE_SLIPS = 2;

/** Problems of full keys (`namespace:key`) whose namespace is nearly ours. Those of other namespaces are none of our business. */
export function namespaceProblems(keys: readonly string[]): Problem[] {
    return keys.flatMap((fullKey) => {
        const [namespace = "", key] = fullKey.split(":");
        const slips = distance(namespace, CONFIG_NAMESPACE);
        return slips > 0 && slips <= NAMESPACE_SLIPS
            ? [{ path: fullKey, message: `unknown namespace; did you mean ${CONFIG_NAMESPACE}:${key ?? ""}?` }]
            : [];
    });
}

/** The configuration is wrong. The message lists every problem and needs no stack trace. */
export class ConfigError extends Error {
    readonly problems: readonly Problem[];

    constructor(problems: readonly Problem[]) {
        super(formatProblems(problems));
        this.name = "ConfigError";
        this.problems = problems;
    }
}

/**
 * The raw configuration from what Pulumi hands a program: texts under `<namespace>:<key>`, lists and groups as JSON.
 * Keys of other namespaces (`aws:region`, `pulumi:tags`) are not ours.
 */
export function rawConfigOf(settings: Readonly<Record<string, string>>): RawConfig {
    const prefix = `${CONFIG_NAMESPACE}:`;
    return Object.fromEntries(
        Object.entries(settings)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, text]) => [key.slice(prefix.length), typedValue(key.slice(prefix.length), text)]),
    );
}

function typedValue(key: string, text: string): unknown {
    if (isTextAt([key])) {
        return text;
    }
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

/** The validated configuration. Throws a ConfigError with every problem. */
export function loadConfig(settings: Readonly<Record<string, string>>): StackConfig {
    const validation = validateConfig(rawConfigOf(settings));
    const problems = [
        ...namespaceProblems(Object.keys(settings)),
        ...("problems" in validation ? validation.problems : validation.unfit),
    ];
    if (problems.length > 0 || "problems" in validation) {
        throw new ConfigError(problems);
    }
    return validation.config;
}
