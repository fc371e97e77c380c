import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig, Watch } from "@kubernetes/client-node";
import type { KubernetesObject } from "../../analysis/graph";
import { ApiClient, ApiError } from "./http";

const STREAM_SECONDS = 15;

const RETRY_MILLISECONDS = 200;

/** Who owns the fields that we apply (server-side apply). */
export const FIELD_MANAGER = "dify-ha";

/** An object as the API server returns it. */
export interface LiveObject extends KubernetesObject {
    readonly metadata: KubernetesObject["metadata"] & {
        readonly uid: string;
        readonly resourceVersion: string;
        readonly generation?: number;
        readonly deletionTimestamp?: string;
    };
    readonly status?: Readonly<Record<string, unknown>>;
}

/** Names an object. */
export type ObjectKey = Pick<KubernetesObject, "apiVersion" | "kind" | "metadata">;

/** What a watch reports: all objects there are (first, and again after a broken connection), then one change at a time. */
export type WatchEvent =
    | { readonly type: "SYNC"; readonly objects: readonly LiveObject[] }
    | { readonly type: "CHANGED" | "DELETED"; readonly object: LiveObject };

interface ObjectList {
    readonly items: LiveObject[];
    readonly metadata: { readonly resourceVersion: string };
}

/** A path that is being followed. */
interface Watched {
    readonly path: string;
    readonly report: (event: WatchEvent) => void;
    readonly streamSeconds: number;
    readonly stop: AbortSignal;
}

interface ResourceKind {
    readonly kind: string;
    /** Plural, as in paths. */
    readonly name: string;
    readonly namespaced: boolean;
}

/** The few calls that a rehearsal makes, on one cluster. */
export class KubeApi {
    private readonly config: KubeConfig;
    private readonly client: ApiClient;
    private readonly kinds = new Map<string, Promise<readonly ResourceKind[]>>();

    private constructor(config: KubeConfig) {
        this.config = config;
        this.client = new ApiClient(config);
    }

    static fromKubeconfig(file: string): KubeApi {
        const config = new KubeConfig();
        config.loadFromFile(file);
        return new KubeApi(config);
    }

    /** Server-side apply, taking over fields that somebody else set; `dryRun` only tries. Rejects with kind, name and the API server's message. */
    async apply(object: KubernetesObject, { dryRun = false } = {}): Promise<LiveObject> {
        const query = `fieldManager=${FIELD_MANAGER}&force=true${dryRun ? "&dryRun=All" : ""}`;
        try {
            return await this.client.request<LiveObject>({
                method: "PATCH",
                path: `${await this.pathOf(object)}?${query}`,
                contentType: "application/apply-patch+yaml",
                body: object,
            });
        } catch (error) {
            if (error instanceof ApiError) {
                throw new ApiError(error.status, `${object.kind} ${object.metadata.name}: ${error.message}`);
            }
            throw error;
        }
    }

    /** The object as it is now; undefined when there is none. */
    async get(object: ObjectKey): Promise<LiveObject | undefined> {
        try {
            return await this.client.request<LiveObject>({ method: "GET", path: await this.pathOf(object) });
        } catch (error) {
            if (error instanceof ApiError && error.status === 404) {
                return undefined;
            }
            throw error;
        }
    }

    async list(apiVersion: string, kind: string, namespace?: string): Promise<LiveObject[]> {
        const path = await this.collectionOf(apiVersion, kind, namespace);
        const { items } = await this.client.request<ObjectList>({ method: "GET", path });
        // The API server names the kind once, for the whole list.
        return items.map((item) => ({ ...item, apiVersion, kind }));
    }

    /** Deletes an object and, a moment later, what it owns: the API server's own choice would leave the pods of a Job. */
    async delete(object: ObjectKey): Promise<void> {
        const path = `${await this.pathOf(object)}?propagationPolicy=Background`;
        await this.client.request({ method: "DELETE", path });
    }

    /** Deletes a pod without asking it to end first: what is left of a crash. One that is gone is fine. */
    async deletePodAtOnce(namespace: string, name: string): Promise<void> {
        try {
            const path = `/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`;
            await this.client.request({ method: "DELETE", path });
        } catch (error) {
            if (!(error instanceof ApiError && error.status === 404)) {
                throw error;
            }
        }
    }

    /** Merges fields into an object; lists of named things (containers) are merged by name. Not for custom resources. */
    async merge(object: ObjectKey, body: unknown): Promise<LiveObject> {
        return this.client.request<LiveObject>({
            method: "PATCH",
            path: await this.pathOf(object),
            contentType: "application/strategic-merge-patch+json",
            body,
        });
    }

    /** Asks for a pod's eviction. `false`: a PodDisruptionBudget refuses it for now. A pod that is gone is evicted. */
    async evict(namespace: string, name: string): Promise<boolean> {
        try {
            await this.client.request({
                method: "POST",
                path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
                body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } },
            });
            return true;
        } catch (error) {
            if (error instanceof ApiError && error.status === 429) {
                return false;
            }
            if (error instanceof ApiError && error.status === 404) {
                return true;
            }
            throw error;
        }
    }

    /**
     * Follows the objects at a path such as `/api/v1/pods`, across broken connections, until the returned function is called. Resolves
     * after the first SYNC was reported. A stream ends after `streamSeconds` (default 15) and everything is asked for anew: one that
     * silently hangs is noticed that way.
     */
    async watch(
        path: string,
        report: (event: WatchEvent) => void,
        { streamSeconds = STREAM_SECONDS }: { streamSeconds?: number } = {},
    ): Promise<() => void> {
        const stop = new AbortController();
        const version = await this.sync(path, report);
        void this.follow({ path, report, streamSeconds, stop: stop.signal }, version);
        return () => stop.abort();
    }

    /** Reports all objects, and returns the version that changes count from. */
    private async sync(path: string, report: (event: WatchEvent) => void): Promise<string> {
        const { items, metadata } = await this.client.request<ObjectList>({ method: "GET", path });
        report({ type: "SYNC", objects: items });
        return metadata.resourceVersion;
    }

    private async follow(watch: Watched, firstVersion: string): Promise<void> {
        let version: string | undefined = firstVersion;
        while (!watch.stop.aborted) {
            try {
                await this.stream(watch, version ?? (await this.sync(watch.path, watch.report)));
            } catch {
                // A busy API server closes connections and refuses others for a moment: ask again for everything.
                await sleep(RETRY_MILLISECONDS);
            }
            version = undefined;
        }
    }

    /** Reports changes until the API server ends the stream. */
    private async stream({ path, report, streamSeconds, stop }: Watched, resourceVersion: string): Promise<void> {
        await new Promise<void>((resolve, reject) => {
            const take = (type: string, object: LiveObject) => {
                if (type === "ADDED" || type === "MODIFIED") {
                    report({ type: "CHANGED", object });
                } else if (type === "DELETED") {
                    report({ type, object });
                }
            };
            new Watch(this.config)
                .watch(path, { resourceVersion, timeoutSeconds: streamSeconds }, take, () => resolve())
                .then((connection) => stop.addEventListener("abort", () => connection.abort()), reject);
        });
    }

    private async pathOf({ apiVersion, kind, metadata }: ObjectKey): Promise<string> {
        return `${await this.collectionOf(apiVersion, kind, metadata.namespace)}/${encodeURIComponent(metadata.name)}`;
    }

    private async collectionOf(apiVersion: string, kind: string, namespace: string | undefined): Promise<string> {
        const { name, namespaced } = await this.resourceKind(apiVersion, kind);
        const within = namespaced && namespace !== undefined ? `namespaces/${namespace}/` : "";
        return `${groupPath(apiVersion)}/${within}${name}`;
    }

    private async resourceKind(apiVersion: string, kind: string): Promise<ResourceKind> {
        const known = this.kinds.get(apiVersion) ?? this.discover(apiVersion);
        this.kinds.set(apiVersion, known);
        const resource = await known.then(
            (kinds) => kinds.find((candidate) => candidate.kind === kind && !candidate.name.includes("/")),
            () => undefined,
        );
        if (resource === undefined) {
            // It may be served by the next request: a definition takes a moment.
            this.kinds.delete(apiVersion);
            throw new ApiError(404, `the API server does not serve ${apiVersion} ${kind}`);
        }
        return resource;
    }

    private async discover(apiVersion: string): Promise<readonly ResourceKind[]> {
        const path = groupPath(apiVersion);
        return (await this.client.request<{ resources: ResourceKind[] }>({ method: "GET", path })).resources;
    }
}

function groupPath(apiVersion: string): string {
    return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
