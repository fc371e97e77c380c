import { UserError } from "../userError";
import { destroyCluster } from "./destroy";
import { listClusters } from "./record";

/**
 * Ends the cluster with this name, whoever started it, and removes its data.
 *
 * @throws UserError when there is none, or when it runs on another machine that shares the cache folder.
 */
export function stopClusterByName(name: string, cacheDir?: string): void {
    const clusters = listClusters(cacheDir);
    const cluster = clusters.find((candidate) => candidate.name === name);
    if (cluster === undefined) {
        const names = clusters.map((other) => other.name);
        const others = names.length === 0 ? "There is none at all." : `There are: ${names.join(", ")}.`;
        throw new UserError(`There is no embedded cluster with the name ${name}. ${others}`);
    }
    if (cluster.state === "elsewhere") {
        throw new UserError(
            `${name} runs on another machine or in another container (${cluster.host}): stop it there.`,
        );
    }
    destroyCluster(cluster.dir);
}

/**
 * Ends all clusters that stay until they are stopped by name, and those left over by killed runs. Those of a
 * command that still runs are left to it. Returns the names of the ended ones.
 */
export function stopAllClusters(cacheDir?: string): string[] {
    const clusters = listClusters(cacheDir).filter(
        ({ owner, state }) => state !== "elsewhere" && (owner === undefined || state === "left over"),
    );
    clusters.forEach(({ dir }) => destroyCluster(dir));
    return clusters.map(({ name }) => name);
}
