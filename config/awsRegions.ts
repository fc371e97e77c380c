/**
 * AWS regions and their availability zones, by the letters at the ends of the zones' names; every region has three, but for
 * us-west-1. An account may see fewer: the network asks AWS itself when it is created. 2026-11-25; where moto 5
 * (`moto/ec2/models/availability_zones_and_regions.py`) names the zones of a region it has the same, the others are UNCONFIRMED.
 */
export const AWS_REGIONS: Readonly<Record<string, string>> = {
    "af-south-1": "abc",
    "ap-east-1": "abc",
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ap-northeast-3": "abc",
    "ap-south-1": "abc",
    "ap-southeast-1": "abc",
    "ap-southeast-2": "abc",
    "ap-southeast-3": "abc",
    "ca-central-1": "abd",
    "eu-central-1": "abc",
    "eu-central-2": "abc",
    "eu-north-1": "abc",
    "eu-south-1": "abc",
    "eu-west-1": "abc",
    "eu-west-2": "abc",
    "eu-west-3": "abc",
    "il-central-1": "abc",
    "me-central-1": "abc",
    "sa-east-1": "abc",
    "us-east-1": "abcdef",
    "us-east-2": "abc",
    "us-west-1": "ab",
    "us-west-2": "abcd",
};

/** Names of a region's availability zones; none for a region that is not on the list. */
export function zonesOfRegion(region: string): string[] {
    return [...(AWS_REGIONS[region] ?? "")].map((letter) => `${region}${letter}`);
}
