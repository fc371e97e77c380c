import { METADATA_RANGES, PRIVATE_IPV4_RANGES, PRIVATE_IPV6_RANGES } from "../../contracts";
import { rangesWithout } from "../../contracts/addressRange";
import { PORTS } from "./catalogue";

/** Configuration of the SSRF proxy, which untrusted code is told to go out through: the same hardened text for every release. */

/** Where requests may come from: pods, never the internet. */
const CLIENT_RANGES = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7"];

/** Ports that the proxy opens connections to: those of the web, and those that programs of users may have. */
export const PROXIED_PORTS = [{ port: 80 }, { port: 443 }, { port: 1025, endPort: 65535 }] as const;

/** Squid keeps an answer of a name server for so long at least, whatever that says of it, seconds. */
const NAMES_KEPT_SECONDS = 60;

/**
 * squid.conf. `allowedPrivateRanges`: CIDRs inside the private ranges that may be reached all the same.
 *
 * Ranges are denied rather than allowed: a name with several addresses is refused when any of them is in a denied range, and would be
 * accepted if only one were in an allowed one.
 */
export function squidConfig(allowedPrivateRanges: readonly string[]): string {
    const acl = (name: string, type: string, values: readonly string[]) =>
        values.map((value) => `acl ${name} ${type} ${value}`);
    const denied = rangesWithout([...PRIVATE_IPV4_RANGES, ...PRIVATE_IPV6_RANGES], allowedPrivateRanges);
    const ports = PROXIED_PORTS.map((range) =>
        "endPort" in range ? `${range.port}-${range.endPort}` : `${range.port}`,
    );
    return [
        `http_port ${PORTS.ssrfProxy}`,
        ...acl("clients", "src", CLIENT_RANGES),
        "acl resolved dst all",
        ...acl("metadata", "dst", METADATA_RANGES),
        ...acl("private", "dst", denied),
        `acl proxied_ports port ${ports.join(" ")}`,
        "acl tls_ports port 443",
        "acl CONNECT method CONNECT",
        "",
        "http_access deny !clients",
        "# What others fetch is nobody's business.",
        "http_access deny manager",
        "http_access deny !proxied_ports",
        "http_access deny CONNECT !tls_ports",
        "# First of those about addresses: a name without an address is in none of the ranges below, but might have one afterwards.",
        "http_access deny !resolved",
        "http_access deny metadata",
        "http_access deny private",
        "http_access allow clients",
        "http_access deny all",
        "",
        "# An address is used as it was checked: a name whose answers change is asked again only later.",
        `negative_dns_ttl ${NAMES_KEPT_SECONDS} seconds`,
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

/** Seconds that Squid waits for requests in flight when it is stopped: an answer of a model comes through it, word by word. */
export const SQUID_SHUTDOWN_SECONDS = 120;
