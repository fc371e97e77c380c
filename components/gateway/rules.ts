import type { Problem } from "../../contracts";
import { when } from "../shared/refuse";
import { MAX_DRAIN_SECONDS } from "./drain";
import type { HigressGatewayArgs } from "./higressGateway";

/** What the arguments must be for the gateway to keep its promises: pure. */

/** So that a zone whose load balancer address is in use never depends on one pod. */
const MIN_PER_ZONE = 2;

const WHY_SO_MANY = "a load balancer sends a zone's requests to the gateways of that zone";

const NODE_PORTS = { first: 30000, last: 32767 };

type Checked = Pick<HigressGatewayArgs, "cluster" | "exposure"> &
    Required<
        Pick<
            HigressGatewayArgs,
            "replicasPerZone" | "acceptOnePerZone" | "maxPerZone" | "drainSeconds" | "maxBodyBytes"
        >
    >;

/** Everything that is wrong. */
export function gatewayProblems(args: Checked): Problem[] {
    const { cluster, replicasPerZone, maxPerZone, drainSeconds, maxBodyBytes, exposure } = args;
    const minPerZone = args.acceptOnePerZone ? 1 : MIN_PER_ZONE;
    return [
        ...when(cluster.zones.length === 0, "cluster.zones", [], "at least one zone"),
        ...when(
            !Number.isInteger(replicasPerZone) || replicasPerZone < minPerZone,
            "replicasPerZone",
            replicasPerZone,
            `a whole number, at least ${minPerZone}${args.acceptOnePerZone ? "" : `: ${WHY_SO_MANY}; acceptOnePerZone lowers it to 1`}`,
        ),
        ...when(
            !Number.isInteger(maxPerZone) || maxPerZone < replicasPerZone,
            "maxPerZone",
            maxPerZone,
            `a whole number, at least replicasPerZone (${replicasPerZone})`,
        ),
        ...when(
            !Number.isInteger(drainSeconds) || drainSeconds < 1 || drainSeconds > MAX_DRAIN_SECONDS,
            "drainSeconds",
            drainSeconds,
            `seconds from 1 to ${MAX_DRAIN_SECONDS}, after which a load balancer would end them`,
        ),
        ...when(
            !Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1,
            "maxBodyBytes",
            maxBodyBytes,
            "a whole number of bytes, at least 1",
        ),
        ...(exposure.kind === "nodePorts" ? nodePortProblems(exposure) : []),
    ];
}

function nodePortProblems(ports: Readonly<Record<"http" | "https" | "health", number>>): Problem[] {
    const names = ["http", "https", "health"] as const;
    return names.flatMap((name, index) => {
        const earlier = names.slice(0, index).find((other) => ports[other] === ports[name]);
        return [
            ...when(
                !Number.isInteger(ports[name]) || ports[name] < NODE_PORTS.first || ports[name] > NODE_PORTS.last,
                `exposure.${name}`,
                ports[name],
                `a port from ${NODE_PORTS.first} to ${NODE_PORTS.last}, which Kubernetes keeps for this`,
            ),
            ...when(earlier !== undefined, `exposure.${name}`, ports[name], `already the port of exposure.${earlier}`),
        ];
    });
}
