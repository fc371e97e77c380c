import * as semver from "semver";
import type { DifyRelease } from "../catalogue";
import { CHANGES, type ChangeName } from "./changes";
import type { Change, Defect, Source } from "./types";

/** What going from one release to another means, as far as the releases tell. Pure. */

/** Why a way from one release to another is refused, and what to do instead. */
export interface Refusal {
    readonly reason: string;
    readonly instead: string;
    readonly source: Source;
}

/** Something that upstream does not say, or wants to have done by hand. */
export interface Caution {
    readonly what: string;
    readonly source: Source;
}

/** A command that somebody has to give in a pod of the API, for nothing gives it by itself. */
export interface ManualCommand {
    readonly command: string;
    readonly why: string;
    readonly source: Source;
}

export interface ReleaseDifference {
    /** Changes that come on the way, oldest first. */
    readonly changes: readonly (Change & { readonly name: ChangeName })[];
    readonly queues: { readonly added: readonly string[]; readonly removed: readonly string[] };
    readonly defects: { readonly mended: readonly Defect[]; readonly added: readonly Defect[] };
    /** How the Job of the newer release migrates, as one would type it. */
    readonly migration: string;
    /** Whether that Job fails when the migration does, so that what depends on it is not started. */
    readonly migrationCanFail: boolean;
    /** After the upgrade, in this order. */
    readonly commands: readonly ManualCommand[];
    readonly cautions: readonly Caution[];
}

/** Where upstream describes how models and tools of 0.x become plugins. */
const PLUGIN_GUIDE = "docs.dify.ai/zh-hans/development/migration; langgenius/dify: api/commands.py at 1.0.0";

/** The first release with plugins, for which the guide is written. */
const FIRST_WITH_PLUGINS = "1.0.0";

/** The first whose plugin daemon can run with identities instead of keys, as on EKS: there it takes the place of the first. */
const FIRST_WITH_IDENTITY = CHANGES.pluginIdentity.since;

const PLUGIN_COMMANDS: readonly ManualCommand[] = [
    {
        command: "poetry run flask extract-plugins --workers=20",
        why: "writes plugins.jsonl (Enter at its question), the models and tools that every workspace uses",
        source: PLUGIN_GUIDE,
    },
    {
        command: "poetry run flask install-plugins --workers=2",
        why: "installs them as plugins; needs plugins.jsonl of the same pod, and the way to marketplace.dify.ai",
        source: PLUGIN_GUIDE,
    },
    {
        command: "poetry run flask migrate-data-for-plugin",
        why: "rewrites providers of models and tools in the database; no command takes that back",
        source: PLUGIN_GUIDE,
    },
];

/** Releases whose failed migration ends with 0 (langgenius/dify#32024). */
const FAILS_UNSEEN = ">=0.6.12 <1.13.0";

/** The jumps that are refused; undefined for one that is taken. */
export function upgradeRefusal({ version: from }: DifyRelease, { version: to }: DifyRelease): Refusal | undefined {
    if (semver.eq(from, to)) {
        return {
            reason: `the stack is at Dify ${from} already`,
            instead: "name another release with --to; `npm run plan` says what this one consists of",
            source: "dify.version",
        };
    }
    if (semver.lt(to, from)) {
        return {
            reason: `Dify ${to} is older than ${from}: the schema of ${from} stays, and migrations have no way back`,
            instead:
                `restore the database of before the upgrade together with dify.version ${to} ` +
                "(docs/runbooks/upgrade.md, Back)",
            source: "api/docker/entrypoint.sh: migrations go forward only",
        };
    }
    const leavesPluginsOut = semver.lt(from, FIRST_WITH_PLUGINS) && semver.gt(to, FIRST_WITH_PLUGINS);
    return leavesPluginsOut && to !== FIRST_WITH_IDENTITY
        ? {
              reason: `upstream says for Dify ${FIRST_WITH_PLUGINS} how models and tools of ${from} become plugins; that it works at ${to} is UNCONFIRMED`,
              instead:
                  `first --to ${FIRST_WITH_PLUGINS} (on EKS ${FIRST_WITH_IDENTITY}, whose plugin daemon takes identities), ` +
                  `run its commands for plugins, then --to ${to}`,
              source: PLUGIN_GUIDE,
          }
        : undefined;
}

/** What a newer release brings. `passedOver`: releases of the catalogue between the two. */
export function releaseDifference(
    from: DifyRelease,
    to: DifyRelease,
    passedOver: readonly string[],
): ReleaseDifference {
    const names = Object.keys(CHANGES) as ChangeName[];
    const withoutOf = <T>(some: readonly T[], others: readonly T[]) => some.filter((one) => !others.includes(one));
    return {
        changes: names.filter((name) => to.has[name] && !from.has[name]).map((name) => ({ name, ...CHANGES[name] })),
        queues: { added: withoutOf(to.queues, from.queues), removed: withoutOf(from.queues, to.queues) },
        defects: { mended: withoutOf(from.defects, to.defects), added: withoutOf(to.defects, from.defects) },
        migration: to.migration.kind === "mode" ? "MODE=migration" : to.migration.command.join(" "),
        migrationCanFail: !semver.satisfies(to.version, FAILS_UNSEEN),
        commands: becomesPlugins(from, to) ? PLUGIN_COMMANDS : [],
        cautions: cautionsOf(from, to, passedOver),
    };
}

function becomesPlugins(from: DifyRelease, to: DifyRelease): boolean {
    return to.has.pluginDaemon && !from.has.pluginDaemon;
}

function cautionsOf(from: DifyRelease, to: DifyRelease, passedOver: readonly string[]): Caution[] {
    const jump = { from: from.version, to: to.version };
    const cautions: readonly (Caution & { readonly applies: boolean })[] = [
        {
            applies: true,
            what:
                `UNCONFIRMED whether the schema differs between ${jump.from} and ${jump.to}, and whether pods of ${jump.from} ` +
                "can work on the newer one meanwhile: Dify promises nothing for either. The Job runs in any case.",
            source: "api/migrations is not part of the catalogue",
        },
        {
            applies: true,
            what:
                "UNCONFIRMED whether newer pods put tasks that older workers do not know into queues that both have: Celery throws " +
                "such tasks away. API and workers roll over at once, so upgrade when little is going on.",
            source: "Celery: unregistered tasks are discarded; upstream says nothing of it",
        },
        {
            applies: semver.satisfies(to.version, FAILS_UNSEEN),
            what: `A migration of ${to.version} that fails ends with 0: pods roll over all the same. Read its log before the first requests.`,
            source: "langgenius/dify#32024",
        },
        {
            applies: passedOver.length > 0,
            what:
                `UNCONFIRMED that ${passedOver.length} release${passedOver.length === 1 ? "" : "s"} of the catalogue can be passed over: Alembic runs all their ` +
                "migrations in order, and upstream's notes of each may ask for more.",
            source: "langgenius/dify discussions #37058, #39678",
        },
        {
            applies: to.version === FIRST_WITH_IDENTITY && becomesPlugins(from, to),
            what: `UNCONFIRMED that the commands for plugins do at ${to.version} what they do at ${FIRST_WITH_PLUGINS}, which upstream wrote them for.`,
            source: PLUGIN_GUIDE,
        },
        {
            applies: semver.lt(from.version, "1.15.0") && semver.gte(to.version, "1.15.0"),
            what:
                "UNCONFIRMED that `flask backfill-plugin-auto-upgrade` must be run by hand once from 1.15.0 on: read " +
                "upstream's notes of 1.15.0.",
            source: "langgenius/dify discussion #39678, an answer that nobody has checked",
        },
    ];
    return cautions.filter(({ applies }) => applies).map(({ what, source }) => ({ what, source }));
}
