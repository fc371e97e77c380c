import * as fs from "node:fs";
import * as path from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import { COMPONENTS } from "./catalogue";
import type { PackageSchema } from "./schema";

/** The schema of the package as Pulumi's analyzer reads it from the declarations. It refuses what other languages cannot represent. */
export function analysedSchema(): PackageSchema {
    const { name, version, description } = manifest();
    const analyzer = new Analyzer(__dirname, name, { main: "declarations.ts" }, new Set(Object.keys(COMPONENTS)));
    const { components, typeDefinitions, dependencies } = analyzer.analyze();
    return generateSchema(name, version, description, components, typeDefinitions, dependencies) as PackageSchema;
}

interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly description: string;
}

function manifest(): Manifest {
    return JSON.parse(fs.readFileSync(path.join(__dirname, "..", "package.json"), "utf8")) as Manifest;
}
