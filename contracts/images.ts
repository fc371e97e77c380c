/** Where images are pulled from, when not from the registries that publish them. */
export interface ImageSource {
    /** What takes the place of a registry, by its host: a registry with or without a path. Goes before `mirror`. */
    readonly caches: Readonly<Record<string, string>>;
    /** Registry and path that has a copy of every other registry, each below its host: `registry.example.com/mirror`. */
    readonly mirror?: string;
}

/** Registry of references that name none. */
const DOCKER_HUB = "docker.io";

/** What goes before the path of an image of a registry; the registry itself when there is nothing in its place. */
export function registryFrom(host: string, source: ImageSource | undefined): string {
    const mirrored = source?.mirror === undefined ? host : `${source.mirror}/${host}`;
    return source?.caches[host] ?? mirrored;
}

/**
 * An image from where it is to be pulled: `repository`, with or without `:tag` and `@digest`, from the registry that publishes it. Without
 * anything in the place of that registry the reference stays as it is.
 */
export function imageFrom(reference: string, source: ImageSource | undefined): string {
    const { host, path } = parts(reference);
    const registry = registryFrom(host, source);
    return registry === host ? reference : `${registry}/${path}`;
}

/** Registry and path, as container runtimes read a reference: without a host it is Docker Hub's, without a slash an official image. */
function parts(reference: string): { host: string; path: string } {
    const [first = "", ...rest] = reference.split("/");
    const named = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    const host = named ? first : DOCKER_HUB;
    const path = named ? rest.join("/") : reference;
    return { host, path: host === DOCKER_HUB && !path.includes("/") ? `library/${path}` : path };
}
