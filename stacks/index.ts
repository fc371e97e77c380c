import type { StackConfig } from "../config";
import type { StackOutputs } from "./deployDify";
import { kubernetesStack } from "./kubernetes";

/** Registers the resources of the configured target. */
export function composeStack(config: StackConfig): StackOutputs {
    return kubernetesStack(config);
}
