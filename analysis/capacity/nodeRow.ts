import type { ResourceRequests } from "../../contracts";

/** What a node has for pods. */
export interface Room extends ResourceRequests {
    readonly pods: number;
}

/** Millicores are whole numbers, which add up exactly. */
const MILLI = 1000;

/**
 * Nodes in a row. A tree over them knows the most that any node below has free, so that the first with room is found without
 * looking at each.
 */
export class NodeRow {
    readonly #leaves: number;
    readonly #cpu: Float64Array;
    readonly #memory: Float64Array;
    readonly #pods: Float64Array;
    #freeMillicores = 0;

    constructor(rooms: readonly Room[]) {
        this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(rooms.length, 1)));
        const empty = () => new Float64Array(2 * this.#leaves).fill(-1);
        [this.#cpu, this.#memory, this.#pods] = [empty(), empty(), empty()];
        rooms.forEach(({ cpu, memory, pods }, index) => {
            const millicores = Math.round(cpu * MILLI);
            this.#cpu[this.#leaves + index] = millicores;
            this.#memory[this.#leaves + index] = memory;
            this.#pods[this.#leaves + index] = pods;
            this.#freeMillicores += millicores;
        });
        for (let inner = this.#leaves - 1; inner > 0; inner -= 1) {
            this.#update(inner);
        }
    }

    /** Cores that are free, on all nodes together. */
    get freeCpu(): number {
        return this.#freeMillicores / MILLI;
    }

    /** Whether a node has room for a pod. */
    has({ cpu, memory }: ResourceRequests): boolean {
        return this.#first(1, Math.round(cpu * MILLI), memory) !== undefined;
    }

    /** Puts a pod on the first node with room for it; `false` when there is none. */
    put({ cpu, memory }: ResourceRequests): boolean {
        const millicores = Math.round(cpu * MILLI);
        const node = this.#first(1, millicores, memory);
        if (node === undefined) {
            return false;
        }
        this.#add(this.#cpu, node, -millicores);
        this.#add(this.#memory, node, -memory);
        this.#add(this.#pods, node, -1);
        this.#freeMillicores -= millicores;
        for (let inner = node >> 1; inner > 0; inner >>= 1) {
            this.#update(inner);
        }
        return true;
    }

    #first(at: number, millicores: number, memory: number): number | undefined {
        if (
            this.#get(this.#cpu, at) < millicores ||
            this.#get(this.#memory, at) < memory ||
            this.#get(this.#pods, at) < 1
        ) {
            return undefined;
        }
        return at >= this.#leaves
            ? at
            : (this.#first(2 * at, millicores, memory) ?? this.#first(2 * at + 1, millicores, memory));
    }

    #update(inner: number): void {
        for (const tree of [this.#cpu, this.#memory, this.#pods]) {
            tree[inner] = Math.max(this.#get(tree, 2 * inner), this.#get(tree, 2 * inner + 1));
        }
    }

    #add(tree: Float64Array, node: number, amount: number): void {
        tree[node] = this.#get(tree, node) + amount;
    }

    #get(tree: Float64Array, node: number): number {
        return tree[node] ?? -1;
    }
}
