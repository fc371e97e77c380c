import { DNS } from "../entrance";
import { SECRETS } from "../storage";
import { USERS, type Copy, type Layer, type Thing, type Topology } from "../model";

/** A line of the picture, from left to right over all zones. */
export interface Row {
    readonly id: string;
    readonly layer: Layer;
    readonly kind:
        /** Members in zones, one thing or more that are in different zones. */
        | "placed"
        /** Of the region as a whole, side by side. */
        | "regional"
        /** Many small things, by their number only. */
        | "counted"
        /** Outside of the region. */
        | "outside";
    readonly label: string;
    readonly things: readonly Thing[];
    /** Copies between zones that are drawn in this row. */
    readonly copies: readonly Copy[];
}

export function rowsOf(topology: Topology): Row[] {
    const { things, copies } = topology;
    const placed = things.filter(({ layer, seats }) => layer !== "operations" && seats.length > 0);
    const companions = new Map(placed.flatMap((thing) => companionOf(thing, placed, copies)));
    const joined = new Set([...companions.values()].map(({ id }) => id));
    const rows = things
        .filter(({ id, layer, seats }) => id === DNS || (layer !== "operations" && seats.length > 0 && !joined.has(id)))
        .map((thing): Row => {
            const companion = companions.get(thing.id);
            const all = companion === undefined ? [thing] : [thing, companion];
            return {
                id: thing.id,
                layer: thing.layer,
                kind: thing.id === DNS ? "outside" : "placed",
                label: thing.label,
                things: all,
                copies: copies.filter((copy) => isInside(copy, all)),
            };
        });
    const storage = things.filter(({ layer, seats }) => layer === "storage" && seats.length === 0);
    return [
        ...usersOf(topology),
        ...rows,
        ...group(
            "operations",
            "counted",
            "operations",
            things.filter(({ layer }) => layer === "operations"),
        ),
        ...group(
            "buckets",
            "regional",
            "buckets",
            storage.filter(({ id }) => id !== SECRETS),
        ),
        ...group(
            SECRETS,
            "regional",
            "secrets",
            storage.filter(({ id }) => id === SECRETS),
        ),
    ];
}

/** The people outside, where there is a name for them. */
function usersOf({ host }: Topology): Row[] {
    return host === undefined
        ? []
        : [{ id: USERS, layer: "entry", kind: "outside", label: `users of ${host}`, things: [], copies: [] }];
}

function group(id: string, kind: Row["kind"], label: string, things: readonly Thing[]): Row[] {
    const [first] = things;
    return first === undefined ? [] : [{ id, layer: first.layer, kind, label, things, copies: [] }];
}

/** A thing that copies from another one and is in none of its zones can stand in the same row. */
function companionOf(thing: Thing, placed: readonly Thing[], copies: readonly Copy[]): [string, Thing][] {
    const zones = new Set(thing.seats.map(({ zone }) => zone));
    const found = placed.filter(
        (other) =>
            other.id !== thing.id &&
            other.seats.every(({ zone }) => !zones.has(zone)) &&
            copies.some(({ from, to }) => thingOf(from) === thing.id && thingOf(to) === other.id),
    );
    return found.slice(0, 1).map((other) => [thing.id, other]);
}

function isInside({ from, to }: Copy, things: readonly Thing[]): boolean {
    const ids = things.map(({ id }) => id);
    return "zone" in from && "zone" in to && ids.includes(from.thing) && ids.includes(to.thing);
}

export function thingOf(place: Copy["from"]): string | undefined {
    return "thing" in place ? place.thing : undefined;
}

/** Whether a row lies in the frame of the region. */
export function isInRegion({ kind }: Row): boolean {
    return kind !== "outside";
}
