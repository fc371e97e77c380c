/**
 * Unit prices of AWS in USD, on demand and before tax: data, each with its unit, date and source. Change `PRICE_BOOK_VERSION` with any
 * of them. AWS's own price list could not be read when this was written: the sources are public copies of it, and published tables.
 */

/** Date of the newest change. */
export const PRICE_BOOK_VERSION = "2026-11-25";

/** What a price is for. An hourly one is for every hour of a month. */
export type Unit = "hour" | "GB-month" | "GB" | "month" | "million";

export const HOURS_PER_MONTH = 730;

interface Entry {
    readonly unit: Unit;
    /** By region; `everywhere` where AWS has one price for all regions. */
    readonly usd: Readonly<Record<string, number>>;
    readonly source: string;
    /** Day on which the source was read or says that it was. */
    readonly date: string;
    /** What is assumed of the price itself. */
    readonly assumption?: string;
}

/** A price in a region. */
export interface Price {
    readonly usd: number;
    readonly unit: Unit;
    readonly region: string;
    readonly date: string;
    readonly source: string;
    readonly assumptions: readonly string[];
}

/**
 * How much dearer a region is than us-east-1, for prices that the book has for us-east-1 alone: by what EC2's m7i is. (A check: RDS
 * db.t3.micro, 0.018 and 0.021 in AWS's price list of 2026-07, is 1.167.)
 */
const REGION_FACTORS: Readonly<Record<string, number>> = {
    "us-east-1": 1,
    "eu-central-1": 1.198,
    "eu-west-1": 1.115,
};

const BASE_REGION = "us-east-1";

/** Regions that the book has prices for. */
export const PRICED_REGIONS: readonly string[] = Object.keys(REGION_FACTORS);

const CATALOG = {
    source: "SkyPilot catalog v8, aws/vms.csv at 00148f2a (from AWS's price list)",
    date: "2026-11-25",
};
const PUBLIC_TABLES = { source: "AWS's prices in us-east-1 as public tables have them", date: "2026-11-25" };
const USUAL = { source: "AWS's pricing pages, as they have been for years; not looked up again", date: "2026-11-25" };

/** EC2's m7i costs the same for each vCPU in all sizes, as the catalog has it for large, 4xlarge, 8xlarge, 12xlarge and 48xlarge. */
function m7i(larges: number): Entry {
    return {
        unit: "hour",
        usd: { "us-east-1": 0.1008 * larges, "eu-central-1": 0.12075 * larges, "eu-west-1": 0.11235 * larges },
        ...CATALOG,
    };
}

/** Seen in public tables, for us-east-1. */
function tabled(unit: Unit, usd: number, more: { readonly assumption?: string } = {}): Entry {
    return { unit, usd: { [BASE_REGION]: usd }, ...PUBLIC_TABLES, ...more };
}

/** A usual price, for us-east-1. */
function usual(unit: Unit, usd: number, more: { readonly assumption?: string } = {}): Entry {
    return { unit, usd: { [BASE_REGION]: usd }, ...USUAL, ...more };
}

function usualEverywhere(unit: Unit, usd: number): Entry {
    return { unit, usd: { everywhere: usd }, ...USUAL };
}

const VALKEY_IS_CHEAPER = "ElastiCache for Valkey costs 80 % of what Redis OSS does on the same node (AWS, 2024-10)";
const RDS_SCALES = "larger sizes of RDS cost in proportion to db.r7g.xlarge";
const AURORA_CLASS = "Aurora's r7g costs 1.06 of its r6g (0.26 for large, AWS's price list of 2026-07)";

/** Prices by what they are for: `service:thing`. */
const PRICES: Readonly<Record<string, Entry>> = {
    "ec2:m7i.large": m7i(1),
    "ec2:m7i.xlarge": m7i(2),
    "ec2:m7i.2xlarge": m7i(4),
    "ec2:m7i.4xlarge": m7i(8),
    "ec2:m7i.8xlarge": m7i(16),
    "ec2:m7g.xlarge": {
        unit: "hour",
        usd: { "us-east-1": 0.1632, "eu-central-1": 0.1955, "eu-west-1": 0.1819 },
        ...CATALOG,
    },
    "ec2:t3.large": tabled("hour", 0.0832),
    "ec2:t3.xlarge": tabled("hour", 0.1664),
    "ebs:gp3": {
        unit: "GB-month",
        usd: { "us-east-1": 0.08, "eu-central-1": 0.0952 },
        source: "AWS Pricing API, EUC1-EBS:VolumeUsage.gp3, in a public project",
        date: "2026-08-26",
    },
    "ecr:storage": usualEverywhere("GB-month", 0.1),
    "eks:cluster": usualEverywhere("hour", 0.1),
    "rds:db.t4g.medium": tabled("hour", 0.065),
    "rds:db.t4g.large": tabled("hour", 0.129),
    "rds:db.r7g.large": tabled("hour", 0.239),
    "rds:db.r7g.xlarge": tabled("hour", 0.478),
    "rds:db.r7g.2xlarge": tabled("hour", 0.956, { assumption: RDS_SCALES }),
    "rds:db.r7g.4xlarge": tabled("hour", 1.912, { assumption: RDS_SCALES }),
    "rds:gp3": tabled("GB-month", 0.115),
    "rds:backups": tabled("GB-month", 0.095),
    "aurora:db.t4g.medium": usual("hour", 0.073),
    "aurora:db.t4g.large": usual("hour", 0.146),
    "aurora:db.r7g.large": usual("hour", 0.276, { assumption: AURORA_CLASS }),
    "aurora:db.r7g.xlarge": usual("hour", 0.552, { assumption: AURORA_CLASS }),
    "aurora:db.r7g.2xlarge": usual("hour", 1.104, { assumption: AURORA_CLASS }),
    "aurora:db.r7g.4xlarge": usual("hour", 2.208, { assumption: AURORA_CLASS }),
    "aurora:storage": usual("GB-month", 0.1),
    "aurora:requests": usual("million", 0.2),
    "elasticache:cache.t4g.small": tabled("hour", 0.0256, { assumption: VALKEY_IS_CHEAPER }),
    "elasticache:cache.t4g.medium": tabled("hour", 0.052, { assumption: VALKEY_IS_CHEAPER }),
    "elasticache:cache.r7g.large": tabled("hour", 0.1752, { assumption: VALKEY_IS_CHEAPER }),
    "elasticache:cache.r7g.xlarge": tabled("hour", 0.3496, { assumption: VALKEY_IS_CHEAPER }),
    "elasticache:snapshots": usual("GB-month", 0.085),
    "vpc:natGateway": {
        unit: "hour",
        usd: { "us-east-1": 0.045, "eu-central-1": 0.052 },
        source: "AWS's price list as public projects quote it (NatGateway-Hours)",
        date: "2026-11-25",
    },
    "vpc:natGatewayData": tabled("GB", 0.045),
    "vpc:publicAddress": {
        unit: "hour",
        usd: { everywhere: 0.005 },
        source: "AWS Pricing API, EUC1-PublicIPv4:InUseAddress, in a public project",
        date: "2026-08-26",
    },
    "vpc:interfaceEndpoint": {
        unit: "hour",
        usd: { "us-east-1": 0.01, "eu-central-1": 0.012 },
        source: "AWS's price list, EUC1-VpcEndpoint-Hours, in a public project",
        date: "2026-09-22",
    },
    "vpc:interfaceEndpointData": usualEverywhere("GB", 0.01),
    "lb:network": usual("hour", 0.0225),
    "lb:networkCapacity": usual("hour", 0.006),
    "transfer:internet": usual("GB", 0.09),
    "transfer:betweenZones": usualEverywhere("GB", 0.02),
    "transfer:betweenRegions": usualEverywhere("GB", 0.02),
    "kms:key": usualEverywhere("month", 1),
    "secretsmanager:secret": usualEverywhere("month", 0.4),
    "s3:standard": tabled("GB-month", 0.023),
    "s3:replicationTimeControl": usualEverywhere("GB", 0.015),
    "route53:healthCheck": usualEverywhere("month", 0.5),
    "route53:healthCheckElsewhere": usualEverywhere("month", 0.25),
    "route53:healthCheckFeature": usualEverywhere("month", 1),
    "cloudwatch:logsKept": usual("GB-month", 0.03),
    "cloudwatch:logs": {
        unit: "GB",
        usd: { "us-east-1": 0.5, "eu-central-1": 0.63 },
        source: "AWS pricing pages and a public billing rule (EUC1-DataProcessing-Bytes)",
        date: "2026-11-25",
    },
};

/** Keys of all prices. */
export const PRICE_KEYS: readonly string[] = Object.keys(PRICES);

/** The price of a thing in a region; undefined when the book has none. */
export function priceOf(key: string, region: string): Price | undefined {
    const entry = PRICES[key];
    const factor = REGION_FACTORS[region];
    if (entry === undefined || factor === undefined) {
        return undefined;
    }
    const { usd, assumption, ...rest } = entry;
    const assumptions = assumption === undefined ? [] : [assumption];
    const known = usd["everywhere"] ?? usd[region];
    if (known !== undefined) {
        return { ...rest, usd: known, region, assumptions };
    }
    return {
        ...rest,
        usd: (usd[BASE_REGION] ?? NaN) * factor,
        region,
        assumptions: [
            ...assumptions,
            `where only ${BASE_REGION}'s price is known, ${region}'s is ${factor} of it, as EC2's m7i is`,
        ],
    };
}
