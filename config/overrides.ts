import { parse as parseYaml } from "yaml";
import { mergeConfig, setPath, type RawConfig } from "./merge";
import type { Problem } from "../contracts/problem";
import { isTextAt } from "./schemaTree";

/** `path=value` assignments from the command line, applied to a raw configuration. */
export function applyOverrides(
    config: RawConfig,
    assignments: readonly string[],
): { config: RawConfig; problems: Problem[] } {
    const problems: Problem[] = [];
    let result = mergeConfig({}, config);
    for (const assignment of assignments) {
        const [, dotted, text] = /^([^=]*)=(.*)$/s.exec(assignment) ?? [];
        const path = (dotted ?? "").trim().split(".");
        if (text === undefined || path.includes("")) {
            // Without the value, which may be a secret.
            problems.push({
                path: "--set",
                value: assignment.split("=", 1)[0],
                message: "must be path=value, such as dify.api.replicas=4",
            });
            continue;
        }
        result = setPath(result, path, overrideValue(path, text));
    }
    return { config: result, problems };
}

/** The value as YAML would read it, unless the key holds a text (`dify.version=1.16` is not a number). */
function overrideValue(path: readonly string[], text: string): unknown {
    if (isTextAt(path)) {
        return text;
    }
    try {
        return parseYaml(text) as unknown;
    } catch {
        return text;
    }
}
