import type { Problem } from "../../contracts";
import type { K3sClusterArgs } from "./args";

/** Embedded etcd keeps a majority of three when any one zone is lost; with two zones, one of them holds the majority. */
export const SERVERS = 3;

const CLUSTER_NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;
const CRON = /^\S+( \S+){4}$/;

/** Smallest root volume: system, binary and the images of the pods. GiB. */
const MIN_VOLUME_GIB = 20;

const isCount = (value: number, min: number) => Number.isInteger(value) && value >= min;

/** Whether a text is an IPv4 range that is not the whole internet. */
export function isBoundedCidr(text: string): boolean {
    const [, address = "", bits = ""] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
    const octets = address.split(".");
    return (
        octets.length === 4 &&
        octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255) &&
        Number(bits) >= 1 &&
        Number(bits) <= 32
    );
}

type Plain = Pick<
    K3sClusterArgs,
    "clusterName" | "network" | "data" | "general" | "volumeGiB" | "snapshots" | "adminCidrs" | "publicApi"
>;

/** Everything wrong with the arguments of a K3sCluster. */
export function problemsOf(args: Plain): Problem[] {
    const { network, data, general, snapshots } = args;
    const checks: [boolean, Problem][] = [
        [
            CLUSTER_NAME.test(args.clusterName),
            {
                path: "clusterName",
                value: args.clusterName,
                message: "must be at most 40 lower-case letters, digits and hyphens: it stands in paths and tags",
            },
        ],
        [
            network.zones.length >= SERVERS,
            {
                path: "network.zones",
                value: network.zones.length,
                message:
                    "must be at least 3: etcd runs in three failure domains, because in two the loss of the one that holds the majority stops the cluster",
            },
        ],
        [isCount(data.perZone, 1), { path: "data.perZone", value: data.perZone, message: "must be at least 1" }],
        [
            isCount(general.minPerZone, 1),
            {
                path: "general.minPerZone",
                value: general.minPerZone,
                message: "must be at least 1: pods move at once only to machines that are there already",
            },
        ],
        [
            isCount(general.maxPerZone, general.minPerZone),
            {
                path: "general.maxPerZone",
                value: general.maxPerZone,
                message: `must not be less than general.minPerZone (${general.minPerZone})`,
            },
        ],
        [
            isCount(args.volumeGiB, MIN_VOLUME_GIB),
            { path: "volumeGiB", value: args.volumeGiB, message: `must be at least ${MIN_VOLUME_GIB}` },
        ],
        [
            isCount(snapshots.retention, 1),
            { path: "snapshots.retention", value: snapshots.retention, message: "must be at least 1 snapshot" },
        ],
        [
            CRON.test(snapshots.schedule),
            {
                path: "snapshots.schedule",
                value: snapshots.schedule,
                message: "must have the five fields of cron, such as 0 2 * * *",
            },
        ],
        [
            args.adminCidrs.length > 0,
            {
                path: "adminCidrs",
                value: args.adminCidrs,
                message: "must name a range: the program itself needs the API",
            },
        ],
        [
            args.publicApi?.cidrs.length !== 0,
            { path: "publicApi.cidrs", value: [], message: "must name a range; leave publicApi out for none" },
        ],
    ];
    return [
        ...checks.filter(([fine]) => !fine).map(([, problem]) => problem),
        ...cidrProblems("adminCidrs", args.adminCidrs),
        ...cidrProblems("publicApi.cidrs", args.publicApi?.cidrs ?? []),
    ];
}

function cidrProblems(path: string, cidrs: readonly string[]): Problem[] {
    return cidrs
        .map((value, index) => ({ path: `${path}[${index}]`, value }))
        .filter(({ value }) => !isBoundedCidr(value))
        .map((problem) => ({
            ...problem,
            message: "must be an IPv4 range such as 10.0.0.0/16, and not the whole internet",
        }));
}
