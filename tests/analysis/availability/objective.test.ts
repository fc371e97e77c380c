import { objectiveProblems } from "../../../analysis/availability/objective";
import type { GraphResource } from "../../../analysis/graph";
import { API, GATEWAY, graphWith, POSTGRES, WEB, WEBSOCKET, WORKER, ZONES } from "./graphs";
import { graphOf, resource } from "../../support/syntheticGraph";

const BALANCER = resource("balancer", { type: "aws:lb/loadBalancer:LoadBalancer" });
const COPIES = resource("copies", {
    type: "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
});

/** The end of the one problem that a plan has with a target that nothing reaches. */
function advice(graph: Parameters<typeof objectiveProblems>[0]): string | undefined {
    const [problem, ...more] = objectiveProblems(graph, 0.99999);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ path: "slo.target", value: 0.99999 });
    return problem?.message.split(" are allowed. ")[1];
}

test("a plan that is good enough has no problem", () => {
    expect(objectiveProblems(graphWith(), 0.999)).toEqual([]);
});

test("nor has one that serves nobody", () => {
    expect(objectiveProblems(graphOf(BALANCER), 0.99999)).toEqual([]);
});

test("one that is not says how far it is from its target", () => {
    const [problem] = objectiveProblems(graphWith(), 0.99999);
    expect(problem?.message).toMatch(
        /^the plan amounts to 0\.9998\d\d, \d\.\d minutes a month without service where 0\.4 are allowed\. /,
    );
});

const nat = (zone: string): GraphResource[] => [
    resource(`subnet-${zone}`, { type: "aws:ec2/subnet:Subnet", inputs: { availabilityZone: zone } }),
    resource(`nat-${zone}`, { type: "aws:ec2/natGateway:NatGateway", dependencies: [`subnet-${zone}`] }),
];

describe("what would help most", () => {
    test("a second region, where all else is redundant", () => {
        expect(advice(graphWith())).toMatch(/^What would help most is a second region \(dr\.region\): \d\.\d minutes$/);
    });

    test("a second member beside a lone one", () => {
        const alone = { ...WEBSOCKET, members: { min: 1, max: 1 }, zoneBound: true };
        expect(advice(graphWith([alone]))).toMatch(
            /^What would help most is one more member of dify-websocket, in b: /,
        );
    });

    test("a third zone, where a quorum hangs on one of two", () => {
        const zones = ["a", "b"];
        const inTwo = [GATEWAY, WEB, API, WORKER, WEBSOCKET, POSTGRES].map((workload) => ({ ...workload, zones }));
        expect(advice(graphWith(inTwo, COPIES))).toMatch(/^What would help most is a third zone \(zones\): /);
    });

    test("more NAT gateways than one", () => {
        expect(advice(graphWith([], ...nat("a"), COPIES))).toMatch(
            /^What would help most is a NAT gateway in every zone \(network\.nat: perAz\): /,
        );
    });

    test("nothing, where what costs most is somebody else's", () => {
        const calm = { ...POSTGRES, members: { min: 9, max: 9 } };
        expect(advice(graphWith([calm], BALANCER, COPIES, ...ZONES.flatMap(nat)))).toBe(
            "No further member, zone or region would help; Network Load Balancer costs most, 4.4 minutes",
        );
    });
});
