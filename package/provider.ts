import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { isRefusal } from "../components/shared/refuse";
import type { Problem } from "../contracts";
import { COMPONENTS, type AnyComponent, type ComponentName } from "./catalogue";
import { receiveInputs } from "./inputs";
import type { PackageSchema, ResourceSpec } from "./schema";

/** The generated schema: who runs the package has no need of the compiler. */
export const SCHEMA_FILE = path.join(__dirname, "schema.json");

/**
 * Makes components for programs in other languages. Pulumi's own host takes nothing but classes that extend ComponentResource themselves, and
 * hands them whatever was sent: here the components are those of the program, so that types and URNs are the same everywhere, and what
 * is wrong with their inputs is said in one answer.
 */
export class ComponentPackage implements Provider {
    readonly version: string;
    readonly schema: string;
    private readonly parsed: PackageSchema;

    constructor(schema: string = fs.readFileSync(SCHEMA_FILE, "utf8")) {
        this.schema = schema;
        this.parsed = JSON.parse(schema) as PackageSchema;
        this.version = this.parsed.version;
    }

    async construct(
        name: string,
        type: string,
        inputs: pulumi.Inputs,
        opts: pulumi.ComponentResourceOptions,
    ): Promise<ConstructResult> {
        const { component, spec } = this.find(type);
        const shape = { properties: spec.inputProperties, required: spec.requiredInputs };
        const { args, problems, unknown, dependencies } = await receiveInputs(this.parsed, shape, inputs);
        const all = problems.length > 0 || unknown.length > 0 ? problems : component.problems(args);
        if (all.length > 0) {
            throw inputError(type, name, all);
        }
        if (unknown.length > 0) {
            return incomplete(type, name, spec, inputs, unknown, opts);
        }
        const made = refusalsAsInputErrors(type, name, () =>
            component.construct(name, args, { ...opts, dependsOn: [...dependenciesIn(opts), ...dependencies] }),
        );
        return { urn: made.component.urn, state: made.outputs };
    }

    private find(type: string): { readonly component: AnyComponent; readonly spec: ResourceSpec } {
        const spec = this.parsed.resources[type];
        if (spec === undefined) {
            throw new Error(`${type} is not in the package; there is ${Object.keys(this.parsed.resources).join(", ")}`);
        }
        const component = COMPONENTS[type.split(":")[2] as ComponentName];
        return { component: component as unknown as AnyComponent, spec };
    }
}

function dependenciesIn({ dependsOn = [] }: pulumi.ComponentResourceOptions): pulumi.Input<pulumi.Resource>[] {
    return Array.isArray(dependsOn) ? dependsOn : [dependsOn as pulumi.Input<pulumi.Resource>];
}

/** What a component refuses by itself comes out as what the package refuses. */
function refusalsAsInputErrors<Made>(type: string, name: string, make: () => Made): Made {
    try {
        return make();
    } catch (error) {
        throw isRefusal(error) ? inputError(type, name, error.problems) : error;
    }
}

function inputError(type: string, name: string, problems: readonly Problem[]): pulumi.InputPropertiesError {
    return new pulumi.InputPropertiesError({
        message: `${type.split(":")[2]} ${name} cannot be made of these inputs:`,
        // The engine puts the value before it.
        errors: problems.map(({ path: propertyPath, message: reason }) => ({ propertyPath, reason })),
    });
}

/** In a preview: the component alone, without what it consists of, since that is not known before something else is there. */
function incomplete(
    type: string,
    name: string,
    { properties }: ResourceSpec,
    inputs: pulumi.Inputs,
    paths: readonly string[],
    opts: pulumi.ComponentResourceOptions,
): ConstructResult {
    const component = new pulumi.ComponentResource(type, name, inputs, opts);
    void pulumi.log.warn(
        `${name} is previewed without its resources: ${paths.join(", ")} will be known only once what it comes from is there`,
        component,
    );
    const later = pulumi.output(component.urn).apply(() => pulumi.unknown);
    return { urn: component.urn, state: Object.fromEntries(Object.keys(properties).map((key) => [key, later])) };
}
