import type { Copy, Place, Thing, Topology } from "./model";
import { USERS } from "./model";

/** The picture in sentences: for those who cannot see it, and for searching. */
export function describeTopology(topology: Topology): string[] {
    return [
        ...whereOf(topology),
        ...topology.things.map((thing) => sentence(`${thing.id}: ${membersOf(thing)}`)),
        ...linksOf(topology),
        ...copiesOf(topology),
        ...takeoverOf(topology),
    ];
}

function whereOf({ stack, region, zones }: Topology): string[] {
    const place = region === undefined ? "in one cluster" : `in ${region}`;
    return [sentence(`${stack} is ${place}, in ${counted(zones.length, "zone")}: ${zones.join(", ")}`)];
}

function membersOf({ members, seats, anywhere, staysInZone, detail }: Thing): string {
    const kind = detail === undefined ? "" : `, ${detail}`;
    if (seats.length === 0) {
        return `in no zone of its own${kind}`;
    }
    const most = members.max > members.min ? `, up to ${members.max} when scaled out` : "";
    const after = staysInZone ? "comes back with its zone" : "restarts in another zone";
    return `${counted(members.min, "member")}${kind}, ${seatsOf(seats, anywhere)}${most}${
        anywhere > 0 && seats.length > 1 ? `; a lost one ${after}` : ""
    }`;
}

function seatsOf(seats: Thing["seats"], anywhere: number): string {
    const fixed = seats.filter(({ members }) => members > 0);
    const [first] = fixed;
    const isEven =
        first !== undefined && fixed.every(({ members, role }) => members === first.members && role === undefined);
    const certain =
        fixed.length === 0
            ? []
            : isEven && fixed.length === seats.length && seats.length > 1
              ? [`${first.members} in each zone`]
              : [fixed.map(({ zone, members, role }) => `${role ?? members} in ${zone}`).join(", ")];
    const rest =
        anywhere === 0
            ? []
            : [
                  `${fixed.length === 0 ? "" : `${anywhere} more `}in any ${
                      anywhere === 1 ? "of" : `${anywhere} of`
                  } ${seats.map(({ zone }) => zone).join(", ")}`,
              ];
    return [...certain, ...rest].join(", ");
}

function linksOf({ links, host }: Topology): string[] {
    const callers = [...new Set(links.map(({ from }) => from))];
    return callers.map((caller) => {
        const asked = links.filter(({ from }) => from === caller).map(({ to }) => to);
        const who = caller === USERS ? `Users${host === undefined ? "" : ` of ${host}`} reach` : `${caller} talks to`;
        return sentence(`${who} ${listed(asked)}`);
    });
}

const LAGS: Readonly<Record<Copy["mode"], string>> = {
    synchronous: "synchronously",
    asynchronous: "asynchronously",
    quorum: "by majority",
    backup: "as a backup",
};

function copiesOf({ copies }: Topology): string[] {
    return copies.map(({ from, to, mode, what }) =>
        sentence(`${placeName(from)} is copied ${LAGS[mode]} to ${placeName(to)}: ${what}`),
    );
}

function placeName(place: Place): string {
    if ("region" in place) {
        return place.region;
    }
    return "zone" in place ? `${place.thing} in ${place.zone}` : place.thing;
}

function takeoverOf({ takesOver, otherRegions, region }: Topology): string[] {
    return [
        ...otherRegions
            .filter(({ answersNext }) => answersNext)
            .map(({ name }) =>
                sentence(
                    `Route 53 leads elsewhere when ${region ?? "this region"} does not answer: to ${name}, once Dify runs there`,
                ),
            ),
        ...otherRegions
            .filter(({ missing }) => missing.length > 0)
            .map(({ name, missing }) => sentence(`Not copied to ${name}: ${listed(missing)}`)),
        ...(takesOver === undefined
            ? []
            : [
                  sentence(
                      `It ${takesOver.active ? "has taken" : "takes"} over from ${takesOver.from}, with a database from ${
                          takesOver.database === "replica" ? "a replica" : takesOver.database
                      }`,
                  ),
              ]),
    ];
}

function sentence(text: string): string {
    return `${text}.`;
}

function counted(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function listed(names: readonly string[]): string {
    return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
