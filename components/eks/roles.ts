import * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import type { PolicyStatement } from "../../contracts";
import { policyDocument } from "../shared/policyDocument";
import type { TrustPolicy } from "../shared/trustPolicy";

export interface GrantedRole {
    readonly role: Role;
    /** Until these are there the role may do nothing. */
    readonly attachments: readonly pulumi.Resource[];
}

/** A role with policies that AWS keeps; `policies` by what their attachments are called. */
export function createRole(
    name: string,
    trust: TrustPolicy,
    policies: Readonly<Record<string, string>>,
    opts: pulumi.CustomResourceOptions,
): GrantedRole {
    const role = new Role(name, { assumeRolePolicy: JSON.stringify(trust) }, opts);
    const attachments = Object.entries(policies).map(
        ([suffix, policyArn]) => new RolePolicyAttachment(`${name}-${suffix}`, { role: role.name, policyArn }, opts),
    );
    return { role, attachments };
}

/** Lets a role do what the statements say: a policy, or none without a statement. */
export function allow(
    name: string,
    role: Role,
    statements: readonly PolicyStatement[],
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    return statements.length === 0
        ? []
        : [
              new RolePolicy(
                  `${name}-further`,
                  { role: role.name, policy: pulumi.jsonStringify(policyDocument(statements)) },
                  opts,
              ),
          ];
}
