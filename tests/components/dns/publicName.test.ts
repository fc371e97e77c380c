import { PublicName, type Failover, type PublicNameArgs } from "../../../components/dns/publicName";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourcesOf } from "../../support/graph";
import { answerInvokes } from "../../support/invokes";

const ARGS: PublicNameArgs = {
    hostedZoneId: "Z1",
    host: "dify.example.com",
    loadBalancer: { dnsName: "lb.elb.eu-central-1.amazonaws.com", zoneId: "Z-LB" },
};

const PRIMARY: Failover = {
    role: "primary",
    healthPath: "/console/api/ping",
    addresses: { "eu-central-1a": "192.0.2.1", "eu-central-1b": "192.0.2.2" },
};

const evaluated = (failover?: Failover, zone?: string) =>
    evaluateComponent((opts) => {
        if (zone !== undefined) {
            answerInvokes((_, { zoneId }) => ({ zoneId, name: zone }));
        }
        return new PublicName("name", { ...ARGS, failover }, opts);
    });

const RECORD = {
    zoneId: "Z1",
    name: "dify.example.com",
    type: "A",
    aliases: [{ name: "lb.elb.eu-central-1.amazonaws.com", zoneId: "Z-LB", evaluateTargetHealth: true }],
};

test("alone, it is an alias of the load balancer", async () => {
    const graph = await evaluated();
    expect(childrenOfComponent(graph, "PublicName")).toEqual(["Record name"]);
    expect(inputsOf(graph, "Record", "name")).toEqual(RECORD);
    expect(resourcesOf(graph, "PublicName")[0]?.outputs).toEqual({ host: "dify.example.com" });
});

test("the primary answers while any of its zones does", async () => {
    const graph = await evaluated(PRIMARY);
    expect(childrenOfComponent(graph, "PublicName")).toEqual([
        "HealthCheck name-health",
        "HealthCheck name-health-eu-central-1a",
        "HealthCheck name-health-eu-central-1b",
        "Record name",
    ]);
    expect(inputsOf(graph, "Record", "name")).toEqual({
        ...RECORD,
        setIdentifier: "primary",
        failoverRoutingPolicies: [{ type: "PRIMARY" }],
        healthCheckId: "name-health-id",
    });
    expect(inputsOf(graph, "HealthCheck", "name-health")).toEqual({
        type: "CALCULATED",
        childHealthchecks: ["name-health-eu-central-1a-id", "name-health-eu-central-1b-id"],
        childHealthThreshold: 1,
        tags: { Name: "name" },
    });
});

test("a zone is checked at its own address under the public name, not by resolving it", async () => {
    const graph = await evaluated(PRIMARY);
    expect(inputsOf(graph, "HealthCheck", "name-health-eu-central-1b")).toEqual({
        type: "HTTPS",
        ipAddress: "192.0.2.2",
        port: 443,
        fqdn: "dify.example.com",
        enableSni: true,
        resourcePath: "/console/api/ping",
        requestInterval: 10,
        failureThreshold: 3,
        tags: { Name: "name-eu-central-1b" },
    });
});

test("the secondary has no check but that of its load balancer", async () => {
    const graph = await evaluated({ role: "secondary" });
    expect(childrenOfComponent(graph, "PublicName")).toEqual(["Record name"]);
    expect(inputsOf(graph, "Record", "name")).toEqual({
        ...RECORD,
        setIdentifier: "secondary",
        failoverRoutingPolicies: [{ type: "SECONDARY" }],
    });
});

test("a host of the zone's own domain is accepted", async () => {
    expect(inputsOf(await evaluated(undefined, "example.com"), "Record", "name")).toEqual(RECORD);
});

test("a primary without addresses to check is refused", async () => {
    await expect(evaluated({ ...PRIMARY, healthPath: "ping", addresses: {} })).rejects.toThrow(
        /^failover\.healthPath = "ping": .*\nfailover\.addresses: the load balancer needs fixed addresses/,
    );
});
