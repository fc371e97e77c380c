import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../contracts";

/** Ends a component with everything that is wrong with its arguments, in one error without a stack trace; nothing when all is well. */
export function refuse(component: pulumi.Resource, problems: readonly Problem[]): void {
    if (problems.length > 0) {
        throw new pulumi.ResourceError(problems.map(line).join("\n"), component, true);
    }
}

function line({ path, value, message }: Problem): string {
    return value === undefined ? `${path}: ${message}` : `${path} = ${JSON.stringify(value)}: ${message}`;
}
