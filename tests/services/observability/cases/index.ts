import type { AlertCase } from "../alertCase";
import { DATA_CASES } from "./data";
import { ENTRY_CASES } from "./entry";
import { PLATFORM_CASES } from "./platform";

/** Every alert, put through good and bad times. `SeriesMissing` is tried for each series apart. */
export const CASES: readonly AlertCase[] = [...ENTRY_CASES, ...DATA_CASES, ...PLATFORM_CASES];
