import type { IdentityProvider } from "../../contracts";
import type { ServiceName } from "./catalogue";

/** Which services a kind of cluster needs: pure. */

type ClusterKind = IdentityProvider["kind"];

const SERVICES_OF: Readonly<Record<ClusterKind, readonly ServiceName[]>> = {
    // The EBS driver is an add-on there.
    eks: ["aws-load-balancer-controller", "cluster-autoscaler"],
    // Load balancers of a k3s cluster reach the nodes of its Auto Scaling groups: no controller has to know pods.
    keys: ["aws-ebs-csi-driver", "cluster-autoscaler"],
};

/** The services of a cluster, with the External Secrets Operator only where secrets come from Secrets Manager. */
export function servicesOf(kind: ClusterKind, externalSecrets: boolean): ServiceName[] {
    return [...SERVICES_OF[kind], ...(externalSecrets ? ["external-secrets" as const] : [])];
}
