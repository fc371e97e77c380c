import * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import { SubnetGroup } from "@pulumi/aws/rds/subnetGroup";
import { Secret } from "@pulumi/aws/secretsmanager/secret";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import type { NetworkZone } from "../../contracts";
import { generatePassword } from "../shared/password";
import { createClientSecurityGroup } from "../shared/clientSecurityGroup";
import type { RdsServerArgs } from "./args";
import { POSTGRES_PORT } from "./port";
import type { MasterUser, Monitoring, ServerContext } from "./variant";

/** What servers stand on: network access, the right to be monitored, the master user. */

/** PostgreSQL's own names and RDS's (`rdsadmin`, `admin`) are taken. */
const MASTER_USERNAME = "dify_admin";

/** AWS's policy for exactly this role (AWS, "Setting up and enabling Enhanced Monitoring"). */
const MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole";

/** Lets the clients in, and nobody else. */
export function createSecurityGroup(
    name: string,
    { network, clients }: RdsServerArgs,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    return createClientSecurityGroup(
        name,
        {
            vpcId: network.vpcId,
            clients,
            port: POSTGRES_PORT,
            protocol: "PostgreSQL",
            description: "PostgreSQL servers",
        },
        opts,
    );
}

/** Enhanced Monitoring writes the measurements of the operating system as this role; servers wait for what it may do. */
export function createMonitoring(name: string, opts: pulumi.CustomResourceOptions): Monitoring {
    const role = new Role(
        `${name}-monitoring`,
        {
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "monitoring.rds.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            }),
            tags: { Name: `${name}-monitoring` },
        },
        opts,
    );
    const attachment = new RolePolicyAttachment(
        `${name}-monitoring`,
        { role: role.name, policyArn: MONITORING_POLICY },
        opts,
    );
    return { roleArn: role.arn, attachment };
}

/**
 * The master user. RDS refuses read replicas of a PostgreSQL instance whose password it manages itself (AWS, "Limitations for Secrets
 * Manager integration with Amazon RDS"), in the same region and in others. So the program generates the password, once for all servers
 * of the component: one restored from the first has the password of the first. Its copy in another region opens what is restored there.
 */
export function createMaster(
    name: string,
    { kmsKeyArn, backup: { crossRegion }, from }: RdsServerArgs,
    opts: pulumi.CustomResourceOptions,
): MasterUser {
    if (from !== undefined) {
        return { secretArn: pulumi.output(from.masterSecretArn) };
    }
    const login = { username: MASTER_USERNAME, password: generatePassword(`${name}-master-password`, opts) };
    const secret = new Secret(
        `${name}-master`,
        {
            description: "Master user of the PostgreSQL servers",
            kmsKeyId: kmsKeyArn,
            replicas:
                crossRegion === undefined ? [] : [{ region: crossRegion.region, kmsKeyId: crossRegion.kmsKeyArn }],
            tags: { Name: `${name}-master` },
        },
        opts,
    );
    const version = new SecretVersion(
        `${name}-master`,
        { secretId: secret.id, secretString: pulumi.secret(pulumi.jsonStringify(login)) },
        opts,
    );
    // By way of the version: whoever reads the secret waits for its value.
    return { secretArn: version.secretId, login };
}

/** Subnets without a way out, one for each of the zones. */
export function createSubnetGroup(
    logicalName: string,
    zones: readonly NetworkZone[],
    { opts }: ServerContext,
): pulumi.Output<string> {
    const group = new SubnetGroup(
        logicalName,
        {
            description: "Isolated subnets of the PostgreSQL servers",
            subnetIds: zones.map(({ isolatedSubnetId }) => isolatedSubnetId),
            tags: { Name: logicalName },
        },
        opts,
    );
    return group.id;
}
