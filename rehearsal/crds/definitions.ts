import * as fs from "node:fs/promises";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../analysis/graph";
import { CRD_SOURCES } from "./catalogue";
import { permissiveDefinition, type CustomKind } from "./customKinds";

/** Where a definition came from, from the strictest to the most lenient. */
export type DefinitionOrigin = "folder" | "download" | "permissive";

export interface Definition {
    readonly kind: CustomKind;
    readonly origin: DefinitionOrigin;
    readonly object: KubernetesObject;
}

export interface DefinitionOptions {
    /** Folder of YAML files with definitions; those win. */
    readonly folder?: string;
    /** Default: from the network. */
    readonly download?: (url: string) => Promise<string | undefined>;
}

/** All downloads together may take this long: without a network they must not hold up the rehearsal. */
const DOWNLOAD_TIMEOUT_MILLISECONDS = 5000;

/** A definition for each kind: from the folder, from its publisher, or else one that accepts anything. */
export async function definitionsFor(
    kinds: readonly CustomKind[],
    { folder, download = downloader() }: DefinitionOptions,
): Promise<Definition[]> {
    const given = folder === undefined ? [] : await readDefinitions(folder);
    return Promise.all(
        kinds.map(async (kind): Promise<Definition> => {
            const inFolder = given.find((object) => defines(object, kind));
            if (inFolder !== undefined) {
                return { kind, origin: "folder", object: inFolder };
            }
            const source = CRD_SOURCES.find((known) => known.group === kind.group && known.kind === kind.kind);
            const text = source === undefined ? undefined : await download(source.url);
            const published = text === undefined ? undefined : parse(text).find((object) => defines(object, kind));
            return published === undefined
                ? { kind, origin: "permissive", object: permissiveDefinition(kind) }
                : { kind, origin: "download", object: published };
        }),
    );
}

function downloader(): (url: string) => Promise<string | undefined> {
    const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MILLISECONDS);
    return async (url) => {
        try {
            const response = await fetch(url, { signal });
            return response.ok ? await response.text() : undefined;
        } catch {
            return undefined;
        }
    };
}

async function readDefinitions(folder: string): Promise<KubernetesObject[]> {
    const files = (await fs.readdir(folder)).filter((file) => /\.ya?ml$/.test(file)).sort();
    const texts = await Promise.all(files.map((file) => fs.readFile(path.join(folder, file), "utf8")));
    return texts.flatMap(parse);
}

/** Definitions in a YAML text. YAML 1.2: under 1.1 rules the `=` in some of them is no text. */
function parse(text: string): KubernetesObject[] {
    return parseAllDocuments(text)
        .map((document) => document.toJS() as KubernetesObject | null)
        .filter((object): object is KubernetesObject => object?.kind === "CustomResourceDefinition");
}

function defines(object: KubernetesObject, { group, kind, version }: CustomKind): boolean {
    const { spec } = object as unknown as {
        spec: { group: string; names: { kind: string }; versions: { name: string; served: boolean }[] };
    };
    return (
        spec.group === group &&
        spec.names.kind === kind &&
        spec.versions.some((candidate) => candidate.name === version && candidate.served)
    );
}
