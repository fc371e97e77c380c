import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import * as path from "node:path";

/** A website with TLS, for probes; its certificate is signed by itself and is in `folder`. */
export class Site {
    private constructor(private readonly server: https.Server) {}

    static async open(folder: string): Promise<Site> {
        const [key, cert] = [path.join(folder, "site.key"), path.join(folder, "site.crt")];
        const asked = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
        execFileSync("openssl", ["req", ...asked, "-subj", "/CN=dify", "-keyout", key, "-out", cert], {
            stdio: ["ignore", "ignore", "pipe"],
        });
        const server = https.createServer(
            { key: fs.readFileSync(key), cert: fs.readFileSync(cert) },
            (_request, response) => response.end("here"),
        );
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return new Site(server);
    }

    get url(): string {
        return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    close(): void {
        this.server.close();
        this.server.closeAllConnections();
    }
}
