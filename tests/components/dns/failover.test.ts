import { expectedSwitchSeconds, healthCheckProblems, hostProblems } from "../../../components/dns/failover";

test("the switch takes three checks of 10 s and the 60 s that resolvers remember", () => {
    expect(expectedSwitchSeconds()).toBe(90);
});

test.each([
    ["dify.example.com", undefined, []],
    ["dify.example.com", "example.com", []],
    ["dify.example.com", "example.com.", []],
    ["example.com", "example.com", []],
    ["dify.example.org", "example.com", ["is not in the hosted zone, which is that of example.com"]],
    ["dify.anexample.com", "example.com", ["is not in the hosted zone, which is that of example.com"]],
])("%s in the zone of %s", (host, zone, messages) => {
    expect(hostProblems(host, zone).map(({ message }) => message)).toEqual(messages);
});

test.each<[string, string[], string[]]>([
    ["/console/api/ping", ["a"], []],
    ["console/api/ping", ["a"], ["failover.healthPath"]],
    ["ping", [], ["failover.healthPath", "failover.addresses"]],
])("a check of %s in the zones %j", (path, zones, paths) => {
    expect(healthCheckProblems(path, zones).map((problem) => problem.path)).toEqual(paths);
});
