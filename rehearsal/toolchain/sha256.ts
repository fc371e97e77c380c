import * as crypto from "node:crypto";
import * as fs from "node:fs";
import { pipeline } from "node:stream/promises";

/** SHA-256 of a file, in lower-case hexadecimal. */
export async function sha256OfFile(file: string): Promise<string> {
    const hash = crypto.createHash("sha256");
    await pipeline(fs.createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
    return hash.digest("hex");
}
