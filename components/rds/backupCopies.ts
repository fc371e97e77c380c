import * as pulumi from "@pulumi/pulumi";
import { Key } from "@pulumi/aws/kms/key";
import { InstanceAutomatedBackupsReplication } from "@pulumi/aws/rds/instanceAutomatedBackupsReplication";

export interface RdsBackupCopiesArgs {
    /** ARN of the RDS instance, in its own region. */
    readonly sourceArn: pulumi.Input<string>;
    /** Every moment of so many days back can be restored from the copies. */
    readonly retentionDays: number;
    /** KMS key of the region of the copies. Default: one is made. */
    readonly kmsKeyArn?: pulumi.Input<string>;
}

/** Days in which the deletion of the key, and so of everything under it, can be taken back: the most there are. */
const KEY_DELETION_DAYS = 30;

/** Automated backups of an RDS instance, replicated to the region of the provider that this component is given. */
export class RdsBackupCopies extends pulumi.ComponentResource {
    /** ARN of the copies: `from.automatedBackupsArn` of a server in that region. */
    public readonly automatedBackupsArn: pulumi.Output<string>;
    /** Key that they are encrypted with. */
    public readonly kmsKeyArn: pulumi.Output<string>;

    constructor(name: string, args: RdsBackupCopiesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:RdsBackupCopies", name, args, opts);

        this.kmsKeyArn = pulumi.output(args.kmsKeyArn ?? this.createKey(name).arn);
        const copies = new InstanceAutomatedBackupsReplication(
            name,
            { sourceDbInstanceArn: args.sourceArn, retentionPeriod: args.retentionDays, kmsKeyId: this.kmsKeyArn },
            { parent: this, protect: true },
        );

        // The provider's id of this resource is the ARN.
        this.automatedBackupsArn = copies.id;
        this.registerOutputs({ automatedBackupsArn: this.automatedBackupsArn, kmsKeyArn: this.kmsKeyArn });
    }

    private createKey(name: string): Key {
        return new Key(
            `${name}-key`,
            {
                description: "Copies of PostgreSQL backups",
                enableKeyRotation: true,
                deletionWindowInDays: KEY_DELETION_DAYS,
                tags: { Name: `${name}-key` },
            },
            { parent: this, protect: true },
        );
    }
}
