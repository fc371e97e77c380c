import { ExistingNetwork, type ExistingNetworkArgs } from "../../../components/network/existingNetwork";
import { evaluateComponent } from "../../support/evaluation";
import { resourcesOf } from "../../support/graph";
import { answerInvokes } from "../../support/invokes";

const ARGS: ExistingNetworkArgs = {
    vpcId: "vpc-1",
    cidr: "10.0.0.0/16",
    zones: ["eu-west-1a", "eu-west-1b"].map((name) => ({
        name,
        publicSubnetId: `public-${name}`,
        privateSubnetId: `private-${name}`,
        isolatedSubnetId: `isolated-${name}`,
    })),
};

type Facts = Record<string, unknown>;

const evaluated = (change: Partial<ExistingNetworkArgs> = {}, facts?: (id: string) => Facts) =>
    evaluateComponent((opts) => {
        if (facts !== undefined) {
            answerInvokes((_, { id = "" }) => ({ id, ...facts(id) }));
        }
        return new ExistingNetwork("net", { ...ARGS, ...change }, opts);
    });

/** What AWS says when all is as it was said. */
const asTold = (id: string): Facts =>
    id === "vpc-1"
        ? { cidrBlock: "10.0.0.0/16", cidrBlockAssociations: [] }
        : { vpcId: "vpc-1", availabilityZone: id.slice(id.indexOf("-") + 1) };

test.each([
    ["that nobody can look at", undefined],
    ["that is as told", asTold],
])("a network %s is handed on, and nothing is made", async (_, facts) => {
    const graph = await evaluated({}, facts);
    expect(resourcesOf(graph, "ExistingNetwork")[0]?.outputs).toMatchObject({ handle: ARGS });
    expect(graph.resources.filter(({ type }) => type.startsWith("aws:"))).toEqual([]);
});

test("one zone is not enough", async () => {
    await expect(evaluated({ zones: ARGS.zones.slice(0, 1) })).rejects.toThrow("2 to 6 zones");
});
