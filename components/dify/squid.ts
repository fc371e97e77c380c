import { PORTS } from "./catalogue";

/** Configuration of the SSRF proxy, which untrusted code is told to go out through: the same hardened text for every release. */

/** Addresses of clouds' metadata services: never reachable, whatever the allow-list says. */
const METADATA_RANGES = [
    "169.254.0.0/16",
    // Alibaba Cloud, inside 100.64.0.0/10.
    "100.100.100.200/32",
    // Azure's host agent, which has a public address.
    "168.63.129.16/32",
    "fe80::/10",
    "fd00:ec2::/32",
];

/** Ranges that are not the public internet (IANA special-purpose registries). */
const PRIVATE_RANGES = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "::1/128",
    "64:ff9b::/96",
    "fc00::/7",
    "ff00::/8",
];

/** Where requests may come from: pods, never the internet. */
const CLIENT_RANGES = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7"];

/** squid.conf. `allowedPrivateRanges`: CIDRs inside the private ranges that may be reached all the same. */
export function squidConfig(allowedPrivateRanges: readonly string[]): string {
    const acl = (name: string, type: string, values: readonly string[]) =>
        values.map((value) => `acl ${name} ${type} ${value}`);
    return [
        `http_port ${PORTS.ssrfProxy}`,
        ...acl("clients", "src", CLIENT_RANGES),
        ...acl("metadata", "dst", METADATA_RANGES),
        ...acl("allowed_private", "dst", allowedPrivateRanges),
        ...acl("private", "dst", PRIVATE_RANGES),
        "acl tls_ports port 443",
        "acl CONNECT method CONNECT",
        "",
        "http_access deny !clients",
        "http_access deny metadata",
        "http_access deny CONNECT !tls_ports",
        ...(allowedPrivateRanges.length > 0 ? ["http_access allow allowed_private"] : []),
        "http_access deny private",
        "http_access allow clients",
        "http_access deny all",
        "",
        "# Nothing is cached, and the target does not learn which pod asked.",
        "cache deny all",
        "forwarded_for delete",
        "httpd_suppress_version_string on",
        "",
        "# Requests in flight may end before the process does.",
        `shutdown_lifetime ${SQUID_SHUTDOWN_SECONDS} seconds`,
        "pid_filename none",
        "coredump_dir none",
        "access_log stdio:/dev/stdout",
        "cache_log stdio:/dev/stderr",
        "",
    ].join("\n");
}

/** Seconds that Squid waits for requests in flight when it is stopped. */
export const SQUID_SHUTDOWN_SECONDS = 20;
