import type * as pulumi from "@pulumi/pulumi";
import { AcmeIssuer } from "../components/certificates/acmeIssuer";
import type { Challenge } from "../components/certificates/issuerSpec";
import type { StackConfig } from "../config";

/** The issuer that signs the public name's certificate; undefined where the configuration names another source. */
export function createIssuer(
    { domain, namespace }: StackConfig,
    challenge: Challenge,
    opts: pulumi.ComponentResourceOptions,
): AcmeIssuer | undefined {
    const { acmeEmail, acmeServer } = domain;
    return acmeEmail === undefined
        ? undefined
        : new AcmeIssuer(
              "issuer",
              {
                  // Another stack in the same cluster has another namespace.
                  issuerName: `${namespace}-acme`,
                  account: { email: acmeEmail, server: acmeServer },
                  challenge,
              },
              opts,
          );
}
