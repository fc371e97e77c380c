import * as pulumi from "@pulumi/pulumi";
import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";

export interface DataKeyArgs {
    /** What the key encrypts, for people who find it in the console. */
    readonly description: string;
}

/** The longest that KMS offers to come back from a mistake, in days: without the key its data is gone. */
const DELETION_WINDOW_DAYS = 30;

/** A KMS key for data at rest, renewed every year by AWS, and kept when its stack is destroyed by mistake. */
export class DataKey extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: DataKeyArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:DataKey", name, args, opts);
        const key = new Key(
            name,
            {
                description: args.description,
                enableKeyRotation: true,
                deletionWindowInDays: DELETION_WINDOW_DAYS,
                tags: { Name: name },
            },
            { parent: this, protect: true },
        );
        new Alias(name, { targetKeyId: key.keyId }, { parent: this });
        this.arn = key.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
