/** Who decides on the number of a Deployment's pods, if the program does not. */

/** How many there may be. */
export interface ScaledRange {
    readonly min: number;
    readonly max: number;
}

/** The parts of an object that are read here; a resource's inputs are one, too. */
interface Scaler {
    readonly kind?: unknown;
    readonly metadata?: { readonly namespace?: string };
    readonly spec?: unknown;
}

interface ScalerSpec {
    readonly scaleTargetRef: { readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
}

/** Defaults are those of the API and of KEDA. */
const RANGES: Readonly<Record<string, (spec: ScalerSpec) => ScaledRange>> = {
    HorizontalPodAutoscaler: ({ minReplicas = 1, maxReplicas = 1 }) => ({ min: minReplicas, max: maxReplicas }),
    ScaledObject: ({ minReplicaCount = 0, maxReplicaCount = 100 }) => ({ min: minReplicaCount, max: maxReplicaCount }),
};

/** What scales a Deployment to; undefined where nothing does. */
export function scaledRangeOf(
    deployment: { readonly name: string; readonly namespace?: string },
    objects: readonly Scaler[],
): ScaledRange | undefined {
    // Field by field: to read what a preview does not know yet is an error there.
    const scaler = objects.find(
        (object) =>
            String(object.kind) in RANGES &&
            object.metadata?.namespace === deployment.namespace &&
            // A patch of an autoscaler says only a part of it.
            (object.spec as Partial<ScalerSpec> | undefined)?.scaleTargetRef?.name === deployment.name,
    );
    return scaler && RANGES[String(scaler.kind)]?.(scaler.spec as ScalerSpec);
}
