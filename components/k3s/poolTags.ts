import { POOL_LABEL } from "../../contracts";

/**
 * Tags by which the Cluster Autoscaler finds a group, and what it may expect of a machine that the group has none of yet.
 * https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md#auto-discovery-setup
 */
export function autoscalerTags(clusterName: string, pool: string, zone: string): Record<string, string> {
    const prefix = "k8s.io/cluster-autoscaler";
    return {
        [`${prefix}/enabled`]: "true",
        [`${prefix}/${clusterName}`]: "owned",
        [`${prefix}/node-template/label/${POOL_LABEL}`]: pool,
        [`${prefix}/node-template/label/topology.kubernetes.io/zone`]: zone,
        [`${prefix}/node-template/label/topology.ebs.csi.aws.com/zone`]: zone,
    };
}
