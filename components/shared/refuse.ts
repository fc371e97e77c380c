import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../contracts";

/** What a component says of its arguments when it refuses them. */
export type Refusal = pulumi.ResourceError & { readonly problems: readonly Problem[] };

/**
 * Ends a component with everything that is wrong with its arguments, in one error without a stack trace (a Refusal); nothing when all
 * is well.
 */
export function refuse(component: pulumi.Resource, problems: readonly Problem[]): void {
    if (problems.length > 0) {
        const error = lastingMessage(new pulumi.ResourceError(problems.map(line).join("\n"), component, true));
        throw Object.assign(error, { problems }) satisfies Refusal;
    }
}

/** The problem of an argument that is wrong; none when it is not. */
export function when(wrong: boolean, path: string, value: unknown, message: string): Problem[] {
    return wrong ? [{ path, value, message }] : [];
}

/** Whether an error is a component's refusal of its arguments. */
export function isRefusal(error: unknown): error is Refusal {
    return error instanceof pulumi.ResourceError && "problems" in error;
}

function line({ path, value, message }: Problem): string {
    return value === undefined ? `${path}: ${message}` : `${path} = ${JSON.stringify(value)}: ${message}`;
}

/** Inside an `apply`, Pulumi would put every property and resource that waited for the value before the message, dozens of them. */
function lastingMessage(error: pulumi.ResourceError): pulumi.ResourceError {
    const { message } = error;
    return Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
}
