import * as pulumi from "@pulumi/pulumi";
import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation";
import { AccessKey } from "@pulumi/aws/iam/accessKey";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { User } from "@pulumi/aws/iam/user";
import { UserPolicy } from "@pulumi/aws/iam/userPolicy";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { CloudAccess, Grant, IdentityProvider } from "../../contracts";
import { policyDocument } from "../shared/policyDocument";
import { podIdentityTrust } from "../shared/trustPolicy";
import { irsaTrust } from "./policies";

export interface PodIdentitiesArgs {
    readonly identity: IdentityProvider;
    readonly grants: readonly Grant[];
    /**
     * Namespaces by name, resolved once they exist: an access key is put into its namespace, and waits for it. A namespace that is
     * not here must be there already, as `kube-system` is.
     */
    readonly namespaces: Readonly<Record<string, pulumi.Input<string>>>;
}

type EksIdentity = Extract<IdentityProvider, { kind: "eks" }>;

/** What one grant came to. */
interface Issued {
    readonly access: CloudAccess;
    /** Absent for a user with an access key. */
    readonly roleArn?: pulumi.Output<string>;
    /** Without these the pods get no credentials, or none that may do anything. */
    readonly resources: readonly pulumi.Resource[];
}

/**
 * What pods may do in AWS: for each grant a role that only its service accounts can take, or, where the cluster has no identities
 * to offer, a user with an access key in a Secret. Takes a provider for AWS and one for Kubernetes.
 */
export class PodIdentities extends pulumi.ComponentResource {
    /** How the pods of a grant get at AWS, by the grant's name. */
    public readonly access: Readonly<Record<string, CloudAccess>>;
    /** ARNs of the roles by the grant's name; none for access keys. */
    public readonly roleArns: Readonly<Record<string, pulumi.Output<string>>>;
    /** Wait for these before starting the pods: EKS hands out an identity when a pod is created, not later. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: PodIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:PodIdentities", name, args, opts);
        this.refuseRepeatedNames(args.grants);

        const issued = args.grants.map((grant): [string, Issued] => [grant.name, this.issue(name, grant, args)]);

        this.access = Object.fromEntries(issued.map(([grant, { access }]) => [grant, access]));
        this.roleArns = Object.fromEntries(
            issued.flatMap(([grant, { roleArn }]) => (roleArn === undefined ? [] : [[grant, roleArn]])),
        );
        this.ready = issued.flatMap(([, { resources }]) => resources);
        this.registerOutputs({ access: this.access, roleArns: this.roleArns });
    }

    private refuseRepeatedNames(grants: readonly Grant[]): void {
        const names = grants.map(({ name }) => name);
        const repeated = new Set(names.filter((name, index) => names.indexOf(name) < index));
        if (repeated.size > 0) {
            throw new pulumi.ResourceError(`grants: more than one is named ${[...repeated].join(", ")}`, this, true);
        }
    }

    private issue(name: string, grant: Grant, { identity, namespaces }: PodIdentitiesArgs): Issued {
        const grantName = `${name}-${grant.name}`;
        if (identity.kind === "keys") {
            return this.issueKey(grantName, grant, namespaces[grant.namespace] ?? grant.namespace);
        }
        return grant.method === "irsa"
            ? this.issueIrsa(grantName, grant, identity)
            : this.issuePodIdentity(grantName, grant, identity);
    }

    private issueIrsa(name: string, grant: Grant, identity: EksIdentity): Issued {
        const trust = pulumi
            .all([identity.oidcProviderArn, identity.oidcIssuer])
            .apply(([oidcProviderArn, oidcIssuer]) => irsaTrust({ ...grant, oidcProviderArn, oidcIssuer }));
        const { role, policy } = this.createRole(name, grant, pulumi.jsonStringify(trust));
        return {
            access: { kind: "identity", annotations: { "eks.amazonaws.com/role-arn": role.arn } },
            roleArn: role.arn,
            resources: [policy],
        };
    }

    private issuePodIdentity(name: string, grant: Grant, { clusterName }: EksIdentity): Issued {
        const { role, policy } = this.createRole(name, grant, JSON.stringify(podIdentityTrust()));
        const associations = grant.serviceAccounts.map(
            (serviceAccount) =>
                new PodIdentityAssociation(
                    `${name}-${serviceAccount}`,
                    { clusterName, namespace: grant.namespace, serviceAccount, roleArn: role.arn },
                    { parent: this },
                ),
        );
        return {
            access: { kind: "identity", annotations: {} },
            roleArn: role.arn,
            resources: [policy, ...associations],
        };
    }

    private createRole(name: string, { statements }: Grant, assumeRolePolicy: pulumi.Input<string>) {
        const role = new Role(name, { assumeRolePolicy }, { parent: this });
        const policy = new RolePolicy(
            name,
            { role: role.name, policy: pulumi.jsonStringify(policyDocument(statements)) },
            { parent: this },
        );
        return { role, policy };
    }

    private issueKey(name: string, grant: Grant, namespace: pulumi.Input<string>): Issued {
        const user = new User(name, {}, { parent: this });
        const policy = new UserPolicy(
            name,
            { user: user.name, policy: pulumi.jsonStringify(policyDocument(grant.statements)) },
            { parent: this },
        );
        const key = new AccessKey(name, { user: user.name }, { parent: this });
        const secretName = `${grant.name}-aws-keys`;
        const secret = new Secret(
            `${name}-keys`,
            {
                metadata: { name: secretName, namespace },
                stringData: { accesskey: key.id, secretkey: pulumi.secret(key.secret) },
            },
            { parent: this },
        );
        return { access: { kind: "keys", secret: secret.metadata.name }, resources: [policy, secret] };
    }
}
