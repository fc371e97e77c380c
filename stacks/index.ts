import type { StackConfig } from "../config";
import { awsStack, type AwsStackOutputs } from "./aws";
import type { StackOutputs } from "./deployDify";
import { kubernetesStack } from "./kubernetes";

/** Registers the resources of the configured target. */
export function composeStack(config: StackConfig): StackOutputs | AwsStackOutputs {
    const { kind } = config.cluster;
    return kind === "eks" || kind === "k3s" ? awsStack(config) : kubernetesStack(config);
}
