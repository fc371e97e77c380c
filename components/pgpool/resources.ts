import type { Resources } from "../shared/replicatedService";

/** Mebibytes of the parent process and its helpers. */
const BASE_MEBIBYTES = 64;

/** Mebibytes of the process of one client: 0.4 idle, 3 busy with TLS to both sides (measured, Pgpool-II 4.3.5). */
const MEBIBYTES = { request: 1, limit: 4 };

/** Requests and limits of a replica with a process for each of its connections. */
export function pgpoolResources(connections: number): Resources {
    const mebibytes = (each: number) => `${Math.ceil(BASE_MEBIBYTES + each * connections)}Mi`;
    return {
        requests: { cpu: "250m", memory: mebibytes(MEBIBYTES.request) },
        limits: { cpu: "2", memory: mebibytes(MEBIBYTES.limit) },
    };
}
