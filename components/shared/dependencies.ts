import type * as pulumi from "@pulumi/pulumi";

/** What a component was told to wait for, for those of its children that must wait too: Pulumi does not hand it down. */
export function dependenciesOf(opts: pulumi.ResourceOptions | undefined): pulumi.Input<pulumi.Resource>[] {
    const dependsOn = opts?.dependsOn;
    if (dependsOn === undefined) {
        return [];
    }
    return Array.isArray(dependsOn) ? dependsOn : [dependsOn as pulumi.Input<pulumi.Resource>];
}
