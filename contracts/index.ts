export * from "./cluster";
export * from "./endpoints";
export * from "./problem";
export * from "./quantity";
export * from "./secret";
export * from "./workload";
export * from "./zone";
