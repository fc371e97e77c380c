import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import type { ResourceGraph } from "../../analysis/graph";
import { evaluate } from "../../cli/evaluation/evaluate";
import type { NetworkHandle } from "../../contracts";

/** What a stack on AWS gives a component: a provider for each of the two worlds. */
export interface Providers {
    readonly providers: [AwsProvider, KubernetesProvider];
}

/** Evaluates what `create` registers. */
export function evaluateOnAws(create: (opts: Providers) => unknown): Promise<ResourceGraph> {
    return evaluate({
        stack: "test",
        settings: {},
        program: () => {
            create({ providers: [new AwsProvider("aws"), new KubernetesProvider("cluster")] });
        },
    });
}

/** A network over three zones. */
export const NETWORK: NetworkHandle = {
    vpcId: "vpc-1",
    cidr: "10.0.0.0/16",
    zones: ["a", "b", "c"].map((zone) => ({
        name: `eu-central-1${zone}`,
        publicSubnetId: `public-${zone}`,
        privateSubnetId: `private-${zone}`,
        isolatedSubnetId: `isolated-${zone}`,
    })),
};
