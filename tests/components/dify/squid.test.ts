import { SQUID_SHUTDOWN_SECONDS, squidConfig } from "../../../components/dify/squid";
import { withTemporaryFile } from "../../support/files";
import { requireProgram } from "../../support/programs";

const HEAD = `http_port 3128
acl clients src 10.0.0.0/8
acl clients src 100.64.0.0/10
acl clients src 172.16.0.0/12
acl clients src 192.168.0.0/16
acl clients src 127.0.0.0/8
acl clients src fc00::/7
acl resolved dst all
acl metadata dst 169.254.0.0/16
acl metadata dst 100.100.100.200/32
acl metadata dst 168.63.129.16/32
acl metadata dst fe80::/10
acl metadata dst fd00:ec2::/32
`;

const PRIVATE = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fec0::/10",
    "ff00::/8",
];

/** Everything of 10.0.0.0/8 but 10.64.0.0/10, and of fc00::/7 but fd00::/8. */
const WITHOUT_ALLOWED = PRIVATE.flatMap((range) => {
    const rest: Record<string, string[]> = {
        "10.0.0.0/8": ["10.0.0.0/10", "10.128.0.0/9"],
        "fc00::/7": ["fc00:0:0:0:0:0:0:0/8"],
    };
    return rest[range] ?? [range];
});

const TAIL = `acl proxied_ports port 80 443 1025-65535
acl tls_ports port 443
acl CONNECT method CONNECT

http_access deny !clients
# What others fetch is nobody's business.
http_access deny manager
http_access deny !proxied_ports
http_access deny CONNECT !tls_ports
# First of those about addresses: a name without an address is in none of the ranges below, but might have one afterwards.
http_access deny !resolved
http_access deny metadata
http_access deny private
http_access allow clients
http_access deny all

# An address is used as it was checked: a name whose answers change is asked again only later.
negative_dns_ttl 60 seconds

# Nothing is cached, and the target does not learn which pod asked.
cache deny all
forwarded_for delete
httpd_suppress_version_string on

# Requests in flight may end before the process does.
shutdown_lifetime 120 seconds
pid_filename none
coredump_dir none
access_log stdio:/dev/stdout
cache_log stdio:/dev/stderr
`;

const configOf = (denied: readonly string[]) =>
    `${HEAD}${denied.map((range) => `acl private dst ${range}\n`).join("")}${TAIL}`;

const CLOSED = configOf(PRIVATE);

const OPENED = configOf(WITHOUT_ALLOWED);

test.each([
    ["no private range", [], CLOSED],
    ["two private ranges", ["10.64.0.0/10", "fd00::/8"], OPENED],
])("squid.conf with %s open", (_, allowedPrivateRanges, text) => {
    expect(squidConfig(allowedPrivateRanges)).toBe(text);
});

test("waits for requests in flight as long as the pod is told", () => {
    expect(SQUID_SHUTDOWN_SECONDS).toBe(120);
});

describe("Squid itself", () => {
    const squid = requireProgram("squid", "apt-get install squid");

    squid.test("accepts the closed configuration without a word", () => expectAccepted(CLOSED));
    squid.test("accepts the opened configuration without a word", () => expectAccepted(OPENED));

    function expectAccepted(text: string): void {
        const { status, stdout, stderr } = withTemporaryFile("squid.conf", text, (file) =>
            squid.run("-k", "parse", "-f", file),
        );
        const complaints = `${stdout}${stderr}`.split("\n").filter((line) => /WARNING|ERROR|FATAL/.test(line));
        expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
    }
});
