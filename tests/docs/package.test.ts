import * as fs from "node:fs";
import * as path from "node:path";
import { PROJECT_ROOT } from "../../cli/stackFile";
import { SCHEMA_FILE } from "../../package/provider";
import type { PackageSchema } from "../../package/schema";

/** The programs on the page about the package, against its schema. */

const PAGE = fs.readFileSync(path.join(PROJECT_ROOT, "docs/package.md"), "utf8");
const SCHEMA = JSON.parse(fs.readFileSync(SCHEMA_FILE, "utf8")) as PackageSchema;

const program = (language: string) => PAGE.match(new RegExp("```" + language + "\\n([\\s\\S]*?)```"))?.[1] ?? "";

/** What is between the bracket at an index and its partner, without what is in further brackets. */
function inside(text: string, start: number): string {
    let depth = 0;
    let result = "";
    for (const character of text.slice(start)) {
        depth -= ")]}".includes(character) ? 1 : 0;
        if (depth === 0 && result !== "") {
            return result;
        }
        result += depth === 1 ? character : " ";
        depth += "([{".includes(character) ? 1 : 0;
    }
    return result;
}

interface Use {
    readonly name: string;
    readonly keys: readonly string[];
}

/** Every call or literal that `pattern` begins, and the names of what it is given. */
function usesIn(text: string, pattern: RegExp, key: RegExp): Use[] {
    return [...text.matchAll(pattern)].map((match) => ({
        name: match[1] ?? "",
        keys: [...inside(text, match.index + match[0].length - 1).matchAll(key)].map(([, name]) => name ?? ""),
    }));
}

/** Inputs of a component or of a shape, as a language writes them. */
function inputsOf(name: string, written: (property: string) => string) {
    const resource = SCHEMA.resources[`dify-ha:index:${name}`];
    const type = SCHEMA.types[`dify-ha:index:${name}`];
    const { properties, required } = resource
        ? { properties: resource.inputProperties, required: resource.requiredInputs }
        : { properties: type?.properties ?? {}, required: type?.required ?? [] };
    return { all: Object.keys(properties).map(written), required: required.map(written) };
}

const inPython = (property: string) => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const inGo = (property: string) => property.replace(/^./, (letter) => letter.toUpperCase());

const PYTHON = usesIn(program("python"), /dify_ha\.(\w+?)(?:Args)?\(/g, /([a-z_]+)=/g);
const GO = usesIn(program("go"), /difyha\.(\w+?)Args\{/g, /([A-Z]\w*):/g);

test.each([
    ["Python", PYTHON, inPython, ["opts"], 6],
    ["Go", GO, inGo, [], 2],
] as const)(
    "in %s every input is one of the package, and none that is needed is missing",
    (_, uses, written, more, least) => {
        expect(uses.length).toBeGreaterThan(least);
        const unknown = uses.flatMap(({ name, keys }) => {
            const { all, required } = inputsOf(name, written);
            return [
                ...keys.filter((key) => ![...all, ...more].includes(key)).map((key) => `${name}: unknown ${key}`),
                ...required.filter((key) => !keys.includes(key)).map((key) => `${name}: missing ${key}`),
            ];
        });
        expect(unknown).toEqual([]);
    },
);

test("it lists every component", () => {
    const listed = [...PAGE.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(Object.keys(SCHEMA.resources).map((token) => token.split(":")[2]));
});
