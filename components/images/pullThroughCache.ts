import * as pulumi from "@pulumi/pulumi";
import { PullThroughCacheRule } from "@pulumi/aws/ecr/pullThroughCacheRule";
import { RepositoryCreationTemplate } from "@pulumi/aws/ecr/repositoryCreationTemplate";
import type { ImageSource, PolicyStatement } from "../../contracts";
import { refuse } from "../shared/refuse";
import {
    LIFECYCLE_POLICY,
    MAX_PREFIX,
    repositoryPrefix,
    UPSTREAMS,
    type Credentials,
    type Upstream,
} from "./upstreams";

export interface PullThroughCacheArgs {
    /** Account whose registry holds the caches: 12 digits. ECR's registries are named after it. */
    readonly accountId: string;
    /** Region of the registry, which is that of the nodes: what they pull must not depend on another one. */
    readonly region: string;
    /**
     * Begins the names of the repositories, so that two stacks in one account and region have rules of their own: at most
     * 23 lower-case letters, digits and inner dashes.
     */
    readonly repositoryPrefix: string;
    /** ARNs of secrets in Secrets Manager by which ECR signs in; their names begin with `ecr-pullthroughcache/`. */
    readonly credentials: Readonly<Record<Credentials, string>>;
}

const PREFIX = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Caches of the public registries in the stack's own region: ECR fetches an image when a node first asks for it, and gives it to every
 * other node from then on, whether the registry answers or not. Once a day at most it asks the registry for a newer image behind a tag
 * (ECR User Guide, "Sync an upstream registry"; UNCONFIRMED against an account that an unanswered question leaves a pull alone). Only what
 * was never pulled in a region needs the registry there.
 *
 * Nodes reach it as they reach the add-ons' registry, by the interface endpoints of ECR. A first pull that comes through those needs a way
 * to the internet beside them (NAT), later ones do not.
 *
 * ECR makes the repositories itself, so that they stay when the stack goes. They take the default encryption (AES-256 with S3's keys): a
 * key of KMS, and tags, would need a role for ECR, for images that anybody can pull elsewhere.
 */
export class PullThroughCache extends pulumi.ComponentResource {
    /** What takes a registry's place, by its host. */
    public readonly caches: ImageSource["caches"];
    /** What the role of the nodes needs beside pulling. */
    public readonly nodeStatements: readonly PolicyStatement[];
    /** Wait for these before the first pod: a repository is made by what is there when it is first pulled from. */
    public readonly ready: readonly pulumi.Resource[];

    /** Throws one ResourceError that names everything wrong with `args`. */
    constructor(name: string, args: PullThroughCacheArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:PullThroughCache", name, args, opts);
        refuse(this, problemsOf(args));

        const upstreams = Object.entries(UPSTREAMS);
        const rules = upstreams.map(([, upstream]) => this.createRule(name, upstream, args));
        const templates = upstreams.map(([, upstream]) => this.createTemplate(name, upstream, args));

        const registry = `${args.accountId}.dkr.ecr.${args.region}.amazonaws.com`;
        this.caches = Object.fromEntries(
            upstreams.map(([host, upstream]) => [
                host,
                `${registry}/${repositoryPrefix(args.repositoryPrefix, upstream)}`,
            ]),
        );
        this.nodeStatements = [importImages(args)];
        this.ready = [...rules, ...templates];
        this.registerOutputs({ caches: this.caches });
    }

    private createRule(name: string, upstream: Upstream, args: PullThroughCacheArgs): PullThroughCacheRule {
        return new PullThroughCacheRule(
            `${name}-${upstream.name}`,
            {
                ecrRepositoryPrefix: repositoryPrefix(args.repositoryPrefix, upstream),
                upstreamRegistryUrl: upstream.url,
                credentialArn: upstream.credentials && args.credentials[upstream.credentials],
            },
            { parent: this },
        );
    }

    /** Tags may move: ECR follows those that the registry moves. */
    private createTemplate(name: string, upstream: Upstream, args: PullThroughCacheArgs): RepositoryCreationTemplate {
        return new RepositoryCreationTemplate(
            `${name}-${upstream.name}`,
            {
                prefix: repositoryPrefix(args.repositoryPrefix, upstream),
                description: `Copies of ${upstream.url}`,
                appliedFors: ["PULL_THROUGH_CACHE"],
                imageTagMutability: "MUTABLE",
                encryptionConfigurations: [{ encryptionType: "AES256" }],
                lifecyclePolicy: JSON.stringify(LIFECYCLE_POLICY),
            },
            { parent: this },
        );
    }
}

/** ECR does it in the name of the node that pulls (ECR User Guide, "IAM permissions required to sync an upstream registry"). */
function importImages({ accountId, region, repositoryPrefix: prefix }: PullThroughCacheArgs): PolicyStatement {
    return {
        sid: "ImportImages",
        actions: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
        resources: [`arn:aws:ecr:${region}:${accountId}:repository/${prefix}/*`],
    };
}

function problemsOf({ repositoryPrefix: prefix }: PullThroughCacheArgs) {
    const longest = Math.max(...Object.values(UPSTREAMS).map((upstream) => repositoryPrefix("", upstream).length));
    const room = MAX_PREFIX - longest;
    return PREFIX.test(prefix) && prefix.length <= room
        ? []
        : [
              {
                  path: "repositoryPrefix",
                  value: prefix,
                  message:
                      `must be at most ${room} lower-case letters, digits and inner dashes, which is what ECR leaves of a rule's prefix; ` +
                      "give the stack a shorter name, or set images.pullThroughCache: false",
              },
          ];
}
