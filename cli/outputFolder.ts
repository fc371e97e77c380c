import * as path from "node:path";
import { PROJECT_ROOT } from "./stackFile";

/** Where the files of a stack go. */
export function outputFolder(stack: string): string {
    return path.join(PROJECT_ROOT, "out", stack);
}
