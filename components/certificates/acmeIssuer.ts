import * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { dependenciesOf } from "../shared/dependencies";
import { issuerSpec, type AcmeAccount, type Challenge } from "./issuerSpec";

export interface AcmeIssuerArgs {
    /** Name in the cluster, where no other ClusterIssuer may have it. */
    readonly issuerName: string;
    readonly account: AcmeAccount;
    readonly challenge: Challenge;
}

/**
 * A cert-manager ClusterIssuer, whose certificates an authority such as Let's Encrypt signs. cert-manager must be there already. Nothing
 * waits until the authority knows the account: Dify must come up, in a second region above all, while the authority does not answer.
 */
export class AcmeIssuer extends pulumi.ComponentResource {
    /** What an Ingress is annotated with. */
    public readonly issuerName: string;

    constructor(name: string, args: AcmeIssuerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:AcmeIssuer", name, args, opts);
        const { issuerName, account, challenge } = args;

        new CustomResource(
            name,
            {
                apiVersion: "cert-manager.io/v1",
                kind: "ClusterIssuer",
                metadata: { name: issuerName },
                spec: issuerSpec(account, challenge, `${issuerName}-account`),
            },
            { parent: this, dependsOn: dependenciesOf(opts) },
        );

        this.issuerName = issuerName;
        this.registerOutputs({ issuerName });
    }
}
