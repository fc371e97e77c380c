import { compare, resourceOf, type GraphResource, type ResourceGraph } from "../graph";
import { FREE } from "./free";
import { HOURS_PER_MONTH, PRICE_BOOK_VERSION, priceOf, type Unit } from "./priceBook";
import { NODE_GROUP_TYPES } from "./nodes";
import { alwaysOn, savingOf, type OffHours } from "./offHours";
import { PRICERS, type Line } from "./pricers";
import { sum, times, toCents, type Range } from "./range";
import { GENERAL } from "./usage";
import { ordersDisks, volumeLines } from "./volumes";

export type { Range } from "./range";

/** What a graph costs in a month, from the price book and from assumptions where no plan says how much is used. Pure. */

/** One thing that is paid for: USD a month. */
export interface CostItem extends Range {
    /** Name of the component at the top that it belongs to. */
    readonly component: string;
    /** Logical name of the resource. */
    readonly resource: string;
    readonly what: string;
    readonly region: string;
    /** How much of it in a month; of what is paid by the hour, how many there are at a time. */
    readonly quantity: Range;
    readonly unit: Unit;
    readonly unitUsd: number;
    /** Where the price comes from, and of what day it is. */
    readonly source: string;
}

/** A resource that is not part of the figures. */
export interface NotCosted {
    readonly resource: string;
    readonly type: string;
}

/** Something that is paid for and has no price in the book. */
export interface MissingPrice {
    readonly resource: string;
    /** Key of the price book, such as `ec2:m7i.large`. */
    readonly price: string;
    readonly region: string;
}

export interface Cost {
    /** Version of the price book. */
    readonly prices: string;
    readonly monthlyUsd: Range;
    readonly components: readonly { readonly component: string; readonly monthlyUsd: Range }[];
    readonly items: readonly CostItem[];
    /** Resources of types that nothing is known about: they may cost something. */
    readonly notModelled: readonly NotCosted[];
    readonly missingPrices: readonly MissingPrice[];
    /** What the figures rest on. */
    readonly assumptions: readonly string[];
    /** What schedules save; absent where everything runs always. */
    readonly offHours?: OffHours;
}

const AWS = "aws:";
const KUBERNETES = "kubernetes:";

const UNKNOWN_REGION = "an unknown region";

/** The cost of a stack on AWS; undefined for a stack that orders nothing from a provider with a price list. */
export function costOf(graph: ResourceGraph): Cost | undefined {
    const cost = costWithout(graph);
    const always = alwaysOn(graph);
    const other = always && costWithout(always);
    return cost === undefined || other === undefined ? cost : { ...cost, offHours: savingOf(graph, cost, other) };
}

/** The cost, without what its schedules save. */
function costWithout(graph: ResourceGraph): Cost | undefined {
    if (!graph.resources.some(({ type }) => type.startsWith(AWS))) {
        return undefined;
    }
    // Where the nodes are, there are the disks of pods.
    const nodes = graph.resources.find(({ type }) => NODE_GROUP_TYPES.includes(type));
    const diskRegion = nodes === undefined ? UNKNOWN_REGION : regionOf(nodes, graph);
    const priced = graph.resources
        .filter(({ custom }) => custom)
        .flatMap((resource) => {
            const region = resource.type.startsWith(AWS) ? regionOf(resource, graph) : diskRegion;
            return linesOf(resource, graph).map((line) => ({
                resource,
                region,
                line,
                price: priceOf(line.price, region),
            }));
        });
    const items = priced.flatMap(({ resource, region, line, price }): CostItem[] => {
        if (price === undefined) {
            return [];
        }
        const month = price.usd * (price.unit === "hour" ? HOURS_PER_MONTH : 1);
        return [
            {
                component: topOf(resource, graph),
                resource: resource.name,
                what: line.what,
                region,
                quantity: line.quantity,
                unit: price.unit,
                unitUsd: Number(price.usd.toFixed(6)),
                ...toCents(times(line.quantity, month)),
                source: `${price.source}, ${price.date}`,
            },
        ];
    });
    return {
        prices: PRICE_BOOK_VERSION,
        monthlyUsd: toCents(sum(items)),
        components: byComponent(items),
        items,
        notModelled: graph.resources.filter(isNotModelled).map(({ name, type }) => ({ resource: name, type })),
        missingPrices: priced
            .filter(({ price }) => price === undefined)
            .map(({ resource, region, line }) => ({ resource: resource.name, price: line.price, region })),
        assumptions: unique([
            ...GENERAL,
            ...priced.flatMap(({ line }) => line.assumption ?? []),
            ...priced.flatMap(({ price }) => price?.assumptions ?? []),
        ]),
    };
}

function linesOf(resource: GraphResource, graph: ResourceGraph): readonly Line[] {
    return PRICERS[resource.type]?.(resource, graph) ?? volumeLines(resource);
}

/** Kubernetes, passwords and certificates are of the stack's own making; what orders a disk in an unknown way is not. */
function isNotModelled(resource: GraphResource): boolean {
    const { type, custom, inputs } = resource;
    if (!custom || type.startsWith("pulumi:") || type.startsWith("random:") || type.startsWith("tls:")) {
        return false;
    }
    return type.startsWith(KUBERNETES)
        ? ordersDisks(inputs) && volumeLines(resource).length === 0
        : !(type in PRICERS) && !(type in FREE);
}

function regionOf({ provider }: GraphResource, graph: ResourceGraph): string {
    const region = resourceOf(graph, provider)?.inputs["region"];
    return typeof region === "string" ? region : UNKNOWN_REGION;
}

/** Name of the component at the top, or of the resource itself. */
function topOf(resource: GraphResource, graph: ResourceGraph): string {
    const parent = resourceOf(graph, resource.parent);
    return parent === undefined ? resource.name : topOf(parent, graph);
}

/** Dearest first. */
function byComponent(items: readonly CostItem[]): Cost["components"] {
    return [...Map.groupBy(items, ({ component }) => component)]
        .map(([component, ofComponent]) => ({ component, monthlyUsd: toCents(sum(ofComponent)) }))
        .sort((a, b) => b.monthlyUsd.likely - a.monthlyUsd.likely || compare(a.component, b.component));
}

function unique<Value>(values: readonly Value[]): Value[] {
    return [...new Set(values)];
}
