import { ZONE_LABEL, type Workload } from "../../contracts";
import type { KubeApi, LiveObject, WatchEvent } from "../kubernetes/kubeApi";
import { whyPending } from "../kubernetes/pending";
import { hasCondition } from "../kubernetes/readiness";
import { STAND_IN_LABEL } from "../standIns/objects";

type Store = Map<string, LiveObject>;

/** Follows nodes, and pods and endpoints of some namespaces, through the API server's own watch streams. */
export class Observer {
    private readonly nodes: Store = new Map();
    /** By namespace. */
    private readonly pods = new Map<string, Store>();
    private readonly slices = new Map<string, Store>();
    private readonly stops: (() => void)[] = [];
    private readonly onChange: () => void;

    private constructor(onChange: () => void) {
        this.onChange = onChange;
    }

    /** Starts to follow; `onChange` is called after every change. */
    static async start(api: KubeApi, namespaces: readonly string[], onChange: () => void): Promise<Observer> {
        const observer = new Observer(onChange);
        await observer.follow(api, "/api/v1/nodes", observer.nodes);
        for (const namespace of new Set(namespaces)) {
            const pods: Store = new Map();
            const slices: Store = new Map();
            observer.pods.set(namespace, pods);
            observer.slices.set(namespace, slices);
            await observer.follow(api, `/api/v1/namespaces/${namespace}/pods`, pods);
            await observer.follow(api, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, slices);
        }
        return observer;
    }

    private async follow(api: KubeApi, path: string, store: Store): Promise<void> {
        this.stops.push(await api.watch(path, (event) => this.take(event, store)));
    }

    stop(): void {
        this.stops.forEach((stop) => stop());
    }

    private take(event: WatchEvent, store: Store): void {
        switch (event.type) {
            case "SYNC":
                store.clear();
                event.objects.forEach((object) => store.set(object.metadata.name, object));
                break;
            case "CHANGED":
                store.set(event.object.metadata.name, event.object);
                break;
            case "DELETED":
                store.delete(event.object.metadata.name);
                break;
        }
        this.onChange();
    }

    /** Pods of a workload, also those that are going. */
    podsOf(workload: Workload): PodView[] {
        return this.livePodsOf(workload).map((pod) => this.view(pod));
    }

    /** Why a pod of a workload has no node, in the scheduler's words; undefined when all have one. */
    whyPending(workload: Workload): string | undefined {
        return whyPending(this.livePodsOf(workload));
    }

    private livePodsOf({ pods }: Workload): LiveObject[] {
        const wanted = Object.entries(pods?.matchLabels ?? {});
        return [...(this.pods.get(pods?.namespace ?? "")?.values() ?? [])].filter(({ metadata }) =>
            wanted.every(([key, value]) => metadata.labels?.[key] === value),
        );
    }

    private view({ metadata, spec, status = {} }: LiveObject): PodView {
        const { nodeName } = spec as { nodeName?: string };
        return {
            name: metadata.name,
            uid: metadata.uid,
            node: nodeName,
            zone: nodeName === undefined ? undefined : this.zoneOfNode(nodeName),
            ready: hasCondition(status, "Ready"),
            going: metadata.deletionTimestamp !== undefined,
            standIn: metadata.labels?.[STAND_IN_LABEL] !== undefined,
        };
    }

    private zoneOfNode(name: string): string | undefined {
        return this.nodes.get(name)?.metadata.labels?.[ZONE_LABEL];
    }

    /** Nodes of a zone that the API server holds to be ready. */
    readyNodesIn(zone: string): number {
        return [...this.nodes.values()].filter(
            ({ metadata, status = {} }) => metadata.labels?.[ZONE_LABEL] === zone && hasCondition(status, "Ready"),
        ).length;
    }

    /** Names of all nodes, or of those in a zone, in order. */
    nodeNames(zone?: string): string[] {
        const names = [...this.nodes.keys()].sort();
        return zone === undefined ? names : names.filter((name) => this.zoneOfNode(name) === zone);
    }

    /** Pods on a node, whichever workload they are of. */
    podsOn(node: string): NamedPod[] {
        return [...this.pods].flatMap(([namespace, store]) =>
            [...store.values()]
                .filter(({ spec }) => (spec as { nodeName?: string }).nodeName === node)
                .filter(({ status }) => !["Succeeded", "Failed"].includes((status?.phase ?? "") as string))
                .map(({ metadata: { name, uid } }) => ({ namespace, name, uid })),
        );
    }

    /** Whether a pod is still there, going or not. */
    hasPod(uid: string): boolean {
        return [...this.pods.values()].some((store) =>
            [...store.values()].some(({ metadata }) => metadata.uid === uid),
        );
    }

    /** Endpoints of a workload's Service in a zone that would still be sent requests. */
    readyEndpointsIn(zone: string, { pods, service }: Workload): number {
        return [...(this.slices.get(pods?.namespace ?? "")?.values() ?? [])]
            .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === service)
            .flatMap((slice) => (slice.endpoints ?? []) as Endpoint[])
            .filter(({ conditions, nodeName }) => conditions.ready === true && this.zoneOfNode(nodeName ?? "") === zone)
            .length;
    }
}

/** What a drill needs to know of a pod. */
export interface PodView {
    readonly name: string;
    readonly uid: string;
    /** Its node; undefined while it has none. */
    readonly node: string | undefined;
    /** Zone of its node; undefined while it has none. */
    readonly zone: string | undefined;
    /** Ready, as far as the API server knows. */
    readonly ready: boolean;
    /** Being deleted. */
    readonly going: boolean;
    readonly standIn: boolean;
}

/** A pod of any workload. */
export interface NamedPod {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
}

interface Endpoint {
    readonly conditions: { readonly ready?: boolean };
    readonly nodeName?: string;
}
