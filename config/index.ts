export { ConfigError, CONFIG_NAMESPACE, loadConfig, namespaceProblems, rawConfigOf } from "./load";
export { isOnAws } from "./awsRules";
export { exposureKind } from "./gatewayRules";
export { applyOverrides } from "./overrides";
export { formatProblem, formatProblems } from "./problems";
export type { SizedConfig, StackConfig } from "./schema";
export { validateConfig, type Validation } from "./validate";
export { today } from "./waiverRules";
export { isGroup, type RawConfig } from "./merge";
