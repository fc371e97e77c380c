import { stringify } from "yaml";

/** An image that no registry has: a pod with it stays as it was scheduled. */
export const MISSING_IMAGE = "registry.invalid/missing:0";

/** An image whose program ends with an error. */
export const FAILING_IMAGE = "registry.invalid/failing:0";

/** How simulated pods behave beyond what KWOK brings along: YAML for a kwok controller. */
export function podStages(): string {
    return [readyAgain(), ending(), neverStarted(), failed()].map((stage) => stringify(stage)).join("---\n");
}

/**
 * While a node is not ready, and up to five seconds after it is again, kube-controller-manager marks its pods as not ready. A kubelet
 * says that they are ready as soon as it sees that; KWOK makes pods ready once, and would leave them so for ever.
 */
function readyAgain(): Stage {
    return {
        ...stageOf("pod-ready-again"),
        spec: {
            resourceRef: { apiGroup: "v1", kind: "Pod" },
            selector: {
                matchExpressions: [
                    ...ALIVE,
                    { key: ".status.phase", operator: "In", values: ["Running"] },
                    {
                        key: '.status.conditions.[] | select( .type == "Ready" ) | .status',
                        operator: "In",
                        values: ["False"],
                    },
                ],
            },
            next: {
                statusTemplate:
                    'conditions: [{ type: Ready, status: "True", lastTransitionTime: {{ Now | Quote }} }]\n',
            },
        },
    };
}

/**
 * A pod that is deleted takes a moment to end, as a container does. Were it gone at once, the disruption controller would never see it
 * going, and hold its name to be disrupted for two minutes: a StatefulSet's next pod has the same, and its budget would allow nothing.
 */
function ending(): Stage {
    return {
        ...stageOf("pod-ending"),
        spec: {
            resourceRef: { apiGroup: "v1", kind: "Pod" },
            selector: { matchExpressions: [{ key: ".metadata.deletionTimestamp", operator: "Exists" }] },
            weight: 1,
            delay: { durationMilliseconds: 3_000 },
            next: { delete: true },
        },
    };
}

/** KWOK takes the stage of the greatest weight that fits: this one, for an hour in which nothing happens. */
function neverStarted(): Stage {
    return {
        ...stageOf("pod-never-started"),
        spec: {
            resourceRef: { apiGroup: "v1", kind: "Pod" },
            selector: { matchExpressions: [...ALIVE, withImage(MISSING_IMAGE)] },
            weight: 1,
            delay: { durationMilliseconds: 3_600_000 },
            next: {},
        },
    };
}

function failed(): Stage {
    return {
        ...stageOf("pod-failed"),
        spec: {
            resourceRef: { apiGroup: "v1", kind: "Pod" },
            selector: {
                matchExpressions: [
                    ...ALIVE,
                    withImage(FAILING_IMAGE),
                    { key: ".status.phase", operator: "NotIn", values: ["Failed"] },
                ],
            },
            weight: 1,
            next: { statusTemplate: "phase: Failed\n" },
        },
    };
}

const ALIVE = [{ key: ".metadata.deletionTimestamp", operator: "DoesNotExist" }];

function withImage(image: string) {
    return { key: ".spec.containers.[].image", operator: "In", values: [image] };
}

function stageOf(name: string) {
    return { apiVersion: "kwok.x-k8s.io/v1alpha1", kind: "Stage", metadata: { name } };
}

type Stage = Readonly<Record<string, unknown>>;
