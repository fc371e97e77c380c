import * as pulumi from "@pulumi/pulumi";
import { ConfigError, loadConfig } from "./config";
import { composeStack } from "./stacks";

/** The whole program: read the configuration, register the stack's resources, export what people want to know. */
function program() {
    try {
        return composeStack(loadConfig(pulumi.runtime.allConfig()));
    } catch (error) {
        // Pulumi prints a RunError without a stack trace.
        throw error instanceof ConfigError ? new pulumi.RunError(error.message) : error;
    }
}

// Pulumi calls an exported function; an offline evaluation calls it as often as it likes.
export = program;
