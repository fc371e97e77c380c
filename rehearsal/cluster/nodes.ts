import {
    ApiException,
    CoordinationV1Api,
    CoreV1Api,
    KubeConfig,
    PatchStrategy,
    setHeaderOptions,
    type V1Node,
} from "@kubernetes/client-node";

import { POWER_LABEL, POWER_ON } from "./zones";

/** The namespace in which kubelets renew the leases of their nodes. */
const LEASE_NAMESPACE = "kube-node-lease";

/** The few things the cluster's own code asks of its API server. */
export class NodeApi {
    private readonly core: CoreV1Api;
    private readonly coordination: CoordinationV1Api;

    constructor(kubeconfig: string) {
        const config = new KubeConfig();
        config.loadFromFile(kubeconfig);
        this.core = config.makeApiClient(CoreV1Api);
        this.coordination = config.makeApiClient(CoordinationV1Api);
    }

    /** Creates the nodes. */
    async createNodes(nodes: readonly V1Node[]): Promise<void> {
        await Promise.all(nodes.map((body) => this.core.createNode({ body })));
    }

    /** Names of the nodes that are Ready and that the scheduler may use. */
    async readyNodes(): Promise<Set<string>> {
        const { items } = await this.core.listNode();
        return new Set(items.filter(isReady).map(({ metadata }) => metadata?.name ?? ""));
    }

    /** Whether pods can be created in the namespace `default`: before, admission refuses them. */
    async hasDefaultServiceAccount(): Promise<boolean> {
        return exists(this.core.readNamespacedServiceAccount({ name: "default", namespace: "default" }));
    }

    /** Whether somebody holds the lease of this node. */
    async hasLease(node: string): Promise<boolean> {
        return exists(this.coordination.readNamespacedLease({ name: node, namespace: LEASE_NAMESPACE }));
    }

    /** Gives a node its kubelet, or takes it away. */
    async setPower(node: string, isOn: boolean): Promise<void> {
        await this.core.patchNode(
            { name: node, body: { metadata: { labels: { [POWER_LABEL]: isOn ? POWER_ON : null } } } },
            setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
        );
    }

    /** Removes the lease of a node; a missing one is fine. */
    async dropLease(node: string): Promise<void> {
        await exists(this.coordination.deleteNamespacedLease({ name: node, namespace: LEASE_NAMESPACE }));
    }
}

function isReady({ status, spec }: V1Node): boolean {
    const ready = status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") ?? false;
    const tainted = spec?.taints?.some(({ key }) => key.startsWith("node.kubernetes.io/")) ?? false;
    return ready && !tainted;
}

/** False when the API server answers "not found"; every other error is thrown. */
async function exists(request: Promise<unknown>): Promise<boolean> {
    try {
        await request;
        return true;
    } catch (error) {
        if (error instanceof ApiException && error.code === 404) {
            return false;
        }
        throw error;
    }
}
