import type { StackConfig } from "../config";
import { kubernetesStack, type StackOutputs } from "./kubernetes";

/** Registers the resources of the configured target. */
export function composeStack(config: StackConfig): StackOutputs {
    return kubernetesStack(config);
}
