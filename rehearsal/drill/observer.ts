import { ZONE_LABEL, type Workload } from "../../contracts";
import type { KubeApi, LiveObject, WatchEvent } from "../kubernetes/kubeApi";
import { whyPending } from "../kubernetes/pending";
import { hasCondition } from "../kubernetes/readiness";
import { STAND_IN_LABEL } from "../standIns/objects";

/** Follows pods, nodes and endpoints of a namespace through the API server's own watch streams. */
export class Observer {
    private readonly pods = new Map<string, LiveObject>();
    private readonly nodes = new Map<string, LiveObject>();
    private readonly slices = new Map<string, LiveObject>();
    private readonly stops: (() => void)[] = [];
    private readonly onChange: () => void;

    private constructor(onChange: () => void) {
        this.onChange = onChange;
    }

    /** Starts to follow; `onChange` is called after every change. */
    static async start(api: KubeApi, namespace: string, onChange: () => void): Promise<Observer> {
        const observer = new Observer(onChange);
        const streams: [string, Map<string, LiveObject>][] = [
            [`/api/v1/namespaces/${namespace}/pods`, observer.pods],
            ["/api/v1/nodes", observer.nodes],
            [`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, observer.slices],
        ];
        for (const [path, store] of streams) {
            observer.stops.push(await api.watch(path, (event) => observer.take(event, store)));
        }
        return observer;
    }

    stop(): void {
        this.stops.forEach((stop) => stop());
    }

    private take(event: WatchEvent, store: Map<string, LiveObject>): void {
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
        return [...this.pods.values()].filter(({ metadata }) =>
            wanted.every(([key, value]) => metadata.labels?.[key] === value),
        );
    }

    private view({ metadata, spec, status = {} }: LiveObject): PodView {
        const { nodeName } = spec as { nodeName?: string };
        return {
            name: metadata.name,
            uid: metadata.uid,
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

    /** Endpoints of a Service in a zone that would still be sent requests. */
    readyEndpointsIn(zone: string, service: string): number {
        return [...this.slices.values()]
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
    /** Zone of its node; undefined while it has none. */
    readonly zone: string | undefined;
    /** Ready, as far as the API server knows. */
    readonly ready: boolean;
    /** Being deleted. */
    readonly going: boolean;
    readonly standIn: boolean;
}

interface Endpoint {
    readonly conditions: { readonly ready?: boolean };
    readonly nodeName?: string;
}
