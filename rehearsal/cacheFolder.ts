import * as os from "node:os";
import * as path from "node:path";

/**
 * The folder that holds everything this program keeps outside the checkout: binaries and the data of embedded
 * clusters. `DIFY_HA_CACHE`, else `$XDG_CACHE_HOME/dify-ha`, else `~/.cache/dify-ha`. It may not exist yet.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
    if (env.DIFY_HA_CACHE) {
        return path.resolve(env.DIFY_HA_CACHE);
    }
    // The XDG specification says that a relative value is to be ignored.
    const xdg = env.XDG_CACHE_HOME;
    const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(os.homedir(), ".cache");
    return path.join(base, "dify-ha");
}
