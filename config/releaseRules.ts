import {
    isNewer,
    nearestVersions,
    NEWEST_VERSION,
    RELEASES,
    releaseOf,
    type DifyRelease,
} from "../components/dify/catalogue";
import { CHANGES, type ChangeName } from "../components/dify/releases/changes";
import type { Problem } from "../contracts/problem";
import { valueAt, type RawConfig } from "./merge";
import type { StackConfig } from "./schema";

/** Which releases of Dify there are, and what those before the newest do not have. */

/** The release that a configuration asks for; undefined where there is none such, which `releaseIsKnown` says. */
export function releaseOfConfig({ version, allowUntestedVersion }: StackConfig["dify"]): DifyRelease | undefined {
    return RELEASES[version] ?? (allowUntestedVersion && isNewer(version) ? releaseOf(version, true) : undefined);
}

/** What a stack of an older release has instead of the usual defaults: nothing of which there can be one member only. */
export function releaseDefaults(version: unknown): RawConfig {
    const has = typeof version === "string" ? RELEASES[version]?.has : undefined;
    return has?.manySockets === false ? { dify: { collaboration: false, websocket: { replicas: 1 } } } : {};
}

type Rule = (config: StackConfig) => Problem[];

const releaseIsKnown: Rule = ({ dify }) =>
    releaseOfConfig(dify) === undefined
        ? [{ path: "dify.version", value: dify.version, message: whatInstead(dify.version) }]
        : [];

const ALL = "docs/releases.md has them all";

function whatInstead(version: string): string {
    return isNewer(version)
        ? `is newer than ${NEWEST_VERSION}, the newest in the catalogue: set dify.allowUntestedVersion: true to have it run like that one, ` +
              `or use ${NEWEST_VERSION} (${ALL})`
        : `must be a release of the catalogue; did you mean ${nearestVersions(version).join(" or ")}? (${ALL})`;
}

/** Rules that need to know the release; silent without one. */
const forRelease =
    (rule: (release: DifyRelease, config: StackConfig) => Problem[]): Rule =>
    (config) => {
        const release = releaseOfConfig(config.dify);
        return release === undefined ? [] : rule(release, config);
    };

/** Values that an older release cannot have, with the change that brought them. */
const NEEDED: readonly {
    readonly path: readonly string[];
    readonly isWrong: (config: StackConfig) => boolean;
    readonly needs: ChangeName;
    readonly message: string;
}[] = [
    {
        path: ["dify", "collaboration"],
        isWrong: ({ dify }) => dify.collaboration,
        needs: "websocket",
        message: "the editors of one workflow meet in a service that older releases do not have; set it to false",
    },
    {
        path: ["dify", "eventBus"],
        isWrong: ({ dify }) => dify.eventBus === "cluster",
        needs: "eventBusSettings",
        message: "older releases stream from one Redis address or not through Redis at all; use primary",
    },
    {
        path: ["dify", "websocket", "replicas"],
        isWrong: ({ dify }) => dify.collaboration && dify.websocket.replicas > 1,
        needs: "manySockets",
        message:
            "members of older releases do not hear of each other; set it to 1, and in production dify.collaboration to false",
    },
    {
        // Elsewhere there are keys.
        path: ["cluster", "kind"],
        isWrong: ({ cluster, dify }) => cluster.kind === "eks" && (RELEASES[dify.version]?.has.pluginDaemon ?? false),
        needs: "pluginIdentity",
        message: "the plugin daemon of older releases takes access keys only, and pods on EKS have identities",
    },
];

const releaseHasWhatIsAskedFor: Rule = forRelease(({ version, has }, config) =>
    NEEDED.filter(({ isWrong, needs }) => !has[needs] && isWrong(config)).map(({ path, needs, message }) => ({
        path: path.join("."),
        value: valueAt(config, path),
        message: `needs Dify ${CHANGES[needs].since} or later, and dify.version is ${version}: ${message}`,
    })),
);

export const RELEASE_RULES: readonly Rule[] = [releaseIsKnown, releaseHasWhatIsAskedFor];

/** Groups of keys for a service that older releases do not have. */
const SERVICES: readonly { readonly path: readonly string[]; readonly needs: ChangeName }[] = [
    { path: ["dify", "pluginDaemon"], needs: "pluginDaemon" },
    { path: ["dify", "websocket"], needs: "websocket" },
];

/** Keys that a stack states for what its release does not have: they would change nothing. `raw` is without the profile's values. */
export function checkStated(raw: RawConfig, { dify }: StackConfig): Problem[] {
    const release = releaseOfConfig(dify);
    return release === undefined
        ? []
        : SERVICES.filter(({ path, needs }) => !release.has[needs] && valueAt(raw, path) !== undefined).map(
              ({ path, needs }) => ({
                  path: path.join("."),
                  message:
                      `needs Dify ${CHANGES[needs].since} or later, and dify.version is ${release.version}, which does not have this ` +
                      "service; remove it",
              }),
          );
}
