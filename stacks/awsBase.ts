import type * as pulumi from "@pulumi/pulumi";
import type { Provider as AwsProvider } from "@pulumi/aws/provider";
import type { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import type { StackConfig } from "../config";
import type { NetworkHandle } from "../contracts";
import type { AwsCluster } from "./awsCluster";
import type { AwsImages } from "./imageSource";

/** What the parts of an AWS stack are built on. */

/** Names and places of an AWS stack, known before anything is created. */
export interface Names {
    readonly kind: "eks" | "k3s";
    readonly region: string;
    /** Begins every name that must be known beforehand: `dify-ha-prod`. */
    readonly prefix: string;
    /** Tags of everything that takes tags. */
    readonly tags: Readonly<Record<string, string>>;
}

/** What the names of a stack begin with. */
export function prefixOf(stack: string): string {
    return `dify-ha-${stack}`;
}

export type AwsOptions = { readonly provider: AwsProvider };
export type KubernetesOptions = { readonly provider: KubernetesProvider };
export type BothOptions = { readonly providers: (AwsProvider | KubernetesProvider)[] };

/** What most of it is built on. */
export interface Base {
    readonly config: StackConfig;
    readonly names: Names;
    readonly network: NetworkHandle;
    readonly cluster: AwsCluster;
    readonly images: AwsImages;
    /** ARN of the key of databases and secrets. */
    readonly key: pulumi.Output<string>;
}
