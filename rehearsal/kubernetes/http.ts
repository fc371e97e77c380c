import * as https from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";

/** The API server refused a request, in its own words. */
export class ApiError extends Error {
    override readonly name = "ApiError";
    /** HTTP status. */
    readonly status: number;

    constructor(status: number, message: string) {
        super(message);
        this.status = status;
    }
}

export interface ApiRequest {
    readonly method: "GET" | "POST" | "PATCH" | "DELETE";
    /** Path with query, such as `/api/v1/pods?limit=1`. */
    readonly path: string;
    readonly body?: unknown;
    /** Default `application/json`. */
    readonly contentType?: string;
}

/**
 * JSON requests to an API server over connections that are kept open. The bodies go out as they are: the client library's own objects
 * lose fields that its models do not know by that name, such as `x-kubernetes-int-or-string` in a definition.
 */
export class ApiClient {
    private readonly options: Promise<https.RequestOptions>;
    private readonly server: URL;

    constructor(config: KubeConfig) {
        const cluster = config.getCurrentCluster();
        if (cluster === null) {
            throw new Error("the kubeconfig has no current cluster");
        }
        this.server = new URL(cluster.server);
        this.options = connectionOptions(config);
    }

    /** Sends a request and returns the parsed answer. Rejects with an ApiError unless the status is 2xx. */
    async request<T>({ method, path, body, contentType = "application/json" }: ApiRequest): Promise<T> {
        const text = body === undefined ? undefined : JSON.stringify(body);
        const options: https.RequestOptions = {
            ...(await this.options),
            method,
            host: this.server.hostname,
            port: this.server.port,
            path,
            headers: {
                accept: "application/json",
                ...(text === undefined
                    ? {}
                    : { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
            },
        };
        const { status, answer } = await send(options, text);
        if (status < 200 || status > 299) {
            throw new ApiError(status, messageOf(answer));
        }
        return JSON.parse(answer) as T;
    }
}

/** Connections kept open at once: as many as the API server of a laptop answers side by side. */
const MAX_CONNECTIONS = 16;

async function connectionOptions(config: KubeConfig): Promise<https.RequestOptions> {
    const options: https.RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const { ca, cert, key, rejectUnauthorized } = options;
    const agent = new https.Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS, ca, cert, key, rejectUnauthorized });
    return { ...options, agent };
}

function send(options: https.RequestOptions, text: string | undefined): Promise<{ status: number; answer: string }> {
    return new Promise((resolve, reject) => {
        const request = https.request(options, (response) => {
            let answer = "";
            response.setEncoding("utf8");
            response.on("data", (chunk: string) => (answer += chunk));
            response.on("end", () => resolve({ status: response.statusCode ?? 0, answer }));
            response.on("error", reject);
        });
        request.on("error", reject);
        request.end(text);
    });
}

/** The message in the `Status` that an API server answers with. */
function messageOf(answer: string): string {
    try {
        return (JSON.parse(answer) as { message?: string }).message ?? answer;
    } catch {
        return answer;
    }
}
