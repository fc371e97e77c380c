export * from "./kubernetesObjects";
export * from "./resourceGraph";
export * from "./secrets";
export * from "./subnets";
export * from "./workloads";
