import { TimeoutError, waitFor } from "../../kubernetes/wait";
import type { NamedPod } from "../observer";
import type { DrillSite } from "../site";

/** Asks for a pod's eviction until its budget allows it, somebody else deleted it, or the time is up. */
export async function evict(site: DrillSite, { namespace, name, uid }: NamedPod, limitSeconds: number): Promise<void> {
    // By identity: a StatefulSet's next pod has the name of the last.
    const isThere = () => site.observed.hasPod(uid);
    try {
        await waitFor(async () => (!isThere() || (await site.api.evict(namespace, name)) ? true : undefined), {
            what: `the eviction of ${name}`,
            timeoutSeconds: limitSeconds,
        });
    } catch (error) {
        if (!(error instanceof TimeoutError)) {
            throw error;
        }
    }
}
