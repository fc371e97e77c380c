import { LOG_RETENTION_DAYS, type Problem } from "../../contracts";
import { ADDON_VERSIONS } from "./catalogue";
import type { EksClusterArgs } from "./eksCluster";

/** What is wrong with the arguments of a cluster: pure. */

/** What the API takes (CreateCluster, `name`). */
const CLUSTER_NAME = /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/;

const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** The image itself takes about 4 GiB; EKS's own default. */
const MIN_VOLUME_GIB = 20;

/** Everything wrong with `args`; empty when nothing is. */
export function eksClusterProblems(args: EksClusterArgs): Problem[] {
    const { data, general, volumeGiB } = args.nodes;
    const cidrs = args.publicEndpoint === false ? [] : args.publicEndpoint.cidrs;
    const checks: (Problem & { readonly ok: boolean })[] = [
        {
            ok: CLUSTER_NAME.test(args.clusterName),
            path: "clusterName",
            value: args.clusterName,
            message: "must be at most 100 letters, digits, hyphens and underscores, a letter or digit first",
        },
        {
            ok: Object.keys(ADDON_VERSIONS).includes(args.version),
            path: "version",
            value: args.version,
            message: `must be one of ${Object.keys(ADDON_VERSIONS).join(", ")}: add-ons are pinned for these only`,
        },
        {
            ok: args.publicEndpoint === false || cidrs.length > 0,
            path: "publicEndpoint.cidrs",
            value: cidrs,
            message: "must name at least one range: EKS takes none for all of the internet",
        },
        {
            ok: !cidrs.some((cidr) => cidr.endsWith("/0")),
            path: "publicEndpoint.cidrs",
            value: cidrs,
            message: "must not be the whole internet: name the ranges that administrators come from",
        },
        ...args.admins.map((arn, index) => ({
            ok: ROLE_ARN.test(arn),
            path: `admins[${index}]`,
            value: arn,
            message: "must be the ARN of an IAM role, such as arn:aws:iam::111122223333:role/Admin",
        })),
        {
            ok: new Set(args.admins).size === args.admins.length,
            path: "admins",
            value: args.admins,
            message: "must not name a role twice: a role has one access entry",
        },
        {
            ok: isCount(data.perZone),
            path: "nodes.data.perZone",
            value: data.perZone,
            message: "must be a whole number, at least 1: pods with volumes run nowhere else",
        },
        {
            ok: isCount(general.minPerZone),
            path: "nodes.general.minPerZone",
            value: general.minPerZone,
            message: "must be a whole number, at least 1: the autoscaler itself needs a node",
        },
        {
            ok: Number.isInteger(general.maxPerZone) && general.maxPerZone >= general.minPerZone,
            path: "nodes.general.maxPerZone",
            value: general.maxPerZone,
            message: `must be a whole number, at least minPerZone (${general.minPerZone})`,
        },
        {
            ok: Number.isInteger(volumeGiB) && volumeGiB >= MIN_VOLUME_GIB,
            path: "nodes.volumeGiB",
            value: volumeGiB,
            message: `must be a whole number of GiB, at least ${MIN_VOLUME_GIB}`,
        },
        {
            ok: LOG_RETENTION_DAYS.includes(args.logRetentionDays),
            path: "logRetentionDays",
            value: args.logRetentionDays,
            message: `must be one of ${LOG_RETENTION_DAYS.join(", ")}: CloudWatch Logs knows no other`,
        },
    ];
    return checks.filter(({ ok }) => !ok).map(({ path, value, message }) => ({ path, value, message }));
}

function isCount(value: number): boolean {
    return Number.isInteger(value) && value >= 1;
}
