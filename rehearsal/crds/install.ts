import type { KubernetesObject } from "../../analysis/graph";
import type { KubeApi } from "../kubernetes/kubeApi";
import { hasCondition } from "../kubernetes/readiness";
import { waitFor } from "../kubernetes/wait";
import type { CustomKind } from "./customKinds";
import type { Definition } from "./definitions";

/** Applies the definitions and returns when the API server serves their kinds. */
export async function installDefinitions(api: KubeApi, definitions: readonly Definition[]): Promise<void> {
    await Promise.all(definitions.map(({ object }) => api.apply(object)));
    await Promise.all(
        definitions.map(({ kind, object }) =>
            waitFor(async () => ((await isServed(api, object, kind)) ? true : undefined), {
                what: `the API server to serve ${kind.kind}`,
                timeoutSeconds: 30,
            }),
        ),
    );
}

/** Accepted, and listed among the kinds that the API server knows: the second can come a moment after the first. */
async function isServed(
    api: KubeApi,
    definition: KubernetesObject,
    { group, version, kind }: CustomKind,
): Promise<boolean> {
    const live = await api.get(definition);
    if (live === undefined || !hasCondition(live.status ?? {}, "Established")) {
        return false;
    }
    return api.list(`${group}/${version}`, kind).then(
        () => true,
        () => false,
    );
}
