import type { Problem } from "../../contracts";
import type { ResourceGraph } from "../graph";
import { membersOf, systemAvailability, type Block, type System } from "./blocks";
import { modelOf, ONLY_NAT, takeoverSeconds } from "./model";
import type { Assumptions } from "./rates";
import { contributorsOf, MONTH_MINUTES } from "./whatIf";

/** A plan against its objective, and what would bring it closer. Pure. */

/** Something that can be changed about a stack. */
interface Change {
    readonly what: string;
    readonly changed: System;
}

/** A change that gains less than a second a month is none. */
const LEAST_GAIN = 1 / (60 * MONTH_MINUTES);

/** The problem of a plan that is expected to be less available than it is meant to be; none otherwise. */
export function objectiveProblems(graph: ResourceGraph, target: number, assumptions?: Assumptions): Problem[] {
    const system = modelOf(graph, assumptions)?.total;
    if (system === undefined) {
        return [];
    }
    const availability = systemAvailability(system);
    if (availability >= target) {
        return [];
    }
    return [
        {
            path: "slo.target",
            value: target,
            message:
                `the plan amounts to ${availability.toFixed(6)}, ${minutesOf(availability)} minutes a month without service where ` +
                `${minutesOf(target)} are allowed. ${advice(system, availability)}`,
        },
    ];
}

function minutesOf(availability: number): string {
    return ((1 - availability) * MONTH_MINUTES).toFixed(1);
}

/** The change that would help most; where none does, what the stack cannot do without. */
function advice(system: System, availability: number): string {
    const [best] = changesOf(system)
        .map(({ what, changed }) => ({ what, gain: systemAvailability(changed) - availability }))
        .sort((one, other) => other.gain - one.gain);
    if (best !== undefined && best.gain > LEAST_GAIN) {
        return `What would help most is ${best.what}: ${minutesOf(availability + best.gain)} minutes`;
    }
    const [most] = contributorsOf(system);
    return `No further member, zone or region would help; ${most?.name} costs most, ${most?.downtimeMinutesPerMonth.toFixed(1)} minutes`;
}

function changesOf(system: System): Change[] {
    return [
        ...system.blocks.filter(({ pooled }) => pooled).map((block) => moreOf(block, system)),
        anotherZone(system),
        secondRegion(system),
    ];
}

const NAT_EVERYWHERE = "a NAT gateway in every zone (network.nat: perAz)";

/** Where there are fewest. What needs a majority needs a larger one then, and so two more at a time. */
function moreOf(block: Block, system: System): Change {
    const added = block.quorum > 1 ? 2 : 1;
    const placement = [...block.placement];
    const zones = Array.from({ length: added }, () => {
        const emptiest = placement.indexOf(Math.min(...placement));
        placement[emptiest] = (placement[emptiest] ?? 0) + 1;
        return emptiest;
    });
    const more: Block = {
        ...block,
        placement,
        quorum: block.quorum + added - 1,
        allowed: block.allowed.map((allowed, zone) => allowed || zones.includes(zone)),
    };
    const members = added === 1 ? "one more member" : "two more members";
    const names = zones.map((zone) => system.zones[zone]?.name).join(" and ");
    return {
        what:
            block.name === ONLY_NAT
                ? NAT_EVERYWHERE
                : `${members} of ${block.name}${block.zoneBound ? `, in ${names}` : ""}`,
        changed: { ...system, blocks: system.blocks.map((other) => (other === block ? more : other)) },
    };
}

/** Members that are in several zones are then spread over all of these and one more. */
function anotherZone(system: System): Change {
    const zones = system.zones.length + 1;
    return {
        what: `a ${zones === 2 ? "second" : zones === 3 ? "third" : `${zones}th`} zone (zones)`,
        changed: {
            ...system,
            zones: [...system.zones, ...system.zones.slice(0, 1).map((zone) => ({ ...zone, name: "another zone" }))],
            blocks: system.blocks.map((block) =>
                block.placement.filter((members) => members > 0).length < 2 && zones > 2
                    ? { ...block, placement: [...block.placement, 0], allowed: [...block.allowed, false] }
                    : {
                          ...block,
                          placement: spread(membersOf(block), zones),
                          allowed: Array<boolean>(zones).fill(true),
                      },
            ),
        },
    };
}

function spread(members: number, zones: number): number[] {
    return Array.from({ length: zones }, (_, zone) => Math.floor(members / zones) + (zone < members % zones ? 1 : 0));
}

function secondRegion(system: System): Change {
    const repairSeconds = Math.min(system.region.repairSeconds, takeoverSeconds());
    return { what: "a second region (dr.region)", changed: { ...system, region: { ...system.region, repairSeconds } } };
}
