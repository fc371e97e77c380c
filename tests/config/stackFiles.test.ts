import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { CONFIG_NAMESPACE } from "../../config";
import { stackFileSchema } from "../../config/jsonSchema";
import { linesOf } from "./minimal";

const REPOSITORY = path.join(__dirname, "../..");
const stackFiles = readdirSync(REPOSITORY).filter((name) => /^Pulumi\..+\.yaml$/.test(name));

interface StackFile {
    config: Record<string, unknown>;
}

describe.each(stackFiles)("%s", (name) => {
    const text = readFileSync(path.join(REPOSITORY, name), "utf8");
    const document = parse(text) as StackFile;

    test("names the schema for editors, and satisfies it", () => {
        expect(text).toMatch(/^# yaml-language-server: \$schema=config\/pulumi-stack\.schema\.json$/m);
        const validate = new Ajv({ allErrors: true }).compile(stackFileSchema());
        expect(validate(document) === true ? [] : validate.errors).toEqual([]);
    });

    test("is a valid configuration", () => {
        const raw = Object.entries(document.config)
            .filter(([key]) => key.startsWith(`${CONFIG_NAMESPACE}:`))
            .map(([key, value]) => [key.slice(CONFIG_NAMESPACE.length + 1), value] as const);
        expect(linesOf(Object.fromEntries(raw))).toEqual([]);
    });
});
