import { PRICE_BOOK_VERSION, PRICE_KEYS, PRICED_REGIONS, priceOf } from "../../../analysis/cost/priceBook";
import { PROFILES, PROFILE_DEFAULTS } from "../../../config/profiles";

const ALL = PRICE_KEYS.flatMap((key) => PRICED_REGIONS.map((region) => ({ key, region, price: priceOf(key, region) })));

test("every price has an amount, a source and a day in every region of the book", () => {
    expect(PRICED_REGIONS).toEqual(["us-east-1", "eu-central-1", "eu-west-1"]);
    for (const { region, price } of ALL) {
        expect(price).toMatchObject({
            region,
            usd: expect.any(Number) as number,
            unit: expect.stringMatching(/^(hour|GB-month|GB|month|million)$/) as string,
            source: expect.stringMatching(/./) as string,
            date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
        });
        expect(price?.usd).toBeGreaterThan(0);
    }
});

test("the version is the day of the newest price", () => {
    expect(
        ALL.map(({ price }) => price?.date ?? "")
            .sort()
            .at(-1),
    ).toBe(PRICE_BOOK_VERSION);
});

const SCALED = (region: string, factor: number) =>
    `where only us-east-1's price is known, ${region}'s is ${factor} of it, as EC2's m7i is`;

test.each<[key: string, region: string, usd: number, assumptions: number]>([
    ["ec2:m7i.large", "us-east-1", 0.1008, 0],
    ["ec2:m7i.large", "eu-central-1", 0.12075, 0],
    ["ec2:m7i.2xlarge", "eu-west-1", 0.4494, 0],
    ["ebs:gp3", "eu-central-1", 0.0952, 0],
    ["eks:cluster", "eu-west-1", 0.1, 0],
    ["elasticache:cache.r7g.large", "us-east-1", 0.1752, 1],
    ["rds:db.r7g.xlarge", "eu-central-1", 0.478 * 1.198, 1],
    ["vpc:natGateway", "eu-west-1", 0.045 * 1.115, 1],
    ["elasticache:cache.r7g.large", "eu-west-1", 0.1752 * 1.115, 2],
])("%s in %s costs %d", (key, region, usd, assumptions) => {
    const price = priceOf(key, region);
    expect(price?.usd).toBeCloseTo(usd, 10);
    expect(price?.assumptions).toHaveLength(assumptions);
});

test("a price that is only known elsewhere says how it was made", () => {
    expect(priceOf("rds:db.r7g.xlarge", "eu-central-1")?.assumptions).toEqual([SCALED("eu-central-1", 1.198)]);
});

test("what the book does not have, and a region that it does not know, have no price", () => {
    expect(priceOf("ec2:x9.huge", "eu-central-1")).toBeUndefined();
    expect(priceOf("ec2:m7i.large", "ap-south-1")).toBeUndefined();
    expect(priceOf("eks:cluster", "ap-south-1")).toBeUndefined();
});

interface Sizes {
    readonly cluster: { readonly nodes: Record<"data" | "general", { readonly instanceType: string }> };
    readonly postgres: { readonly instanceClass: string };
    readonly redis: { readonly nodeType: string };
}

test.each(PROFILES)("every machine of the profile %s has a price", (profile) => {
    const { cluster, postgres, redis } = PROFILE_DEFAULTS[profile] as unknown as Sizes;
    const keys = [
        `ec2:${cluster.nodes.data.instanceType}`,
        `ec2:${cluster.nodes.general.instanceType}`,
        `rds:${postgres.instanceClass}`,
        `aurora:${postgres.instanceClass}`,
        `elasticache:${redis.nodeType}`,
    ];
    expect(keys.filter((key) => !PRICE_KEYS.includes(key))).toEqual([]);
});
