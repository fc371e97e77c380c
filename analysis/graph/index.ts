export * from "./completion";
export { isDefaultProvider, partsOfUrn } from "./engineResource";
export * from "./engineValues";
export * from "./fromPreview";
export * from "./fromState";
export * from "./kubernetesObjects";
export * from "./resourceGraph";
export * from "./secrets";
export * from "./workloads";
