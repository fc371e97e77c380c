import type { ResourceGraph } from "../../analysis/graph";
import { describeTopology } from "./describe";
import { drawTopology, type PictureOptions } from "./draw";
import { topologyOf } from "./topologyOf";

export { describeTopology } from "./describe";
export { drawTopology, type PictureOptions } from "./draw";
export type * from "./model";
export { topologyOf } from "./topologyOf";

export interface TopologyPicture {
    /** An `<svg>` element that can stand in a page beside others of its kind: it has no ids. */
    readonly svg: string;
    /** The same in sentences. */
    readonly text: readonly string[];
}

/** Who sits where, who talks to whom and what is copied to where; undefined for a graph without anything that runs. */
export function topologyPicture(graph: ResourceGraph, options: PictureOptions = {}): TopologyPicture | undefined {
    const topology = topologyOf(graph);
    return topology === undefined
        ? undefined
        : { svg: drawTopology(topology, options), text: describeTopology(topology) };
}
