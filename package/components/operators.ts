import type * as pulumi from "@pulumi/pulumi";
import * as program from "../../components/operators/operators";
import type { PackagedComponent } from "../component";
import { imageSource, type Images } from "../shapes/cluster";

/** Operators of the catalogue, which pins chart, version and values. */
export const OperatorName = {
    /** Certificates; others need it for their webhooks. */
    CertManager: "cert-manager",
    /** PostgreSQL. */
    CloudNativePg: "cloudnative-pg",
    /** Backups of PostgreSQL. */
    PluginBarmanCloud: "plugin-barman-cloud",
    /** Redis. */
    RedisOperator: "redis-operator",
    /** Milvus. */
    MilvusOperator: "milvus-operator",
    /** Spreads pods anew after a zone has come back. */
    Descheduler: "descheduler",
    /** Autoscalers by time and by queue. */
    Keda: "keda",
} as const;
export type OperatorName = (typeof OperatorName)[keyof typeof OperatorName];

export interface OperatorsArgs {
    /** Which of the catalogue; what they build on comes along. Default: all. */
    readonly names?: OperatorName[];
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: Images;
}

/** The operators that the data tier needs, with their custom resource definitions: what needs one depends on this. */
export declare class Operators extends pulumi.ComponentResource {
    constructor(name: string, args: OperatorsArgs, opts?: pulumi.ComponentResourceOptions);
}

export const operators: PackagedComponent<OperatorsArgs, Operators> = {
    problems: () => [],
    construct: (name, { names, images }, opts) => ({
        component: new program.Operators(name, { names, images: images && imageSource(images) }, opts),
        outputs: {},
    }),
};
