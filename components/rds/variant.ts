import type * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../contracts";
import type { Origin, RdsServerArgs, RestorePoint } from "./args";

/** What RDS and Aurora have in common, so that nothing outside their files knows which one it is. */

/** The user that RDS makes: it may create roles and databases. Nobody but the bootstrap logs in with it. */
export interface MasterUser {
    /** Secret in Secrets Manager: JSON with `username` and `password`. */
    readonly secretArn: pulumi.Output<string>;
    /** Absent where the server's data, and its users with it, come from another region. */
    readonly login?: { readonly username: string; readonly password: pulumi.Output<string> };
}

/** What Enhanced Monitoring works with. */
export interface Monitoring {
    readonly roleArn: pulumi.Output<string>;
    /** Gives the role its rights. */
    readonly attachment: pulumi.Resource;
}

/** What all servers of one component share. */
export interface ServerContext {
    /** Name of the component. */
    readonly name: string;
    readonly args: RdsServerArgs;
    readonly securityGroupId: pulumi.Input<string>;
    readonly monitoring: Monitoring;
    readonly master: MasterUser;
    /** Parent, and what must exist first. */
    readonly opts: pulumi.CustomResourceOptions;
}

/** How a server begins. */
export type Beginning =
    | { readonly kind: "empty" }
    | { readonly kind: "restored"; readonly of: CreatedServer; readonly point: RestorePoint }
    | Origin;

export interface ServerRequest {
    /** Name of the server, and of its Workload. */
    readonly name: string;
    readonly beginning: Beginning;
}

export interface CreatedServer {
    readonly name: string;
    /** Identifier in RDS. */
    readonly identifier: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
    /** DNS name that follows the primary. */
    readonly host: pulumi.Output<string>;
    /** DNS name of what can be read from; absent when there is nothing. */
    readonly readerHost?: pulumi.Output<string>;
    readonly workloads: Workload[];
}

/** Creates what the servers of a component share, and returns what creates one of them. */
export type Variant = (context: ServerContext) => (request: ServerRequest) => CreatedServer;

/** Identifier in RDS of a server of the component, known beforehand: restored servers must have one, and runbooks name it. */
export function identifierOf({ args }: ServerContext, name: string): string {
    return `${args.identifierPrefix}-${name}`;
}
