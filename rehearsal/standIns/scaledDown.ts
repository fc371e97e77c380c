import { scaledRangeOf, type KubernetesObject } from "../../analysis/graph";

/**
 * The Deployments that an autoscaler decides on, with as few members as it may leave: nothing scales in a rehearsal, and a zone is to be lost
 * when the fewest are there.
 */
export function scaledDown(objects: readonly KubernetesObject[]): KubernetesObject[] {
    return objects
        .filter(({ kind }) => kind === "Deployment")
        .flatMap((object) => {
            const range = scaledRangeOf(object.metadata, objects);
            return range === undefined
                ? []
                : [{ ...object, spec: { ...(object.spec as object), replicas: range.min } }];
        });
}
