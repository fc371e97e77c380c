import { stringify } from "yaml";

/**
 * How simulated pods behave beyond what KWOK brings along: YAML for a kwok controller.
 *
 * While a node is not ready, and up to five seconds after it is again, kube-controller-manager marks its pods as not ready. A kubelet
 * says that they are ready as soon as it sees that; KWOK makes pods ready once, and would leave them so for ever.
 */
export function podStages(): string {
    return stringify({
        apiVersion: "kwok.x-k8s.io/v1alpha1",
        kind: "Stage",
        metadata: { name: "pod-ready-again" },
        spec: {
            resourceRef: { apiGroup: "v1", kind: "Pod" },
            selector: {
                matchExpressions: [
                    { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" },
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
    });
}
