import type { Finding } from "./cfnLint";

/** Findings of cfn-lint that stay, each with the reason. An entry that fits no finding of any variant is to be deleted. */
export interface Justified {
    readonly rule: string;
    /** Places that it is about. */
    readonly place: RegExp;
    readonly reason: string;
}

export const JUSTIFIED: readonly Justified[] = [
    {
        rule: "W3010",
        place: / AvailabilityZone$/,
        reason: "The zones are named in the configuration and checked against the region: a promise about zones needs them known.",
    },
    {
        rule: "E3020",
        place: /^postgres(-replica-\d+)? StorageEncrypted$/,
        reason:
            "CloudFormation takes it from the source. The AWS provider compares it with what is there, and would replace an " +
            "encrypted replica that does not say so.",
    },
];

/** The entry that a finding is justified by. */
export function justification({ rule, place }: Finding): Justified | undefined {
    return JUSTIFIED.find((entry) => entry.rule === rule && entry.place.test(place));
}
