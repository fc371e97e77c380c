import {
    PLACES,
    type BucketPurpose,
    type CloudAccess,
    type Flow,
    type FlowPort,
    type NetworkPlaces,
    type ObjectStoreEndpoint,
    type Workload,
} from "../../contracts";

/** Flows that several components have, and short forms of them: pure. */

/** TCP ports. */
export function tcp(...ports: readonly number[]): FlowPort[] {
    return ports.map((port) => ({ port }));
}

/** Of its Service, and of the servers behind it (k3s, kubeadm). */
export const KUBERNETES_API_PORTS = [443, 6443] as const;

/** The same connections from several places. */
export function flowsFrom(from: readonly string[], flow: Omit<Flow, "from">): Flow[] {
    return from.map((place) => ({ from: place, ...flow }));
}

/** From pods to a bucket of the store, and to whoever knows them there. */
export function objectStoreFlows(from: string, store: ObjectStoreEndpoint, purpose: BucketPurpose): Flow[] {
    return [
        { from, to: PLACES.objectStore, ports: objectStorePorts(store.url), reason: `bucket for ${purpose}` },
        ...identityFlows(from, store.access[purpose]),
    ];
}

/** What pods need that prove to AWS who they are; nothing for those with an access key. */
export function identityFlows(from: string, access: CloudAccess): Flow[] {
    if (access.kind === "keys") {
        return [];
    }
    return Object.keys(access.annotations).length === 0
        ? [{ from, to: PLACES.identityAgent, ports: tcp(80), reason: "credentials by EKS Pod Identity" }]
        : [{ from, to: PLACES.awsApis, ports: tcp(443), reason: "credentials for the service account's role (STS)" }];
}

/** A Service by its name alone, or with its namespace below `.svc`. */
const IN_CLUSTER = /^[^.]+(\.([^.]+)\.svc(\.cluster\.local)?)?$/;

/** Namespace of the Service that a URL names: `own` where the name is all that it says; undefined outside of the cluster. */
export function namespaceOf(url: string, own: string): string | undefined {
    const [found, , namespace = own] = IN_CLUSTER.exec(new URL(url).hostname) ?? [];
    return found === undefined ? undefined : namespace;
}

/** Every port in the cluster: pods may have others than their Service. */
function objectStorePorts(url: string): FlowPort[] | undefined {
    return namespaceOf(url, "") === undefined ? tcp(portOf(url)) : undefined;
}

/** Port that a URL is called at. */
function portOf(url: string): number {
    const { protocol, port } = new URL(url);
    return Number(port) || (protocol === "https:" ? 443 : 80);
}

/** From programs of ours to an address of Dify: to the workload that is behind a name of the cluster, or whatever a public name leads to. */
export function addressFlows(url: string, reason: string): Omit<Flow, "from">[] {
    const [host = ""] = new URL(url).hostname.split(".");
    // A name from outside may lead to the gateway's own pods, without a detour.
    const to = namespaceOf(url, "") === undefined ? [PLACES.gateway, PLACES.everywhere] : [host];
    return to.map((place) => ({ to: place, ports: tcp(portOf(url)), reason }));
}

/** Places of the workloads that run as pods. */
export function placesOfWorkloads(workloads: readonly Workload[]): NetworkPlaces {
    return Object.fromEntries(
        workloads.flatMap(({ name, pods }) =>
            pods === undefined ? [] : [[name, [{ kind: "pods" as const, ...pods }]]],
        ),
    );
}
