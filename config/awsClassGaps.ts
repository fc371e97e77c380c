import { AWS_REGIONS } from "./awsRegions";

/** Which machines AWS does not offer in which of the regions of AWS_REGIONS. */

/** Services of which the configuration chooses a machine. */
export type MachineService = "rds" | "aurora" | "elasticache" | "ec2";

/** Regions by family (`m7g`), or by family and size (`t4g.xlarge`) where a region has the family without that size. */
export type Gaps = Readonly<Record<string, readonly string[]>>;

const ALL_REGIONS = Object.keys(AWS_REGIONS);

const regions = (names: string) => names.split(" ");

const allBut = (names: string) => ALL_REGIONS.filter((region) => !regions(names).includes(region));

/**
 * Every family that the components know, for EC2 those of the common kinds; what is not on the list is not judged. From cfn-lint 1.58.0
 * (`aws_rds_dbinstance/dbinstanceclass_enum.json`, `aws_elasticache_cachecluster/cachenodetype_enum.json` and
 * `aws_ec2_instance/instancetype_enum.json`, 2026-10), which tests/aws/classGaps.test.ts compares.
 */
export const CLASS_GAPS: Readonly<Record<MachineService, Gaps>> = {
    rds: {
        t4g: [],
        m7g: regions("af-south-1 ap-east-1 eu-south-1"),
        m8g: regions("ap-northeast-3 ap-southeast-3 ca-central-1 il-central-1 me-central-1"),
        r7g: regions("af-south-1 eu-west-3 me-central-1"),
        r8g: regions("af-south-1 eu-south-1 il-central-1 me-central-1"),
    },
    aurora: {
        t4g: regions("il-central-1"),
        "t4g.xlarge": allBut("il-central-1 me-central-1"),
        m7g: ALL_REGIONS,
        m8g: ALL_REGIONS,
        r7g: [],
        r8g: regions("af-south-1 eu-south-1 il-central-1 me-central-1"),
    },
    elasticache: {
        t4g: regions("me-central-1"),
        m7g: regions("eu-south-1"),
        m8g: regions("il-central-1 me-central-1"),
        r7g: [],
        r8g: regions("il-central-1 me-central-1"),
    },
    ec2: {
        t3: [],
        t3a: regions("af-south-1 ap-east-1 ap-northeast-3 ap-southeast-3 eu-central-2 eu-north-1 me-central-1"),
        t4g: [],
        m5: [],
        m5a: regions(
            "af-south-1 ap-east-1 ap-northeast-3 ap-southeast-3 eu-central-2 eu-north-1 il-central-1 me-central-1",
        ),
        m6a: regions(
            "af-south-1 ap-east-1 ap-northeast-2 ap-northeast-3 ap-southeast-3 eu-central-2 eu-north-1 il-central-1 me-central-1",
        ),
        m6g: [],
        m6i: [],
        m7a: allBut(
            "ap-northeast-1 ap-southeast-2 eu-central-1 eu-north-1 eu-west-1 eu-west-2 us-east-1 us-east-2 us-west-2",
        ),
        m7g: regions("eu-south-1"),
        m7i: [],
        m8a: allBut("ap-northeast-1 ap-south-1 eu-central-1 eu-west-1 us-east-1 us-east-2 us-west-2"),
        m8g: regions("il-central-1"),
        m8i: regions(
            "ap-east-1 ap-northeast-3 ap-southeast-3 eu-central-2 eu-north-1 eu-south-1 il-central-1 me-central-1",
        ),
        c5: [],
        c5a: regions("ap-northeast-3 ap-southeast-3 eu-central-2 il-central-1 me-central-1"),
        c6a: regions(
            "af-south-1 ap-northeast-2 ap-northeast-3 ap-southeast-3 eu-central-2 eu-north-1 eu-south-1 eu-west-3 il-central-1 me-central-1",
        ),
        c6g: [],
        c6i: regions("ap-southeast-3 eu-central-2 me-central-1"),
        c7a: allBut(
            "ap-northeast-1 ap-southeast-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 us-east-1 us-east-2 us-west-1 us-west-2",
        ),
        c7g: regions("me-central-1"),
        c7i: [],
        c8a: allBut("ap-northeast-1 eu-central-1 eu-west-1 us-east-1 us-east-2 us-west-2"),
        c8g: regions("me-central-1"),
        c8i: regions("ap-east-1 ap-northeast-3 ap-southeast-3 eu-central-2 eu-south-1 il-central-1 me-central-1"),
        r5: [],
        r5a: regions(
            "af-south-1 ap-east-1 ap-northeast-3 ap-southeast-3 eu-central-2 eu-north-1 il-central-1 me-central-1",
        ),
        r6a: regions(
            "af-south-1 ap-east-1 ap-northeast-2 ap-northeast-3 ap-southeast-3 eu-central-2 eu-north-1 eu-south-1 eu-west-3 il-central-1 me-central-1 sa-east-1",
        ),
        r6g: [],
        r6i: regions("ap-southeast-3"),
        r7a: allBut("ap-northeast-1 eu-central-1 eu-north-1 eu-west-1 us-east-1 us-east-2 us-west-2"),
        r7g: [],
        r7i: regions("af-south-1 ap-east-1 eu-central-2 il-central-1 me-central-1"),
        r8a: allBut("ap-northeast-1 ca-central-1 eu-central-1 eu-west-1 us-east-1 us-east-2 us-west-2"),
        r8g: regions("il-central-1"),
        r8i: regions("ap-east-1 ap-northeast-3 ap-southeast-3"),
    },
};
