import { hasService, releaseOf, type DifyRelease } from "../components/dify/catalogue";
import type { StackConfig } from "../config";

/** The release of Dify that a stack runs. */

export function releaseOfStack({ dify }: StackConfig): DifyRelease {
    return releaseOf(dify.version, dify.allowUntestedVersion);
}

/** Whether it has a plugin daemon, with a database of its own. */
export function hasPlugins(config: StackConfig): boolean {
    return hasService(releaseOfStack(config), "pluginDaemon");
}
