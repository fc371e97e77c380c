/** Who sits where, who talks to whom and what is copied to where: plain data, drawn by draw.ts and told by describe.ts. */

/** Rows of the picture that belong together, from the top: storage is below, outside of the zones. */
export const LAYERS = ["entry", "application", "data", "machines", "operations", "storage"] as const;

export type Layer = (typeof LAYERS)[number];

/** What a thing is drawn as. */
export type Shape =
    /** Pods without data. */
    | "pod"
    /** What keeps data. */
    | "store"
    /** What a provider runs and requests pass through. */
    | "service"
    /** What pods run on. */
    | "machine";

/** A zone that members of a thing are in, or may be in. */
export interface Seat {
    readonly zone: string;
    /** Members that are in this zone wherever the others are. */
    readonly members: number;
    /** What they do that others of the same thing do not, such as `primary`. */
    readonly role?: string;
}

/** Something that runs or keeps data. */
export interface Thing {
    /** Name of the workload, or one of ours for what is none. */
    readonly id: string;
    readonly label: string;
    /** What it is made of, such as `RDS db.r7g.xlarge`. */
    readonly detail?: string;
    readonly layer: Layer;
    readonly shape: Shape;
    /** How many there are, at least and at most. */
    readonly members: { readonly min: number; readonly max: number };
    /** In the order of the zones; empty for what belongs to the region as a whole. */
    readonly seats: readonly Seat[];
    /** Members beside those of the seats: each is in one of the seats' zones, nothing says in which. */
    readonly anywhere: number;
    /** Whether a lost member comes back with its zone only. */
    readonly staysInZone: boolean;
    /** What of the graph it comes from, `Type name`. */
    readonly sources: readonly string[];
}

/** Something that asks something else, by their ids. */
export interface Link {
    readonly from: string;
    readonly to: string;
}

/** One end of a copy: a member of a thing in a zone, a thing as a whole, or another region. */
export type Place =
    { readonly thing: string; readonly zone: string } | { readonly thing: string } | { readonly region: string };

/** How far a copy lags behind. */
export type CopyMode =
    /** A write is acknowledged when it is in both. */
    | "synchronous"
    | "asynchronous"
    /** A write is acknowledged when most have it. */
    | "quorum"
    /** Now and then, or object by object. */
    | "backup";

export interface Copy {
    readonly from: Place;
    readonly to: Place;
    readonly mode: CopyMode;
    /** What is copied and how, in a few words. */
    readonly what: string;
    readonly sources: readonly string[];
}

/** What stands ready in another region for the day without this one. */
export interface OtherRegion {
    readonly name: string;
    /** Whether the public name leads there when this region does not answer. */
    readonly answersNext: boolean;
    /** Ids of what keeps data and has no copy there. */
    readonly missing: readonly string[];
}

/** The stack that this one takes over from. */
export interface TakesOver {
    readonly from: string;
    /** Where the database comes from. */
    readonly database: string;
    /** Whether it has done so. */
    readonly active: boolean;
}

export interface Topology {
    readonly stack: string;
    /** Undefined for a cluster that the graph knows no region of. */
    readonly region?: string;
    readonly zones: readonly string[];
    /** In the order of the picture. */
    readonly things: readonly Thing[];
    /** Name that people use; undefined while nobody can. */
    readonly host?: string;
    readonly links: readonly Link[];
    readonly copies: readonly Copy[];
    readonly otherRegions: readonly OtherRegion[];
    readonly takesOver?: TakesOver;
}

/** Id of the people outside, who are in no list of things. */
export const USERS = "users";
