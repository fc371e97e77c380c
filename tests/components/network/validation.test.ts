import {
    allowedCidrProblems,
    deregistrationProblems,
    fixedAddressProblems,
    missingZones,
    networkProblems,
    zoneProblems,
    type NetworkRequest,
} from "../../../components/network/validation";

const GOOD: NetworkRequest = {
    cidr: "10.20.0.0/16",
    zones: ["eu-central-1a", "eu-central-1b"],
    region: "eu-central-1",
    flowLogRetentionDays: 30,
    interfaceEndpoints: ["sts"],
};

test("a good request has no problem", () => {
    expect(networkProblems(GOOD)).toEqual([]);
});

test.each<[Partial<NetworkRequest>, string, RegExp]>([
    [{ cidr: "10.0.0.0/24" }, "cidr", /\/16 to \/20/],
    [{ zones: ["eu-central-1a"] }, "zones", /^2 to 6 zones/],
    [{ zones: [..."abcdefa"].map((letter) => `eu-central-1${letter}`) }, "zones", /^2 to 6 zones/],
    [{ zones: ["eu-central-1a", "eu-central-1a"] }, "zones", /^is listed twice$/],
    [{ zones: ["eu-central-1a", "us-east-1b"] }, "zones", /^must be eu-central-1 followed by a letter from a to f$/],
    [{ zones: ["eu-central-1a", "eu-central-1"] }, "zones", /^must be eu-central-1 followed/],
    [{ zones: ["eu-central-1a", "eu-central-1-ham-1a"] }, "zones", /^must be eu-central-1 followed/],
    [{ flowLogRetentionDays: 31 }, "flowLogRetentionDays", /1, 3, 5, 7, 14, 30, 60/],
    [{ flowLogRetentionDays: 0 }, "flowLogRetentionDays", /CloudWatch Logs keeps/],
    [{ interfaceEndpoints: ["sts", "ec2", "sts"] }, "interfaceEndpoints", /^is listed twice/],
])("%o is refused", (change, path, message) => {
    expect(networkProblems({ ...GOOD, ...change })).toContainEqual(
        expect.objectContaining({ path, message: expect.stringMatching(message) as string }),
    );
});

test("everything wrong is told at once", () => {
    const paths = networkProblems({ ...GOOD, cidr: "x", zones: ["y"], flowLogRetentionDays: 2 }).map(
        ({ path }) => path,
    );
    expect(new Set(paths)).toEqual(new Set(["cidr", "zones", "flowLogRetentionDays"]));
});

test("zones of an existing network may have any name", () => {
    expect(zoneProblems(["one", "two"])).toEqual([]);
});

test.each<[string[], string[]]>([
    [["0.0.0.0/0"], []],
    [["198.51.100.0/24", "203.0.113.7/32"], []],
    [[], ["at least one range: nobody could connect"]],
    [["198.51.100.7/24"], ["198.51.100.7/24 does not begin where its range begins: write 198.51.100.0/24"]],
    [["office"], ["office is not an IPv4 range such as 10.0.0.0/16"]],
    [["0.0.0.0/0", "0.0.0.0/0"], ["is listed twice"]],
])("allowed ranges %j: %j", (cidrs, messages) => {
    expect(allowedCidrProblems(cidrs).map(({ message }) => message)).toEqual(messages);
});

test.each([
    [0, 0],
    [3600, 0],
    [3601, 1],
    [-1, 1],
    [1.5, 1],
])("a deregistration delay of %d s has %d problems", (seconds, count) => {
    expect(deregistrationProblems(seconds)).toHaveLength(count);
});

test.each([
    [true, true, 1],
    [true, false, 0],
    [false, true, 0],
])("internal %p with fixed addresses %p has %d problems", (internal, fixed, count) => {
    expect(fixedAddressProblems(internal, fixed)).toHaveLength(count);
});

const WANTED = ["eu-west-3a", "eu-west-3d"];

test.each<[string[] | undefined, string[]]>([
    [undefined, []],
    [["eu-west-3a", "eu-west-3b", "eu-west-3d"], []],
    [["eu-west-3a", "eu-west-3b"], ["is not available; eu-west-3 offers this account eu-west-3a, eu-west-3b"]],
    [[], Array<string>(2).fill("is not available; eu-west-3 offers this account none")],
])("of the available zones %j", (available, messages) => {
    expect(missingZones("eu-west-3", WANTED, available).map(({ message }) => message)).toEqual(messages);
});
