export * from "./flows";
export * from "./matrix";
export * from "./policies";
export * from "./ports";
export * from "./reach";
