import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { kubernetesObjects, type PlannedObject, type ResourceGraph } from "../analysis/graph";
import { replaceFolder } from "./replaceFile";

/** File name of an object: the prefix puts it after what it needs, so that `kubectl apply -f` on the folder works. */
export function manifestName({ wave, object }: PlannedObject): string {
    return `${String(wave).padStart(2, "0")}-${object.kind.toLowerCase()}-${object.metadata.name}.yaml`;
}

/**
 * The YAML of an object, keys in their own order, no line folded. Texts that YAML 1.1 takes for something else are quoted: kubectl
 * reads an unquoted `on` or `off` as a boolean.
 */
export function manifestText({ object }: PlannedObject): string {
    return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" });
}

/** Replaces the folder's content by one file for each Kubernetes object. Returns the number of files. */
export function writeManifests(
    graph: ResourceGraph,
    folder: string,
    options: { readonly showSecrets: boolean },
): number {
    const objects = kubernetesObjects(graph, options);
    replaceFolder(folder, (fresh) => {
        for (const planned of objects) {
            // Readable by nobody else: with --show-secrets there are secrets in it.
            fs.writeFileSync(path.join(fresh, manifestName(planned)), manifestText(planned), { mode: 0o600 });
        }
    });
    return objects.length;
}
