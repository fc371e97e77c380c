import * as crypto from "node:crypto";

import { UserError } from "../userError";
import { MAX_NODES_PER_ZONE, MAX_ZONES } from "./nodeObjects";

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** A name for a cluster that nobody has named: two at once must not collide. */
export function randomClusterName(): string {
    return `rehearsal-${crypto.randomBytes(3).toString("hex")}`;
}

/** Checks what a caller asked for and throws one `UserError` with every problem. */
export function validateCluster(cluster: { name: string; zones: readonly string[]; nodesPerZone: number }): void {
    const { name, zones, nodesPerZone } = cluster;
    const problems = [
        ...[name, ...zones].flatMap((label, index) =>
            DNS_LABEL.test(label)
                ? []
                : [
                      `${index === 0 ? "cluster name" : "zone"} "${label}": allowed are 1 to 40 lower-case letters, ` +
                          "digits and inner hyphens",
                  ],
        ),
        ...(zones.length < 1 || zones.length > MAX_ZONES
            ? [`${zones.length} zones: 1 to ${MAX_ZONES} are possible`]
            : []),
        ...(new Set(zones).size < zones.length ? [`zones ${zones.join(", ")}: each name may be used once`] : []),
        ...(Number.isInteger(nodesPerZone) && nodesPerZone >= 1 && nodesPerZone <= MAX_NODES_PER_ZONE
            ? []
            : [`${nodesPerZone} nodes per zone: 1 to ${MAX_NODES_PER_ZONE} are possible`]),
    ];
    if (problems.length > 0) {
        throw new UserError(
            `The embedded cluster cannot be made like this:\n${problems.map((p) => `  - ${p}`).join("\n")}`,
            { exitCode: 2 },
        );
    }
}
