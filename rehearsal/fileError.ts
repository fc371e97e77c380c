import { errorCode } from "./errorText";
import { UserError } from "./userError";

const PLAIN_WORDS: { readonly [code: string]: string } = {
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    EROFS: "the file system is read-only",
    EACCES: "permission is denied",
    EPERM: "permission is denied",
    ENOTDIR: "a part of this path is not a folder",
};

/** What a failed file operation means in plain words, or undefined when it is none of the user's doing. */
export function plainFileError(error: unknown): string | undefined {
    return PLAIN_WORDS[errorCode(error) ?? ""];
}

/**
 * Runs `work`; a full disk, a missing permission or a read-only file system becomes a {@link UserError} that
 * names `folder` and says what can be done. Every other error passes unchanged.
 */
export async function withPlainFileErrors<T>(folder: string, work: () => Promise<T>): Promise<T> {
    try {
        return await work();
    } catch (error) {
        const reason = plainFileError(error);
        if (reason === undefined) {
            throw error;
        }
        throw new UserError(
            `Cannot write below ${folder}: ${reason}.\n` +
                "Make room there, or set DIFY_HA_CACHE to a folder on another disk.\n" +
                "`npm run plan` works without it.",
            { cause: error },
        );
    }
}
