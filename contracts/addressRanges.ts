/** Address ranges with a meaning of their own. */

/** Where clouds answer any process that asks with credentials of the machine: never reachable, whatever an allow-list says. */
export const METADATA_RANGES = [
    // Link-local: AWS, Azure, Google Cloud and most others (RFC 3927).
    "169.254.0.0/16",
    // Alibaba Cloud, inside 100.64.0.0/10.
    "100.100.100.200/32",
    // Azure's host agent, which has a public address.
    "168.63.129.16/32",
    "fe80::/10",
    // AWS over IPv6.
    "fd00:ec2::/32",
] as const;

/** Ranges that are not the public internet, IPv4 (IANA IPv4 Special-Purpose Address Registry, 2026-11-25), without METADATA_RANGES. */
export const PRIVATE_IPV4_RANGES = [
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
] as const;

/** The same for IPv6, and the ranges in which an IPv4 address hides (translation, tunnels). */
export const PRIVATE_IPV6_RANGES = [
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
] as const;
