export * from "./autoscalers";
export * from "./kubernetesObjects";
export * from "./lookup";
export * from "./resourceGraph";
export * from "./secrets";
export * from "./subnets";
