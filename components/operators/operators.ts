import * as pulumi from "@pulumi/pulumi";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type { ImageSource } from "../../contracts";
import { valuesWithImages } from "../shared/chartImages";
import { OPERATORS, type OperatorName } from "./catalogue";

export interface OperatorsArgs {
    /** Which of the catalogue; what they build on comes along. Default: all. The catalogue pins chart, version and values. */
    readonly names?: readonly OperatorName[];
    /** Where images are pulled from. Default: from the registries that publish them. */
    readonly images?: ImageSource;
}

/**
 * The operators that the data tier needs, with their custom resource definitions. `helm.v3.Release`, because the charts are used
 * as they are and some work through hooks, which `helm.v4.Chart` drops.
 */
export class Operators extends pulumi.ComponentResource {
    /** Wait for these before creating a custom resource. */
    public readonly releases: readonly pulumi.Resource[];

    constructor(name: string, args: OperatorsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:Operators", name, args, opts);
        const installed = new Map<OperatorName, Release>();

        for (const operator of withPrerequisites(args.names ?? ALL)) {
            const { chart, version, repository, namespace, values, images, after } = OPERATORS[operator];
            const release = new Release(
                `${name}-${operator}`,
                {
                    name: operator,
                    chart,
                    version,
                    repositoryOpts: { repo: repository },
                    namespace,
                    createNamespace: true,
                    atomic: true,
                    timeout: 600,
                    values: valuesWithImages(values, images, args.images),
                },
                { parent: this, dependsOn: after.flatMap((earlier) => installed.get(earlier) ?? []) },
            );
            installed.set(operator, release);
        }
        this.releases = [...installed.values()];
        this.registerOutputs({});
    }
}

const ALL = Object.keys(OPERATORS) as OperatorName[];

/** The operators and all that must be installed before them, in the catalogue's order. */
function withPrerequisites(names: readonly OperatorName[]): OperatorName[] {
    const wanted = new Set<OperatorName>();
    const add = (name: OperatorName): void => {
        wanted.add(name);
        OPERATORS[name].after.forEach(add);
    };
    names.forEach(add);
    return ALL.filter((name) => wanted.has(name));
}
