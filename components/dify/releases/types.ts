/** What a release of Dify is, as far as running it differs by version. */

/** Where upstream says it: a file of langgenius/dify at the tag in question, an issue, or the documentation. */
export type Source = string;

/** Something that came with a version and is there ever since. */
export interface Change {
    /** The first release tag that has it. */
    readonly since: string;
    /** What it is, as a sentence. */
    readonly what: string;
    readonly source: Source;
}

/** Something that upstream got wrong in some versions. */
export interface Defect {
    /** The first release with it. Default: all before `fixedIn`. */
    readonly since?: string;
    /** The first release without it. Default: none of the catalogue. */
    readonly fixedIn?: string;
    readonly what: string;
    /** What this program does about it. */
    readonly remedy: string;
    readonly source: Source;
}

/** Services that not every release has. */
export type OptionalService = "pluginDaemon" | "websocket";

/** How the one Job of a release migrates the schema. */
export type Migration =
    /** The image's entry point does it when told so, and ends. */
    | { readonly kind: "mode" }
    /** The entry point knows no such mode: the command that it would run before it serves. */
    | { readonly kind: "command"; readonly command: readonly string[] };
