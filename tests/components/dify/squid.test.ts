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
acl metadata dst 169.254.0.0/16
acl metadata dst 100.100.100.200/32
acl metadata dst 168.63.129.16/32
acl metadata dst fe80::/10
acl metadata dst fd00:ec2::/32
`;

const RANGES = `acl private dst 0.0.0.0/8
acl private dst 10.0.0.0/8
acl private dst 100.64.0.0/10
acl private dst 127.0.0.0/8
acl private dst 172.16.0.0/12
acl private dst 192.0.0.0/24
acl private dst 192.168.0.0/16
acl private dst 198.18.0.0/15
acl private dst 224.0.0.0/4
acl private dst 240.0.0.0/4
acl private dst ::/128
acl private dst ::1/128
acl private dst 64:ff9b::/96
acl private dst fc00::/7
acl private dst ff00::/8
acl tls_ports port 443
acl CONNECT method CONNECT
`;

const TAIL = `
# Nothing is cached, and the target does not learn which pod asked.
cache deny all
forwarded_for delete
httpd_suppress_version_string on

# Requests in flight may end before the process does.
shutdown_lifetime 20 seconds
pid_filename none
coredump_dir none
access_log stdio:/dev/stdout
cache_log stdio:/dev/stderr
`;

const CLOSED = `${HEAD}${RANGES}
http_access deny !clients
http_access deny metadata
http_access deny CONNECT !tls_ports
http_access deny private
http_access allow clients
http_access deny all
${TAIL}`;

const OPENED = `${HEAD}acl allowed_private dst 10.1.2.0/24
acl allowed_private dst fd12::/16
${RANGES}
http_access deny !clients
http_access deny metadata
http_access deny CONNECT !tls_ports
http_access allow allowed_private
http_access deny private
http_access allow clients
http_access deny all
${TAIL}`;

test.each([
    ["no private range", [], CLOSED],
    ["two private ranges", ["10.1.2.0/24", "fd12::/16"], OPENED],
])("squid.conf with %s open", (_, allowedPrivateRanges, text) => {
    expect(squidConfig(allowedPrivateRanges)).toBe(text);
});

test.each([
    ["the clients", "deny !clients"],
    ["metadata services", "deny metadata"],
    ["the port of TLS", "deny CONNECT !tls_ports"],
])("%s are checked before a private range is opened", (_, rule) => {
    const lines = squidConfig(["10.0.0.0/8"]).split("\n");
    const position = lines.indexOf(`http_access ${rule}`);
    expect(position).toBeGreaterThan(0);
    expect(position).toBeLessThan(lines.indexOf("http_access allow allowed_private"));
});

test("waits for requests in flight as long as the pod is told", () => {
    expect(SQUID_SHUTDOWN_SECONDS).toBe(20);
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
