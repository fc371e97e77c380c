import * as pulumi from "@pulumi/pulumi";
import { Secret } from "@pulumi/aws/secretsmanager/secret";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import { generatePassword } from "../shared/password";
import type { Authorities } from "./authorities";
import { TOKEN_FILES } from "./nodeConfig";
import { agentToken } from "./token";

/** A secret that machines of one role read at boot. */
export interface BootstrapSecret {
    readonly arn: pulumi.Output<string>;
    /** Exists once the secret has a value. */
    readonly written: pulumi.Resource;
}

export interface BootstrapSecrets {
    /** Tokens, authorities and their keys. */
    readonly servers: BootstrapSecret;
    /** The token that lets a machine join as an agent, and nothing else. */
    readonly agents: BootstrapSecret;
}

/** Creates the two secrets, each a JSON object of file names and contents. */
export function createBootstrapSecrets(
    name: string,
    authorities: Authorities,
    kmsKeyArn: pulumi.Input<string> | undefined,
    parent: pulumi.Resource,
): BootstrapSecrets {
    // Without the server's password no snapshot of etcd can be restored: k3s encrypts its authorities in there with it.
    const serverPassword = generatePassword(`${name}-server-token`, { parent, protect: true });
    const agentPassword = generatePassword(`${name}-agent-token`, { parent });
    const tlsFiles = Object.entries(authorities.files).map(([file, content]) => [`tls/${file}`, content] as const);

    return {
        servers: createSecret(
            `${name}-servers`,
            {
                // Servers get the bare passwords: they are the ones that the tokens are compared with.
                [TOKEN_FILES.token]: serverPassword,
                [TOKEN_FILES.agentToken]: agentPassword,
                ...Object.fromEntries(tlsFiles),
            },
            kmsKeyArn,
            parent,
        ),
        agents: createSecret(
            `${name}-agents`,
            {
                [TOKEN_FILES.token]: pulumi
                    .all([authorities.server.certPem, agentPassword])
                    .apply(([caPem, password]) => agentToken(caPem, password)),
            },
            kmsKeyArn,
            parent,
        ),
    };
}

function createSecret(
    name: string,
    files: Record<string, pulumi.Output<string>>,
    kmsKeyId: pulumi.Input<string> | undefined,
    parent: pulumi.Resource,
): BootstrapSecret {
    const secret = new Secret(
        `${name}-secret`,
        { description: "Files that machines of the k3s cluster read at boot", kmsKeyId, tags: { Name: name } },
        { parent },
    );
    const version = new SecretVersion(
        `${name}-secret-value`,
        { secretId: secret.arn, secretString: pulumi.secret(pulumi.jsonStringify(files)) },
        { parent },
    );
    return { arn: secret.arn, written: version };
}
