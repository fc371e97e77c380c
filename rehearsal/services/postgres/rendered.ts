import { kubernetesObjects, type ResourceGraph } from "../../../analysis/graph";

/** What the program renders for PostgreSQL and its clients, as far as servers are started and reached with it. */
export interface RenderedPostgres {
    readonly instances: number;
    /** `postgresql.parameters` of the Cluster. */
    readonly parameters: Readonly<Record<string, string>>;
    /** `postgresql.synchronous` of the Cluster. */
    readonly synchronous: Synchronous;
    /** `DB_EXTRAS` of Dify's API: the query string of its connection URI. */
    readonly clientOptions: string;
}

export interface Synchronous {
    readonly method: "any" | "first";
    /** Standbys that must confirm a commit. */
    readonly number: number;
    readonly dataDurability: "required" | "preferred";
}

interface ClusterSpec {
    readonly instances: number;
    readonly postgresql: { readonly parameters: Record<string, string>; readonly synchronous: Synchronous };
}

/** Reads it from an evaluated stack. Throws when the stack has not exactly one Cluster, or no DB_EXTRAS. */
export function renderedPostgres(graph: ResourceGraph): RenderedPostgres {
    const objects = kubernetesObjects(graph, { showSecrets: false }).map(({ object }) => object);
    const clusters = objects.filter(
        ({ apiVersion, kind }) => kind === "Cluster" && apiVersion.startsWith("postgresql.cnpg.io/"),
    );
    const [cluster] = clusters;
    const clientOptions = objects
        .filter(({ kind }) => kind === "ConfigMap")
        .map((object) => (object as unknown as { data?: Record<string, string> }).data?.["DB_EXTRAS"])
        .find((value) => value !== undefined);
    if (clusters.length !== 1 || cluster === undefined || clientOptions === undefined) {
        throw new Error(`${clusters.length} PostgreSQL clusters and DB_EXTRAS ${clientOptions ?? "missing"}`);
    }
    const { instances, postgresql } = (cluster as unknown as { spec: ClusterSpec }).spec;
    return { instances, parameters: postgresql.parameters, synchronous: postgresql.synchronous, clientOptions };
}
