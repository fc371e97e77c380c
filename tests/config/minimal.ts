import { formatProblem } from "../../config/problems";
import { mergeConfig, type RawConfig } from "../../config/merge";
import { validateConfig } from "../../config/validate";
import type { StackConfig } from "../../config/schema";

/** The least that a production stack must say. */
export const MINIMAL: RawConfig = {
    domain: { host: "dify.example.com", tlsSecret: "dify-tls" },
    storage: { endpoint: "https://s3.example.com", credentialsSecret: "dify-object-store" },
};

/** The problems of a configuration as the lines that people see; none when it is valid. */
export function linesOf(raw: RawConfig): string[] {
    const validation = validateConfig(raw);
    return ("problems" in validation ? validation.problems : validation.unfit).map(formatProblem);
}

/** The problems that a change brings to the minimal configuration. */
export function linesWith(change: RawConfig): string[] {
    return linesOf(mergeConfig(MINIMAL, change));
}

/** The validated minimal configuration with a change. */
export function configWith(change: RawConfig): StackConfig {
    const validation = validateConfig(mergeConfig(MINIMAL, change));
    if ("problems" in validation) {
        throw new Error(validation.problems.map(formatProblem).join("\n"));
    }
    return validation.config;
}
