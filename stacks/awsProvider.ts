import { Provider as AwsProvider, type ProviderArgs } from "@pulumi/aws/provider";
import type { StackConfig } from "../config";
import type { Names } from "./awsBase";

/** The provider of a region: the account that the stack may touch, and the tags of everything in it. */
export function createAwsProvider({ aws }: StackConfig, { tags }: Names, region: string): AwsProvider {
    return new AwsProvider(`aws-${region}`, {
        region: region as ProviderArgs["region"],
        allowedAccountIds: aws.accountId === undefined ? undefined : [aws.accountId],
        defaultTags: { tags },
    });
}
