import { SERVICE_LEVELS } from "../../contracts/serviceLevels";
import { mergeConfig, type RawConfig } from "../../config/merge";
import { linesOf, linesWith, MINIMAL } from "./minimal";

/** Rules about the service level objective. */

const ON_EKS: RawConfig = mergeConfig(MINIMAL, {
    cluster: { kind: "eks" },
    aws: { region: "eu-central-1" },
    zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
});

const onAws = (target: number, change: RawConfig) =>
    linesOf(mergeConfig(mergeConfig(ON_EKS, { slo: { target } }), change));

const RANGE = "must be a share of 1 between 0.95 and 0.99999: 0.999 for 99.9 %";

test.each<[title: string, target: unknown, line: string]>([
    ["a percentage", 99.9, `slo.target = 99.9: ${RANGE}`],
    ["less than can be alerted on", 0.949, `slo.target = 0.949: ${RANGE}`],
    ["everything", 1, `slo.target = 1: ${RANGE}`],
    ["a text", "high", 'slo.target = "high": must be a number'],
])("%s is refused", (_title, target, line) => {
    expect(linesWith({ slo: { target } })).toEqual([line]);
});

test.each([0.95, 0.9, 0.99999])("%s is taken or refused at the edge", (target) => {
    expect(linesWith({ slo: { target } })).toEqual(target === 0.9 ? [`slo.target = 0.9: ${RANGE}`] : []);
});

test.each<[ms: unknown, line: string]>([
    [0, "slo.latencyMilliseconds = 0: must be at least 10"],
    [1.5, "slo.latencyMilliseconds = 1.5: must be a whole number"],
])("a latency of %s ms is refused", (latencyMilliseconds, line) => {
    expect(linesWith({ slo: { latencyMilliseconds } })).toEqual([line]);
});

const rate = (of: string, failuresPerYear: number) => ({ of, failuresPerYear, repairSeconds: 60 });

test("what fails is known by name, and has one rate", () => {
    expect(linesWith({ slo: { rates: [rate("zone", 1), rate("pod", 1), rate("zone", 2)] } })).toEqual([
        'slo.rates.2.of = "zone": must not be given twice',
    ]);
    expect(linesWith({ slo: { rates: [rate("rack", 1)] } })).toEqual([
        'slo.rates.0.of = "rack": must be one of pod, podWithVolume, providerInstance, natGateway, zone, region',
    ]);
    expect(
        linesWith({
            slo: {
                services: [
                    { of: "dns", availability: 1 },
                    { of: "dns", availability: 1 },
                ],
            },
        }),
    ).toEqual(['slo.services.1.of = "dns": must not be given twice']);
});

test.each([0, 1.1])("a service is available for a share of 1, not for %s", (availability) => {
    expect(linesWith({ slo: { services: [{ of: "dns", availability }] } })).toHaveLength(1);
});

const tooMuch = (target: number, most: number, of: string, source: string) =>
    `slo.target = ${target}: must be at most ${most}, which is all that AWS promises for ${of} (${source})`;

const EKS = tooMuch(0.9999, 0.9995, "the API of an EKS cluster", "https://aws.amazon.com/eks/sla/, 2022-05-04");

test.each<[title: string, target: number, change: RawConfig, lines: string[]]>([
    ["the default", 0.999, {}, []],
    ["what EKS promises", 0.9995, {}, []],
    ["more than EKS promises", 0.9999, {}, [EKS]],
    [
        "more than all of them promise: the least is named",
        0.99995,
        { postgres: { engine: "aurora" } },
        [EKS.replace("0.9999:", "0.99995:")],
    ],
    [
        "more than RDS promises, on k3s",
        0.9999,
        { cluster: { kind: "k3s" }, postgres: { engine: "rds" } },
        [tooMuch(0.9999, 0.9995, "a Multi-AZ instance of RDS", "https://aws.amazon.com/rds/sla/, 2024-01-22")],
    ],
    ["what a load balancer promises, on k3s", 0.9999, { cluster: { kind: "k3s" } }, []],
    [
        "more than a load balancer promises, on k3s",
        0.99995,
        { cluster: { kind: "k3s" } },
        [tooMuch(0.99995, 0.9999, "a load balancer", "https://aws.amazon.com/elasticloadbalancing/sla/, 2022-07-25")],
    ],
])("a target of %s", (_title, target, change, lines) => {
    expect(onAws(target, change)).toEqual(lines);
});

test("nobody promises anything for a cluster of one's own", () => {
    expect(linesWith({ slo: { target: 0.99999 } })).toEqual([]);
});

test("every promise has its source and date", () => {
    Object.values(SERVICE_LEVELS).forEach(({ source, date, availability }) => {
        expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.*sla\/$/);
        expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
        expect(availability).toBeLessThan(1);
    });
});
