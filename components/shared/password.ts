import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";

/** Characters of a generated secret: 48 of 62 kinds are 285 bits. */
const DEFAULT_LENGTH = 48;

/**
 * A secret generated once and kept in the stack's encrypted state. Letters and digits only, so that it can stand in a URL, a
 * connection string or a configuration file as it is.
 */
export function generatePassword(
    name: string,
    opts: pulumi.CustomResourceOptions,
    length = DEFAULT_LENGTH,
): pulumi.Output<string> {
    const password = new RandomPassword(name, { length, special: false }, opts);
    return pulumi.secret(password.result);
}
