export * from "./autoscalers";
export * from "./kubernetesObjects";
export * from "./resourceGraph";
export * from "./secrets";
export * from "./workloads";
