import { subnetProblems, vpcProblems, type AdoptedNetwork } from "../../../components/network/adoption";

const NETWORK: AdoptedNetwork = {
    vpcId: "vpc-1",
    cidr: "10.0.0.0/16",
    zones: [
        { name: "eu-west-1a", publicSubnetId: "s-1", privateSubnetId: "s-2", isolatedSubnetId: "s-2" },
        { name: "eu-west-1b", publicSubnetId: "s-3", privateSubnetId: "s-4", isolatedSubnetId: "s-5" },
    ],
};

test.each([
    [{}, []],
    [{ cidrBlock: "10.0.0.0/16" }, []],
    [{ cidrBlock: "10.9.0.0/16", cidrBlockAssociations: [{ cidrBlock: "10.0.0.0/16" }] }, []],
    [
        { cidrBlock: "10.9.0.0/16", cidrBlockAssociations: [{ cidrBlock: "10.9.0.0/16" }] },
        [{ path: "cidr", value: "10.0.0.0/16", message: "vpc-1 has 10.9.0.0/16" }],
    ],
])("a VPC with %j", (facts, problems) => {
    expect(vpcProblems(NETWORK, facts)).toEqual(problems);
});

test("nothing is said of subnets that nobody looked up", () => {
    expect(subnetProblems(NETWORK, [{ id: "s-1" }])).toEqual([]);
});

test("each subnet in another VPC or zone is named", () => {
    expect(
        subnetProblems(NETWORK, [
            { id: "s-1", vpcId: "vpc-1", availabilityZone: "eu-west-1a" },
            { id: "s-2", vpcId: "vpc-2", availabilityZone: "eu-west-1a" },
            { id: "s-5", vpcId: "vpc-1", availabilityZone: "eu-west-1c" },
        ]),
    ).toEqual([
        { path: "zones[0].privateSubnetId", value: "s-2", message: "is in vpc-2, not in vpc-1" },
        { path: "zones[0].isolatedSubnetId", value: "s-2", message: "is in vpc-2, not in vpc-1" },
        { path: "zones[1].isolatedSubnetId", value: "s-5", message: "is in eu-west-1c, not in eu-west-1b" },
    ]);
});
