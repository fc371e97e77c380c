import * as path from "node:path";

import { cacheFolder } from "../cacheFolder";

/**
 * Where the files of one embedded cluster are. Everything lies below `dir`, so that removing it removes all.
 */
export interface ClusterLayout {
    readonly name: string;
    /** The cluster's folder, readable by its owner only: it holds private keys. */
    readonly dir: string;
    /** What is known of the cluster, see `record.ts`. */
    readonly recordFile: string;
    /** Kubeconfig with the certificates inside, so that it can be copied. */
    readonly kubeconfig: string;
    /** Links to the programs that are started; a process of this cluster is recognised by it. */
    readonly binDir: string;
    /** Home directory of all processes, so that none reads or writes the user's. */
    readonly home: string;
    /** Input of kwokctl. */
    readonly kwokctlConfig: string;
    /** What kwokctl makes: certificates, etcd data, pid and log files. */
    readonly controlPlane: string;
    /** Stages (how simulated nodes and pods behave) as kwokctl writes them for a kwok controller. */
    readonly kwokConfig: string;
    /** Stages of our own, see `podStages.ts`. */
    readonly podStages: string;
}

/** What kwokctl knows the cluster by. The same for all: each has a working folder of its own. */
export const KWOKCTL_NAME = "control-plane";

/** The folder of all embedded clusters. */
export function clustersFolder(cacheDir: string = cacheFolder()): string {
    return path.join(cacheDir, "clusters");
}

/** The layout of the cluster that lives in `dir`. */
export function layoutOf(name: string, dir: string): ClusterLayout {
    // kwokctl puts every cluster below <KWOK_WORKDIR>/clusters.
    const controlPlane = path.join(dir, "clusters", KWOKCTL_NAME);
    return {
        name,
        dir,
        recordFile: path.join(dir, "cluster.json"),
        kubeconfig: path.join(dir, "kubeconfig"),
        binDir: path.join(dir, "bin"),
        home: path.join(dir, "home"),
        kwokctlConfig: path.join(dir, "kwokctl.yaml"),
        controlPlane,
        kwokConfig: path.join(controlPlane, "kwok.yaml"),
        podStages: path.join(dir, "podStages.yaml"),
    };
}
