import * as pulumi from "@pulumi/pulumi";
import { PublicName } from "../../../components/dns/publicName";
import { ExistingNetwork } from "../../../components/network/existingNetwork";
import { MultiAzNetwork } from "../../../components/network/multiAzNetwork";
import { evaluateComponent } from "../../support/evaluation";
import { answerInvokes } from "../../support/invokes";
import { networkHandle } from "../../support/network";

/**
 * Evaluates a component whose arguments the cloud contradicts, and prints how that ended. Run as a process of its own, with the name of
 * the case: jest catches rejections itself.
 */

type Create = Parameters<typeof evaluateComponent>[0];

const CASES: Record<string, Create> = {
    zones: (opts) => {
        answerInvokes(() => ({ names: ["eu-central-1a", "eu-central-1b"] }));
        return new MultiAzNetwork(
            "net",
            {
                cidr: "10.20.0.0/16",
                zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
                region: "eu-central-1",
                nat: "perAz",
                flowLogRetentionDays: 30,
                clusterName: "dify",
            },
            opts,
        );
    },
    subnets: (opts) => {
        answerInvokes((_, { id = "" }) => ({
            id,
            cidrBlock: "10.7.0.0/16",
            vpcId: id === "public-eu-central-1a" ? "vpc-9" : "vpc-1",
            availabilityZone: id === "private-eu-central-1b" ? "eu-central-1a" : id.replace(/^[a-z]+-/, ""),
        }));
        return new ExistingNetwork("net", networkHandle(), opts);
    },
    host: (opts) => {
        answerInvokes(() => ({ name: "example.org" }));
        return new PublicName(
            "name",
            { hostedZoneId: "Z1", host: "dify.example.com", loadBalancer: { dnsName: "lb", zoneId: "Z2" } },
            opts,
        );
    },
};

const create = CASES[process.argv[2] ?? ""];
const made: string[] = [];

/** Notes the resources that the checked values go into. */
function noteResources(): void {
    const { mocks } = pulumi.runtime.getMonitor() as unknown as { mocks: pulumi.runtime.Mocks };
    const newResource = mocks.newResource.bind(mocks);
    mocks.newResource = (args) => {
        if (/:(Subnet|Record)$/.test(args.type)) {
            made.push(args.name);
        }
        return newResource(args);
    };
}

void evaluateComponent((opts) => {
    noteResources();
    return create?.(opts);
}).then(
    () => console.log("accepted"),
    (error: Error) => console.log([error.message, `made: ${made.length}`].join("\n")),
);
