import { workloadsOf, type ResourceGraph } from "../../../analysis/graph";
import { topologyOf, type Topology } from "../../../report/topology";
import { evaluateStack } from "../../support/evaluation";
import { graphOf } from "../../support/syntheticGraph";
import { AWS_VARIANTS, evaluateVariant, VARIANT_NAMES } from "../../support/variants";
import { graphWith, topologyIn } from "./painting";

/** Who is in which zone, who talks to whom, what is copied to where. */

/** Members of a thing by zone, with what they do, and how many are anywhere. */
function seatsOf({ things }: Topology, id: string): unknown[] {
    const thing = things.find((one) => one.id === id);
    return [...(thing?.seats ?? []).map(({ role, members }) => role ?? members), thing?.anywhere];
}

function calledBy({ links }: Topology, caller: string): string[] {
    return links.filter(({ from }) => from === caller).map(({ to }) => to);
}

/** `from > to mode`, zones by their last letter. */
function copiesOf({ copies }: Topology): string[] {
    const name = (place: Topology["copies"][number]["from"]) =>
        "region" in place ? place.region : "zone" in place ? `${place.thing}@${place.zone.slice(-1)}` : place.thing;
    return copies.map(({ from, to, mode }) => `${name(from)} > ${name(to)} ${mode}`).sort();
}

describe("prod", () => {
    let prod: Topology;
    beforeAll(async () => {
        prod = topologyIn(await evaluateStack("prod"));
    });

    test("is in three zones of a region, with another one behind it", () => {
        expect([prod.stack, prod.region, prod.host]).toEqual(["prod", "eu-central-1", "dify.example.com"]);
        expect(prod.zones).toEqual(["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
        expect(prod.otherRegions).toEqual([
            { name: "eu-west-1", answersNext: true, missing: ["redis", "milvus-etcd"] },
        ]);
        expect(prod.takesOver).toBeUndefined();
    });

    test("has everything in layers, callers before what they call", () => {
        const ids = (layer: string) => prod.things.filter((thing) => thing.layer === layer).map(({ id }) => id);
        expect(ids("entry")).toEqual(["dns", "load-balancer", "higress-gateway", "nat"]);
        expect(ids("application")).toEqual([
            "dify-websocket",
            "dify-web",
            "dify-api",
            "dify-worker",
            "dify-sandbox",
            "dify-plugin-daemon",
            "dify-ssrf-proxy",
            "dify-beat",
        ]);
        expect(ids("data")).toEqual([
            "postgres",
            "postgres-replica",
            "redis",
            "milvus-proxy",
            "milvus-mixcoord",
            "milvus-querynode",
            "milvus-streamingnode",
            "milvus-etcd",
            "milvus-datanode",
        ]);
        expect(ids("storage")).toEqual([
            "bucket-backups",
            "bucket-files",
            "bucket-plugins",
            "bucket-vectors",
            "secrets",
        ]);
        expect(ids("operations")).toEqual(expect.arrayContaining(["prometheus", "higress-controller"]));
    });

    test.each([
        ["load-balancer", [1, 1, 1, 0]],
        ["nat", [1, 1, 1, 0]],
        ["higress-gateway", [2, 2, 2, 0]],
        ["dify-api", [2, 2, 2, 0]],
        ["dify-web", [1, 1, 1, 0]],
        ["dify-beat", [0, 0, 0, 1]],
        ["milvus-datanode", [0, 0, 0, 2]],
        ["milvus-etcd", ["voter", "voter", "voter", 0]],
        ["postgres", ["primary", "standby", 0]],
        ["postgres-replica", ["read replica", 0]],
        ["redis", ["primary", "replica", "replica", 0]],
        ["dns", [0]],
        ["nodes-data", [1, 1, 1, 0]],
        ["nodes-general", [2, 2, 2, 0]],
    ])("%s sits in %j", (id, seats) => {
        expect(seatsOf(prod, id)).toEqual(seats);
    });

    test("a read replica is in the zone that primary and standby leave", () => {
        const zones = (id: string) => prod.things.find((thing) => thing.id === id)?.seats.map(({ zone }) => zone);
        expect(zones("postgres")).toEqual(["eu-central-1a", "eu-central-1b"]);
        expect(zones("postgres-replica")).toEqual(["eu-central-1c"]);
    });

    test("people come in by name, balancer and gateway", () => {
        expect(calledBy(prod, "users")).toEqual(["dns"]);
        expect(calledBy(prod, "dns")).toEqual(["load-balancer"]);
        expect(calledBy(prod, "load-balancer")).toEqual(["higress-gateway"]);
        expect(calledBy(prod, "higress-gateway").sort()).toEqual([
            "dify-api",
            "dify-plugin-daemon",
            "dify-web",
            "dify-websocket",
        ]);
    });

    test("the application talks to its data and its buckets", () => {
        expect(calledBy(prod, "dify-api")).toEqual([
            "dify-worker",
            "postgres",
            "redis",
            "milvus-proxy",
            "dify-plugin-daemon",
            "dify-sandbox",
            "dify-ssrf-proxy",
            "bucket-files",
        ]);
        expect(calledBy(prod, "dify-plugin-daemon")).toEqual([
            "postgres",
            "redis",
            "dify-ssrf-proxy",
            "bucket-plugins",
        ]);
        expect(calledBy(prod, "dify-web")).toEqual(["dify-api"]);
        expect(calledBy(prod, "milvus-datanode")).toEqual(["milvus-etcd", "bucket-vectors"]);
        expect(calledBy(prod, "milvus-etcd")).toEqual([]);
    });

    test("data is copied between zones, and to the other region", () => {
        expect(copiesOf(prod)).toEqual([
            "bucket-backups > eu-west-1 backup",
            "bucket-files > eu-west-1 backup",
            "bucket-plugins > eu-west-1 backup",
            "bucket-vectors > eu-west-1 backup",
            "milvus-etcd@a > milvus-etcd@b quorum",
            "milvus-etcd@a > milvus-etcd@c quorum",
            "postgres > bucket-backups backup",
            "postgres > eu-west-1 backup",
            "postgres@a > postgres-replica@c asynchronous",
            "postgres@a > postgres@b synchronous",
            "redis@a > redis@b asynchronous",
            "redis@a > redis@c asynchronous",
            "secrets > eu-west-1 asynchronous",
        ]);
    });

    test("everything says which resources it comes from", () => {
        const sources = Object.fromEntries(prod.things.map(({ id, sources: from }) => [id, from]));
        expect(sources["dify-api"]).toEqual(["Deployment dify-api"]);
        expect(sources["postgres"]).toEqual(["Instance postgres"]);
        expect(sources["postgres-replica"]).toEqual(["Instance postgres-replica-1"]);
        expect(sources["higress-gateway"]).toEqual(["Release gateway"]);
        expect(sources["milvus-proxy"]).toEqual(["Milvus milvus"]);
        expect(sources["nat"]).toHaveLength(3);
        expect(prod.things.filter((thing) => thing.sources.length === 0)).toEqual([]);
    });
});

describe("onprem", () => {
    let onprem: Topology;
    beforeAll(async () => {
        onprem = topologyIn(await evaluateStack("onprem"));
    });

    test("is a cluster without region, name service, balancer and ways out", () => {
        expect([onprem.region, onprem.otherRegions]).toEqual([undefined, []]);
        expect(onprem.things.filter(({ layer }) => layer === "entry").map(({ id }) => id)).toEqual(["higress-gateway"]);
        expect(calledBy(onprem, "users")).toEqual(["higress-gateway"]);
    });

    test("has its data in every zone", () => {
        expect(seatsOf(onprem, "postgres")).toEqual(["primary", "standby", "standby", 0]);
        expect(seatsOf(onprem, "redis")).toEqual(["primary", "replica", "replica", 0]);
        expect(seatsOf(onprem, "redis-sentinel")).toEqual(["voter", "voter", "voter", 0]);
        expect(seatsOf(onprem, "redis-primary")).toEqual([1, 1, 1, 0]);
        expect(copiesOf(onprem)).toEqual([
            "milvus-etcd@a > milvus-etcd@b quorum",
            "milvus-etcd@a > milvus-etcd@c quorum",
            "postgres > bucket-backups backup",
            "postgres@a > postgres@b synchronous",
            "postgres@a > postgres@c synchronous",
            "redis-sentinel@a > redis-sentinel@b quorum",
            "redis-sentinel@a > redis-sentinel@c quorum",
            "redis@a > redis@b asynchronous",
            "redis@a > redis@c asynchronous",
        ]);
    });
});

test("k3s has machines of its own for the API and etcd, of types that its templates name", async () => {
    const k3s = topologyIn(await evaluateVariant("k3s"));
    const machines = k3s.things.filter(({ layer }) => layer === "machines");
    expect(machines.map(({ id, detail, members }) => [id, detail, members.min, members.max])).toEqual([
        ["nodes-data", "m7i.xlarge", 3, 3],
        ["nodes-general", "m7i.2xlarge", 6, 18],
        ["nodes-server", "m7i.large", 3, 3],
    ]);
    expect(seatsOf(k3s, "nodes-server")).toEqual([1, 1, 1, 0]);
    // Its own balancer of the API is not a way in for people.
    expect(k3s.things.find(({ id }) => id === "load-balancer")?.sources).toEqual(["LoadBalancer public"]);
});

test("with two zones an odd member is in one of them", async () => {
    const staging = topologyIn(await evaluateStack("staging"));
    expect(seatsOf(staging, "dify-api")).toEqual([1, 1, 1]);
    expect(seatsOf(staging, "milvus-etcd")).toEqual(["voter", "voter", 1]);
    // One way out for both zones.
    expect(seatsOf(staging, "nat")).toEqual([1, 0]);
});

test("with one zone everything is there", async () => {
    const least = topologyIn(await evaluateVariant("least"));
    expect(least.zones).toEqual(["zone-a"]);
    expect(seatsOf(least, "dify-beat")).toEqual([1, 0]);
    expect(seatsOf(least, "redis")).toEqual(["primary + 1 replica", 0]);
    expect(seatsOf(least, "milvus-etcd")).toEqual(["3 voters", 0]);
    expect(least.copies.filter(({ mode }) => mode !== "backup")).toEqual([]);
});

test("a pilot light has nobody to serve, and says whom it waits for", async () => {
    const dr = topologyIn(await evaluateStack("dr"));
    expect([dr.region, dr.host]).toEqual(["eu-west-1", undefined]);
    expect(dr.takesOver).toEqual({ from: "prod", database: "backups", active: false });
    expect(dr.links).toEqual([{ from: "load-balancer", to: "higress-gateway" }]);
});

test("a region that has taken over uses the copies of the buckets", async () => {
    const dr = topologyIn(await evaluateStack("dr", { recovery: { active: true } }));
    expect(dr.things.filter(({ id }) => id.startsWith("bucket-")).map(({ id }) => id)).toEqual([
        "bucket-backups",
        "bucket-files",
        "bucket-plugins",
        "bucket-vectors",
    ]);
    expect(calledBy(dr, "dify-api")).toContain("bucket-files");
});

test("the replicas of a Redis Cluster copy from its primaries", async () => {
    const everything = topologyIn(await evaluateVariant("everything"));
    expect(copiesOf(everything)).toContain("redis-sharded-leader > redis-sharded-follower asynchronous");
    expect(seatsOf(everything, "redis-sharded-leader")).toEqual(["primary", "primary", "primary", 0]);
});

describe.each([...VARIANT_NAMES, ...Object.keys(AWS_VARIANTS)])("%s", (variant) => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluateVariant(variant);
    });

    test("places every member of every workload once", () => {
        const { things, zones } = topologyIn(graph);
        const placed = new Map(
            things.map(({ id, seats, anywhere }) => [
                id,
                anywhere + seats.reduce((sum, { members }) => sum + members, 0),
            ]),
        );
        expect(zones.length).toBeGreaterThan(0);
        expect(workloadsOf(graph).map(({ name }) => [name, placed.get(name)])).toEqual(
            workloadsOf(graph).map(({ name, members }) => [name, members.min]),
        );
    });

    test("links and copies end at things that there are", () => {
        const { things, links, copies, otherRegions } = topologyIn(graph);
        const known = new Set(["users", ...things.map(({ id }) => id), ...otherRegions.map(({ name }) => name)]);
        const ends = [
            ...links.flatMap(({ from, to }) => [from, to]),
            ...copies.flatMap(({ from, to }) =>
                [from, to].map((place) => ("region" in place ? place.region : place.thing)),
            ),
        ];
        expect(ends.filter((end) => !known.has(end))).toEqual([]);
    });
});

test.each(["prod", "onprem", "k3s"])(
    "%s, of which a preview knows no inputs yet, still has its workloads in their zones",
    async (name) => {
        const graph = await (name === "prod" ? evaluateStack(name) : evaluateVariant(name));
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const resources = graph.resources.map((resource) => ({
            ...resource,
            inputs: Object.fromEntries(Object.keys(resource.inputs).map((key) => [key, unknown])),
        }));
        const topology = topologyIn({ ...graph, resources });
        expect(topology.zones).toEqual(topologyIn(graph).zones);
        expect(seatsOf(topology, "dify-api")).toEqual([2, 2, 2, 0]);
        expect(topology.things.map(({ id }) => id)).toEqual(
            expect.arrayContaining(workloadsOf(graph).map((one) => one.name)),
        );
    },
);

test("nothing that runs is no topology", () => {
    expect(topologyOf(graphOf())).toBeUndefined();
});

test("dependencies in a circle end", () => {
    const { things } = topologyIn(graphWith({ name: "a", dependsOn: ["b"] }, { name: "b", dependsOn: ["a"] }));
    expect(things.map(({ id }) => id)).toEqual(["b", "a"]);
});
