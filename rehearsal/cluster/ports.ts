import * as net from "node:net";

/** The ports of a control plane, all on 127.0.0.1. */
export interface ClusterPorts {
    readonly apiServer: number;
    readonly etcd: number;
    readonly etcdPeer: number;
    readonly controllerManager: number;
    readonly scheduler: number;
}

/**
 * Free ports, picked at random by the system. They are all held at the same time, so that no two are the
 * same, and given back before they are returned: whoever uses them must be ready to find one taken.
 */
export async function pickPorts(): Promise<ClusterPorts> {
    const servers = await Promise.all(Array.from({ length: 5 }, holdPort));
    const [apiServer = 0, etcd = 0, etcdPeer = 0, controllerManager = 0, scheduler = 0] = servers.map(portOf);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return { apiServer, etcd, etcdPeer, controllerManager, scheduler };
}

function holdPort(): Promise<net.Server> {
    return new Promise((resolve, reject) => {
        const server = net.createServer();
        server.on("error", reject);
        server.listen(0, "127.0.0.1", () => resolve(server));
    });
}

function portOf(server: net.Server): number {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
}
