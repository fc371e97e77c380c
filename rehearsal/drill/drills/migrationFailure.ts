import type { KubernetesObject, PlannedObject } from "../../../analysis/graph";
import { applyPlan } from "../../apply";
import { FAILING_IMAGE } from "../../cluster/podStages";
import { UserError } from "../../userError";
import type { Drill } from "../drill";
import { brokenQuorums } from "../recording";
import { podTemplateOf, type DrillSite } from "../site";

/** Seconds in which a rollout that should not have begun would show. */
const WATCHED_SECONDS = 5;

/** The next release's migration fails. Applied in the plan's order, with everything that runs the same image. */
export const MIGRATION_FAILURE: Drill = {
    name: "migration-failure",
    title: "the schema migration of the next release fails",
    promise: "nothing that runs the migrated release is touched, the old pods all keep serving",
    expectedSeconds: 10,
    run: async (site) => {
        const migration = site.plan.find(({ object }) => isMigration(object));
        if (migration === undefined) {
            return undefined;
        }
        const image = imageOf(migration.object);
        const users = site.plan.filter(({ object }) => object.kind === "Deployment" && imageOf(object) === image);
        const before = await generations(site, users);
        const failing = { ...migration, object: failingVersion(migration.object) };
        const recording = site.record();
        const refusal = await refusalOf(site, [failing, ...users.map(nextRelease)]);
        await site.within(WATCHED_SECONDS, () => false);
        const after = await generations(site, users);
        await site.api.delete(failing.object);
        const outcomes = recording.outcomes();
        const touched = users.filter((_, index) => before[index] !== after[index]);
        return {
            measured: `${refusal ?? "it was not noticed"} ${users.length - touched.length} of ${users.length} Deployments of the release untouched`,
            breaches: [
                ...(refusal === undefined ? ["the failed migration did not stop the update"] : []),
                ...touched.map(({ object }) => `${object.metadata.name} was rolled out before its migration`),
                ...brokenQuorums(outcomes),
            ],
            workloads: outcomes,
        };
    },
};

function isMigration({ kind, metadata }: KubernetesObject): boolean {
    return kind === "Job" && metadata.name.includes("-migrate-");
}

function imageOf(object: KubernetesObject): string | undefined {
    return podTemplateOf(object).spec.containers[0]?.image;
}

/** The migration of another release, which fails at its first attempt: eleven would take an hour. */
function failingVersion({ spec, ...object }: KubernetesObject): KubernetesObject {
    const template = podTemplateOf({ spec });
    const containers = template.spec.containers.map((container) => ({ ...container, image: FAILING_IMAGE }));
    return {
        ...object,
        metadata: { ...object.metadata, name: `${object.metadata.name}-next` },
        spec: {
            ...(spec as object),
            backoffLimit: 0,
            template: { ...template, spec: { ...template.spec, containers } },
        },
    };
}

function nextRelease({ object, ...place }: PlannedObject): PlannedObject {
    const template = podTemplateOf(object);
    const metadata = { ...template.metadata, annotations: { "dify-ha/release": "next" } };
    return {
        ...place,
        object: { ...object, spec: { ...(object.spec as object), template: { ...template, metadata } } },
    };
}

/** Why the update was stopped; undefined when it was not. */
async function refusalOf(site: DrillSite, plan: readonly PlannedObject[]): Promise<string | undefined> {
    try {
        await applyPlan(site.api, plan);
        return undefined;
    } catch (error) {
        if (error instanceof UserError) {
            return error.message;
        }
        throw error;
    }
}

async function generations(site: DrillSite, objects: readonly PlannedObject[]): Promise<(number | undefined)[]> {
    const live = await Promise.all(objects.map(({ object }) => site.api.get(object)));
    return live.map((object) => object?.metadata.generation);
}
