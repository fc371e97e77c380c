import { METADATA_RANGES } from "../contracts/addressRanges";
import { rangeIsWithin } from "../contracts/addressRange";
import type { Problem } from "../contracts/problem";
import type { StackConfig } from "./schema";

/** Rules about where pods may connect to. */

/** The ranges that a configuration opens, by the path of each. */
function openedRanges({ dify, storage }: StackConfig): (readonly [path: string, cidr: string])[] {
    return [
        ...dify.ssrfProxy.allowedPrivateRanges.map(
            (cidr, index) => [`dify.ssrfProxy.allowedPrivateRanges.${index}`, cidr] as const,
        ),
        ...dify.egress.allow.map(({ cidr }, index) => [`dify.egress.allow.${index}.cidr`, cidr] as const),
        ...storage.addresses.map((cidr, index) => [`storage.addresses.${index}`, cidr] as const),
    ];
}

function rangesAreNarrow(config: StackConfig): Problem[] {
    return openedRanges(config)
        .filter(([, cidr]) => cidr.endsWith("/0"))
        .map(([path, value]) => ({
            path,
            value,
            message: "must be a part of the addresses, not all of them: name the ranges that are to be reached",
        }));
}

function metadataStaysClosed(config: StackConfig): Problem[] {
    return openedRanges(config).flatMap(([path, value]) => {
        const metadata = METADATA_RANGES.find((range) => rangeIsWithin(value, range));
        return metadata === undefined
            ? []
            : [
                  {
                      path,
                      value,
                      message: `must not be in ${metadata}: there clouds hand out the credentials of the machine to whoever asks`,
                  },
              ];
    });
}

function cniEnforces({ cluster: { kind, networkPolicies } }: StackConfig): Problem[] {
    return !networkPolicies && (kind === "eks" || kind === "k3s")
        ? [
              {
                  path: "cluster.networkPolicies",
                  value: false,
                  message: `must be true with cluster.kind ${kind}, which enforces them`,
              },
          ]
        : [];
}

export const EGRESS_RULES = [rangesAreNarrow, metadataStaysClosed, cniEnforces] as const;
