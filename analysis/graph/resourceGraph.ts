/** Everything that a program registered, whoever evaluated it: plain data. */
export interface ResourceGraph {
    readonly project: string;
    readonly stack: string;
    /** Sorted by URN, the stack itself left out. */
    readonly resources: readonly GraphResource[];
    /** What the program exports. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

export interface GraphResource {
    readonly urn: string;
    /** Type token, such as `kubernetes:apps/v1:Deployment`. */
    readonly type: string;
    /** Logical name. */
    readonly name: string;
    /** What its provider knows it by; absent offline, where nothing is made. */
    readonly id?: string;
    /** URN of the component that it belongs to; absent at the top. */
    readonly parent?: string;
    /** URN of its explicit provider. */
    readonly provider?: string;
    /** `false` for a component. */
    readonly custom: boolean;
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    /** Paths into `inputs` that count when it is made, and that others change after it; absent where there is none. */
    readonly ignoreChanges?: readonly string[];
    /** URNs of what must exist before it. */
    readonly dependencies: readonly string[];
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Paths into `inputs` whose values are secret, such as `stringData.password`. */
    readonly secretPaths: readonly string[];
    /** What a component says of itself. */
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The id that others have in their inputs; an offline evaluation makes one of the name. */
export function idOf({ id, name }: GraphResource): string {
    return id ?? `${name}-id`;
}

/** Resources in an order in which they can be created, with the length of the longest chain before each. */
export function inCreationOrder(graph: ResourceGraph): { resource: GraphResource; wave: number }[] {
    const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
    const waves = new Map<string, number>();
    const waveOf = (urn: string): number => {
        const known = waves.get(urn);
        if (known !== undefined) {
            return known;
        }
        const dependencies = byUrn.get(urn)?.dependencies.filter((dependency) => byUrn.has(dependency)) ?? [];
        const wave = dependencies.length === 0 ? 0 : 1 + Math.max(...dependencies.map(waveOf));
        waves.set(urn, wave);
        return wave;
    };
    return graph.resources
        .map((resource) => ({ resource, wave: waveOf(resource.urn) }))
        .sort((a, b) => a.wave - b.wave || compare(a.resource.urn, b.resource.urn));
}

/** Orders texts by code point: the same on every machine, unlike a locale's order. */
export function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
