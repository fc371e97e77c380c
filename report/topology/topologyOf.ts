import type { Workload } from "../../contracts";
import { compare, ofType, type ResourceGraph } from "../../analysis/graph";
import { DNS, entranceOf, hostOf, ingressBackends, LOAD_BALANCER, NAT } from "./entrance";
import {
    LAYERS,
    USERS,
    type Copy,
    type Layer,
    type Link,
    type OtherRegion,
    type TakesOver,
    type Thing,
    type Topology,
} from "./model";
import { machinesOf } from "./machines";
import { labelOf } from "./names";
import { placementOf } from "./placement";
import { ownRegion, zonesOf } from "./regions";
import { fieldsOf, listOf, ownedWorkloads, sourceName, type Owned } from "./sources";
import { SECRETS, storageOf } from "./storage";
import { copiesBetween, copiesWithin, storeOf, withRoles } from "./stores";

/** The topology that a graph amounts to; undefined for one without anything that runs. */
export function topologyOf(graph: ResourceGraph): Topology | undefined {
    const owned = ownedWorkloads(graph);
    const zones = zonesOf(graph);
    if (owned.length === 0 || zones.length === 0) {
        return undefined;
    }
    const region = ownRegion(graph);
    const host = hostOf(graph);
    const storage = storageOf(graph, owned, region);
    const entrance = entranceOf(graph, zones);
    const links = [...linksOf(graph, owned, entrance, host !== undefined), ...storage.links];
    const copies = [...owned.flatMap(copiesOf), ...copiesBetween(owned), ...storage.copies];
    const things = inOrder(
        [...entrance, ...owned.map((one) => thingOf(one, owned)), ...machinesOf(graph, zones), ...storage.things],
        links,
    );
    const takesOver = graph.outputs["takesOver"] as TakesOver | undefined;
    return {
        stack: graph.stack,
        ...(region === undefined ? {} : { region }),
        zones,
        things,
        ...(host === undefined ? {} : { host }),
        links,
        copies,
        otherRegions: otherRegions(graph, things, copies),
        ...(takesOver === undefined ? {} : { takesOver }),
    };
}

function thingOf(owned: Owned, all: readonly Owned[]): Thing {
    const { workload, resources } = owned;
    const store = storeOf(owned);
    const { seats, anywhere } = placementOf(workload, store?.zones);
    return {
        id: workload.name,
        label: labelOf(workload.name),
        ...(store?.detail === undefined ? {} : { detail: store.detail }),
        layer: layerOf(owned, all),
        shape: store === undefined ? "pod" : "store",
        members: workload.members,
        seats: store === undefined ? seats : withRoles(seats, store),
        anywhere,
        staysInZone: workload.zoneBound,
        sources: resources.map(sourceName),
    };
}

const LAYER_OF_TIER: Readonly<Record<Workload["tier"], Layer>> = {
    entry: "entry",
    application: "application",
    data: "data",
    background: "operations",
};

/** What runs in the background of the application belongs to it; all other background work is there to operate the stack. */
function layerOf({ workload, component }: Owned, all: readonly Owned[]): Layer {
    const isPartOfApplication =
        workload.tier === "background" &&
        all.some((other) => other.component === component && other.workload.tier === "application");
    return isPartOfApplication ? "application" : LAYER_OF_TIER[workload.tier];
}

/** From the people outside, once there is a name for them, to the gateway, from there to what Ingresses name, and what workloads say that they depend on. */
function linksOf(graph: ResourceGraph, owned: readonly Owned[], entrance: readonly Thing[], isPublic: boolean): Link[] {
    const entries = owned.filter(({ workload }) => workload.tier === "entry").map(({ workload }) => workload.name);
    const backends = backendsOf(graph, owned);
    const way = [
        ...(isPublic ? [[USERS]] : []),
        ...[DNS, LOAD_BALANCER].filter((id) => entrance.some((thing) => thing.id === id)).map((id) => [id]),
        ...(entries.length === 0 ? [] : [entries]),
        backends,
    ].filter((step) => step.length > 0);
    const inside = owned.flatMap(({ workload }) => workload.dependsOn.map((to) => ({ from: workload.name, to })));
    return distinct([
        ...way
            .slice(1)
            .flatMap((step, index) => (way[index] ?? []).flatMap((from) => step.map((to) => ({ from, to })))),
        ...inside,
    ]);
}

function distinct(links: readonly Link[]): Link[] {
    return [...new Map(links.map((link) => [`${link.from} ${link.to}`, link])).values()];
}

interface ServiceSpec {
    readonly selector?: Readonly<Record<string, string>>;
}

/** Workloads behind the Services of Ingresses. */
function backendsOf(graph: ResourceGraph, owned: readonly Owned[]): string[] {
    const wanted = new Set(ingressBackends(graph).map(({ namespace, service }) => `${namespace}/${service}`));
    const selectors = ofType(graph, "kubernetes:core/v1:Service")
        .filter(({ inputs }) => {
            const { name, namespace } = fieldsOf<{ readonly name: string; readonly namespace: string }>(
                inputs["metadata"],
            );
            return wanted.has(`${namespace ?? ""}/${name}`);
        })
        .map(({ inputs }) => Object.entries(fieldsOf<ServiceSpec>(inputs["spec"]).selector ?? {}));
    return owned
        .filter(({ workload: { pods } }) =>
            selectors.some(
                (selector) =>
                    selector.length > 0 && selector.every(([label, value]) => pods?.matchLabels[label] === value),
            ),
        )
        .map(({ workload }) => workload.name);
}

function copiesOf(owned: Owned): Copy[] {
    const store = storeOf(owned);
    return store === undefined ? [] : copiesWithin(owned, store, placementOf(owned.workload, store.zones).seats);
}

function otherRegions(graph: ResourceGraph, things: readonly Thing[], copies: readonly Copy[]): OtherRegion[] {
    const answersNext = ofType(graph, "aws:route53/record:Record").some(({ inputs }) =>
        listOf<{ readonly type: string }>(inputs["failoverRoutingPolicies"]).some(({ type }) => type === "PRIMARY"),
    );
    const names = new Set(copies.flatMap(({ to }) => ("region" in to ? [to.region] : [])));
    return [...names].sort(compare).map((name) => ({ name, answersNext, missing: missingIn(name, things, copies) }));
}

/** Stores that neither are copied to a region nor are copies themselves, of a store that may be. */
function missingIn(region: string, things: readonly Thing[], copies: readonly Copy[]): string[] {
    const covered = new Set(
        copies.flatMap(({ from, to }) => {
            const isThere = "region" in to && to.region === region;
            const isReplica = "thing" in from && "thing" in to && "zone" in to && from.thing !== to.thing;
            return isThere && "thing" in from ? [from.thing] : isReplica ? [to.thing] : [];
        }),
    );
    return things
        .filter(({ id, layer, shape }) => layer === "data" && shape === "store" && !covered.has(id))
        .map(({ id }) => id);
}

/** Layer by layer; in a layer those that ask before those that are asked, and what belongs together side by side. */
function inOrder(things: readonly Thing[], links: readonly Link[]): Thing[] {
    const rank = new Map(callOrder(things, links).map((id, index) => [id, index]));
    const family = (id: string) => id.split("-")[0] ?? id;
    const familyRank = new Map<string, number>();
    links.forEach(({ to }, index) => {
        familyRank.set(family(to), familyRank.get(family(to)) ?? index);
    });
    const key = ({ id, layer }: Thing) => [
        LAYERS.indexOf(layer),
        [NAT, SECRETS].includes(id) ? 1 : 0,
        layer === "data" ? (familyRank.get(family(id)) ?? Infinity) : 0,
        layer === "storage" ? 0 : (rank.get(id) ?? 0),
    ];
    return [...things].sort((a, b) => {
        const [left, right] = [key(a), key(b)];
        const differs = left.findIndex((value, index) => value !== right[index]);
        return differs < 0 ? compare(a.id, b.id) : (left[differs] ?? 0) - (right[differs] ?? 0);
    });
}

/** Depth first, callers before what they call; what nobody calls comes last. Ends with a cycle, too. */
function callOrder(things: readonly Thing[], links: readonly Link[]): string[] {
    const seen = new Set<string>();
    const order: string[] = [];
    const visit = (id: string) => {
        if (!seen.has(id)) {
            seen.add(id);
            links
                .filter(({ from }) => from === id)
                .reverse()
                .forEach(({ to }) => visit(to));
            order.unshift(id);
        }
    };
    visit(USERS);
    const called = order.splice(0);
    things
        .map(({ id }) => id)
        .sort(compare)
        .reverse()
        .forEach(visit);
    return [...called, ...order];
}
