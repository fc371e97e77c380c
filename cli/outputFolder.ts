import * as fs from "node:fs";
import * as path from "node:path";
import { plainFileError } from "../rehearsal/fileError";
import { nearestExisting } from "../rehearsal/toolchain/diskSpace";
import { UserError } from "../rehearsal/userError";
import { PROJECT_ROOT } from "./stackFile";

/** Where the files of a stack go. */
export function outputFolder(stack: string): string {
    return path.join(PROJECT_ROOT, "out", stack);
}

/**
 * Runs `write`, which puts files into the output folder of a stack. A full disk, a missing permission or a read-only file system
 * becomes a UserError: what the files would hold has been shown before.
 */
export function writeOutputs<T>(stack: string, write: (folder: string) => T): T {
    const folder = outputFolder(stack);
    try {
        // Making folders where nothing may be written is reported as a missing folder.
        fs.accessSync(nearestExisting(folder), fs.constants.W_OK);
        return write(folder);
    } catch (error) {
        const reason = plainFileError(error);
        if (reason === undefined) {
            throw error;
        }
        throw new UserError(`Cannot write below ${folder}: ${reason}.\nThe files there are missing or incomplete.`, {
            cause: error,
        });
    }
}
