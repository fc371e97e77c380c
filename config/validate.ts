import { z } from "zod";
import { isGroup, mergeConfig, setPath, valueAt, type RawConfig } from "./merge";
import { PROFILE_DEFAULTS, PROFILES } from "./profiles";
import type { Problem } from "../contracts/problem";
import { problemsOfIssues } from "./problems";
import { checkProduction } from "./productionRules";
import { checkStated, releaseDefaults } from "./releaseRules";
import { checkRules } from "./rules";
import { queryNodeMemory } from "../contracts/vectorMemory";
import { loadSchema } from "./dataSchema";
import { configSchema, type StackConfig } from "./schema";
import { schemaAt } from "./schemaTree";

/** A validated configuration, or everything that is wrong with it. */
export type Validation =
    | {
          readonly config: StackConfig;
          /** What production must not be, and this stack would be. */
          readonly unfit: readonly Problem[];
      }
    | { readonly problems: readonly Problem[] };

/** Checks a raw configuration against schema and rules, with the defaults of its profile underneath. */
export function validateConfig(raw: RawConfig): Validation {
    const input = mergeConfig(defaultsFor(raw), raw);
    const parsed = configSchema.safeParse(input, { reportInput: true });
    if (!parsed.success) {
        return {
            problems: [...problemsOfIssues(parsed.error.issues, input), ...rulesBeneath(input, parsed.error.issues)],
        };
    }
    const problems = [...checkRules(parsed.data), ...checkStated(raw, parsed.data)];
    const unfit = checkProduction(parsed.data);
    return problems.length > 0 ? { problems: [...problems, ...unfit] } : { config: parsed.data, unfit };
}

/** What lies beneath the user's values: the profile's, as far as the release has what they are for. */
function profileDefaults(raw: RawConfig): RawConfig {
    const profile = PROFILES.find((name) => name === raw.profile) ?? "small";
    return mergeConfig(
        { ...structuredClone(PROFILE_DEFAULTS[profile]) },
        releaseDefaults(valueAt(raw, ["dify", "version"])),
    );
}

/** The profile's values; the memory of the query nodes follows from the load, when the user states one. */
function defaultsFor(raw: RawConfig): RawConfig {
    const defaults = profileDefaults(raw);
    const stated = mergeConfig(defaults, raw);
    const load = z.safeParse(loadSchema, valueAt(stated, ["milvus", "load"]));
    const nodes = z.safeParse(z.int().min(1), valueAt(stated, ["milvus", "queryNode", "replicas"]));
    if (!load.success || !nodes.success) {
        return defaults;
    }
    const memory = queryNodeMemory(load.data, nodes.data);
    return mergeConfig(defaults, { milvus: { queryNode: { requests: { memory }, limits: { memory } } } });
}

/** Stands in for a wrong text, so that no rule takes it for missing. */
const PLACEHOLDER_TEXT = "placeholder";

/**
 * The rules' problems although the shape is wrong somewhere: the wrong values are set aside for their defaults, so that one run
 * shows everything there is to mend.
 */
function rulesBeneath(input: RawConfig, issues: readonly z.core.$ZodIssue[]): Problem[] {
    const wrong = issues.flatMap((issue) => {
        const path = issue.path.map(String);
        return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
    });
    const repaired = wrong.reduce(setAside, structuredClone(input));
    const parsed = configSchema.safeParse(mergeConfig(defaultsFor(repaired), repaired));
    // A list with a wrong entry is set aside as a whole: that it is missing is no problem of its own.
    const told = wrong.map((path) => `${path.join(".")}.`);
    return parsed.success
        ? [...checkRules(parsed.data), ...checkStated(repaired, parsed.data), ...checkProduction(parsed.data)].filter(
              ({ path }) => !told.some((wrongPath) => wrongPath.startsWith(`${path}.`)),
          )
        : [];
}

function setAside(config: RawConfig, path: readonly string[]): RawConfig {
    const list = path.findIndex((_, depth) => schemaAt(path.slice(0, depth)) instanceof z.ZodArray);
    if (list >= 0) {
        return without(config, path.slice(0, list));
    }
    const schema = schemaAt(path);
    const takesAnyText = schema !== undefined && z.safeParse(schema, PLACEHOLDER_TEXT).success;
    const isSet = valueAt(config, path) !== undefined;
    return takesAnyText && isSet ? setPath(config, path, PLACEHOLDER_TEXT) : without(config, path);
}

function without(config: RawConfig, path: readonly string[]): RawConfig {
    const [key, ...rest] = path;
    return Object.fromEntries(
        Object.entries(config)
            .filter(([name]) => name !== key || rest.length > 0)
            .map(([name, value]) => [name, name === key && isGroup(value) ? without(value, rest) : value]),
    );
}
