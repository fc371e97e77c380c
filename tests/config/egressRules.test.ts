import type { RawConfig } from "../../config";
import { linesWith } from "./minimal";

/** Rules about where pods may connect to. */

const opened = (cidr: string): RawConfig => ({ dify: { egress: { allow: [{ cidr, ports: [25] }] } } });

const RANGE = "must be a CIDR such as 10.1.2.0/24; a NetworkPolicy knows addresses and no names";
const ALL = "must be a part of the addresses, not all of them: name the ranges that are to be reached";
const metadata = (range: string) =>
    `must not be in ${range}: there clouds hand out the credentials of the machine to whoever asks`;

test.each<[what: string, change: RawConfig, lines: string[]]>([
    ["a private range", opened("10.1.0.0/16"), []],
    ["a public range", opened("203.0.113.0/24"), []],
    ["an IPv6 range", opened("fd12::/16"), []],
    ["a range around metadata services", opened("100.64.0.0/10"), []],
    ["a name", opened("mail.example.com"), [`dify.egress.allow.0.cidr = "mail.example.com": ${RANGE}`]],
    ["an address without a length", opened("10.1.2.3"), [`dify.egress.allow.0.cidr = "10.1.2.3": ${RANGE}`]],
    ["every address", opened("0.0.0.0/0"), [`dify.egress.allow.0.cidr = "0.0.0.0/0": ${ALL}`]],
    ["every IPv6 address", opened("::/0"), [`dify.egress.allow.0.cidr = "::/0": ${ALL}`]],
    [
        "the metadata service",
        opened("169.254.169.254/32"),
        [`dify.egress.allow.0.cidr = "169.254.169.254/32": ${metadata("169.254.0.0/16")}`],
    ],
    [
        "the name of a store",
        { storage: { addresses: ["s3.example.com"] } },
        [`storage.addresses.0 = "s3.example.com": ${RANGE}`],
    ],
    [
        "no port",
        { dify: { egress: { allow: [{ cidr: "10.1.0.0/16", ports: [] }] } } },
        ["dify.egress.allow.0.ports = []: must not be empty"],
    ],
    [
        "a port that is none",
        { dify: { egress: { allow: [{ cidr: "10.1.0.0/16", ports: [65536] }] } } },
        ["dify.egress.allow.0.ports.0 = 65536: must be at most 65535"],
    ],
    [
        "everything wrong at once",
        {
            dify: {
                ssrfProxy: { allowedPrivateRanges: ["10.0.0.0/8", "0.0.0.0/0", "fd00:ec2::254/128"] },
                egress: { allow: [{ cidr: "100.100.100.200/32", ports: [80] }] },
            },
            storage: { addresses: ["168.63.129.16/32"] },
        },
        [
            `dify.ssrfProxy.allowedPrivateRanges.1 = "0.0.0.0/0": ${ALL}`,
            `dify.ssrfProxy.allowedPrivateRanges.2 = "fd00:ec2::254/128": ${metadata("fd00:ec2::/32")}`,
            `dify.egress.allow.0.cidr = "100.100.100.200/32": ${metadata("100.100.100.200/32")}`,
            `storage.addresses.0 = "168.63.129.16/32": ${metadata("168.63.129.16/32")}`,
        ],
    ],
])("%s", (_, change, lines) => expect(linesWith(change)).toEqual(lines));

test.each(["eks", "k3s"])("%s enforces NetworkPolicies, so that they are made", (kind) => {
    expect(linesWith({ cluster: { kind, networkPolicies: false } })).toContain(
        `cluster.networkPolicies = false: must be true with cluster.kind ${kind}, which enforces them`,
    );
});

test("any other cluster may be without", () => {
    expect(linesWith({ cluster: { networkPolicies: false } })).toEqual([]);
});
