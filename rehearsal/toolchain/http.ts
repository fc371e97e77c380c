import * as http from "node:http";
import * as https from "node:https";

/** A host that does not answer within this time counts as unreachable. Milliseconds. */
export const REACH_TIMEOUT_MS = 4_000;

/** A transfer that has stood still for this long has failed. Milliseconds. */
const STALL_TIMEOUT_MS = 30_000;

const MAX_REDIRECTS = 5;

// Proxies are taken from HTTPS_PROXY and NO_PROXY (Node 22.21 and later know the option, the type package
// does not).
const agentOptions = { proxyEnv: process.env } as https.AgentOptions;
const httpsAgent = new https.Agent(agentOptions);
const httpAgent = new http.Agent(agentOptions);

/**
 * Opens a URL for reading and follows redirects. Throws an `Error` with a short reason ("cannot be reached:
 * …", "answers 404") that names the host; aborting `signal` ends the transfer too.
 */
export async function openUrl(url: string, signal?: AbortSignal): Promise<http.IncomingMessage> {
    let current = new URL(url);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
        const response = await request(current, signal);
        const { statusCode = 0, headers } = response;
        if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
            response.resume();
            current = new URL(headers.location, current);
            continue;
        }
        if (statusCode !== 200) {
            response.destroy();
            throw new Error(`${current.host} answers ${statusCode} for ${current.pathname}`);
        }
        return response;
    }
    throw new Error(`${current.host} redirects more than ${MAX_REDIRECTS} times`);
}

/** The whole of a small text, read within {@link REACH_TIMEOUT_MS}. Throws as {@link openUrl} does. */
export async function readText(url: string): Promise<string> {
    const limit = AbortSignal.timeout(REACH_TIMEOUT_MS);
    const response = await openUrl(url, limit);
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString("utf8");
}

function request(url: URL, signal: AbortSignal | undefined): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
        const secure = url.protocol === "https:";
        const options = {
            agent: secure ? httpsAgent : httpAgent,
            signal,
            // GitHub's API refuses requests without one.
            headers: { "user-agent": "dify-ha" },
        };
        const unreachable = (reason: string): void => reject(new Error(`${url.host} cannot be reached: ${reason}`));
        const req = (secure ? https : http).get(url, options, (response) => {
            clearTimeout(timer);
            response.setTimeout(STALL_TIMEOUT_MS, () => response.destroy(new Error(`${url.host} stopped sending`)));
            resolve(response);
        });
        const timer = setTimeout(() => {
            unreachable(`no answer within ${REACH_TIMEOUT_MS / 1000} s`);
            req.destroy();
        }, REACH_TIMEOUT_MS);
        req.on("error", (error) => {
            clearTimeout(timer);
            unreachable(error.message);
        });
    });
}
