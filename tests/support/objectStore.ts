import type { CloudAccess, ObjectStoreEndpoint } from "../../contracts";

/** The same access to every bucket. */
export function accessToAll(access: CloudAccess): ObjectStoreEndpoint["access"] {
    return { files: access, plugins: access, vectors: access, backups: access };
}

/** Access by the keys in a Secret. */
export function keysIn(secret: string): ObjectStoreEndpoint["access"] {
    return accessToAll({ kind: "keys", secret });
}
