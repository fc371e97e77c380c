import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import type { Problem } from "../contracts/problem";
import { valueAt } from "./merge";
import { SECRET_PATHS } from "./schema";
import { childKeys, schemaAt } from "./schemaTree";

/** One line for people: path, value, what is allowed. */
export function formatProblem(problem: Problem): string {
    const given = problem.value === undefined ? "" : ` = ${showValue(problem.path, problem.value)}`;
    return `${problem.path}${given}: ${problem.message}`;
}

/** All problems under one heading, one a line. */
export function formatProblems(problems: readonly Problem[]): string {
    const heading =
        problems.length === 1 ? "1 problem in the configuration:" : `${problems.length} problems in the configuration:`;
    return [heading, ...problems.map((problem) => `  ${formatProblem(problem)}`)].join("\n");
}

const LONGEST_VALUE = 60;

function showValue(path: string, value: unknown): string {
    if (SECRET_PATHS.some((secret) => secret === path || secret.startsWith(`${path}.`))) {
        return "[secret]";
    }
    const text = JSON.stringify(value) ?? String(value);
    return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 3)}...` : text;
}

/** Problems of a failed schema check; `input` is what was checked. */
export function problemsOfIssues(issues: readonly z.core.$ZodIssue[], input: unknown): Problem[] {
    return issues.flatMap((issue) => {
        const path = issue.path.map(String);
        if (issue.code === "unrecognized_keys") {
            return issue.keys.map((key) => unknownKey(path, key));
        }
        return [{ path: path.join("."), value: valueAt(input, path), message: describeIssue(issue, path) }];
    });
}

/** The value is left out: it explains nothing, and behind a mistyped key it may be a secret. */
function unknownKey(parents: readonly string[], key: string): Problem {
    return { path: [...parents, key].join("."), message: `unknown key; ${hintFor(parents, key)}` };
}

function hintFor(parents: readonly string[], key: string): string {
    if (key.includes(".") && schemaAt(key.split(".")) !== undefined) {
        return "a dotted path is one key to YAML: nest the keys, or use pulumi config set --path";
    }
    const valid = childKeys(parents);
    const nearest = closest(key, valid);
    const slips = Math.min(key.length - 1, Math.max(2, Math.floor(key.length / 3)));
    return distance(key.toLowerCase(), nearest.toLowerCase()) <= slips
        ? `did you mean ${[...parents, nearest].join(".")}?`
        : `valid keys here: ${valid.join(", ")}`;
}

function describeIssue(issue: z.core.$ZodIssue, path: readonly string[]): string {
    switch (issue.code) {
        case "invalid_type":
            return describeType(issue, path);
        case "invalid_value":
            return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
        case "too_small":
            return issue.origin === "string" || issue.origin === "array"
                ? "must not be empty"
                : `must be at least ${issue.minimum}`;
        case "too_big":
            return `must be at most ${issue.maximum}`;
        default:
            return issue.message;
    }
}

function describeType(issue: z.core.$ZodIssueInvalidType, path: readonly string[]): string {
    const { input } = issue;
    const missing = input === undefined ? "missing; " : "";
    const text = typeof input === "number" || typeof input === "boolean" ? String(input) : "";
    const formProblem = issue.expected === "string" ? problemOfText(path, text) : undefined;
    if (formProblem !== undefined) {
        return `${missing}${formProblem}`;
    }
    const isUnquoted = issue.expected === "string" && (typeof input === "number" || typeof input === "boolean");
    return `${missing}must be ${nameOfType(issue, path)}${isUnquoted ? "; put it in quotes" : ""}`;
}

/** What would be wrong with a text at `path`, as far as the schema knows its form. */
function problemOfText(path: readonly string[], text: string): string | undefined {
    const schema = schemaAt(path);
    const checked = schema === undefined ? undefined : z.safeParse(schema, text);
    return checked?.error?.issues.find(({ code }) => code === "invalid_format")?.message;
}

function nameOfType({ expected }: z.core.$ZodIssueInvalidType, path: readonly string[]): string {
    const names: Record<string, string> = {
        int: "a whole number",
        number: schemaAt(path) instanceof z.ZodNumberFormat ? "a whole number" : "a number",
        string: "a text",
        boolean: "true or false",
        array: "a list, such as [a, b]",
        object: "a group of keys",
    };
    return names[expected] ?? expected;
}
