import type { ResourceGraph } from "../../analysis/graph";
import type { RawConfig } from "../../config";
import { mergeConfig } from "../../config/merge";
import { evaluateStack } from "../support/evaluation";

export interface AwsVariant {
    readonly stack: string;
    readonly change: RawConfig;
    /** Zones that the stack spans. */
    readonly zones: readonly string[];
}

const THREE_ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const SECOND_ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

/** A network that somebody else made. */
export const EXISTING = {
    vpcId: "vpc-0123456789abcdef0",
    zones: THREE_ZONES.map((zone, index) => ({
        zone,
        publicSubnetId: `subnet-0000000${index}`,
        privateSubnetId: `subnet-1000000${index}`,
        isolatedSubnetId: `subnet-2000000${index}`,
    })),
};

/** Without the second region, which needs more of the data tier than these choices have. */
const ALONE: RawConfig = { dr: { region: undefined } };

const CREDENTIALS = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/a";

const WITH_CACHES: RawConfig = {
    aws: { accountId: "111122223333" },
    images: { pullThroughCache: true, credentials: { dockerHub: CREDENTIALS, github: CREDENTIALS } },
};

/** Stacks that AWS is asked for: those of the repository, and one for each choice that makes other AWS resources. */
export const AWS_VARIANTS: Readonly<Record<string, AwsVariant>> = {
    prod: { stack: "prod", change: {}, zones: THREE_ZONES },
    staging: { stack: "staging", change: {}, zones: THREE_ZONES.slice(0, 2) },
    k3s: { stack: "prod", change: { cluster: { kind: "k3s" } }, zones: THREE_ZONES },
    cloudnativepg: { stack: "prod", change: { ...ALONE, postgres: { engine: "cloudnativepg" } }, zones: THREE_ZONES },
    aurora: { stack: "prod", change: { ...ALONE, postgres: { engine: "aurora" } }, zones: THREE_ZONES },
    "secrets in Kubernetes": {
        stack: "prod",
        change: { ...ALONE, secrets: { store: "kubernetes" } },
        zones: THREE_ZONES,
    },
    "pilot light": { stack: "dr", change: {}, zones: SECOND_ZONES },
    "pilot light with image caches": { stack: "dr", change: WITH_CACHES, zones: SECOND_ZONES },
    "second region": { stack: "dr", change: { recovery: { active: true } }, zones: SECOND_ZONES },
    "existing network": { stack: "prod", change: { network: { existing: EXISTING } }, zones: THREE_ZONES },
};

/** Names of the variants, for `describe.each`. */
export const AWS_VARIANT_NAMES = Object.keys(AWS_VARIANTS);

/** Evaluates a variant. */
export function evaluateAwsVariant(name: string): Promise<ResourceGraph> {
    const { stack, change } = awsVariant(name);
    return evaluateStack(stack, change);
}

/** Evaluates a variant without its second region: what one endpoint of AWS can be asked for. */
export function evaluateAlone(name: string): Promise<ResourceGraph> {
    const { stack, change } = awsVariant(name);
    return evaluateStack(stack, mergeConfig(change, ALONE));
}

export function awsVariant(name: string): AwsVariant {
    const variant = AWS_VARIANTS[name];
    if (variant === undefined) {
        throw new Error(`no AWS variant ${name}`);
    }
    return variant;
}
