import { isIP } from "node:net";
import { z } from "zod";

/** Forms of values that several parts of the schema share. */

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const CIDR = /^[0-9a-fA-F.:]+\/\d{1,3}$/;

/** A text. The empty text is refused: it would count as set and then name nothing. */
export const text = () => z.string().min(1);

/** A name that Kubernetes takes everywhere; `what` is what it names. */
export const dnsLabel = (what: string) =>
    z.string().regex(DNS_LABEL, `must be ${what}: at most 63 lower-case letters, digits and inner dashes`);

/** A text of a certain form; the examples also go to editors and to the reference page. */
export const formed = (pattern: RegExp, message: string, ...examples: string[]) =>
    z.string().regex(pattern, message).meta({ examples });

const CIDR_MESSAGE = "must be a CIDR such as 10.1.2.0/24";

/** A range of IPv4 or IPv6 addresses. */
export const cidr = () =>
    z
        .string()
        .regex(CIDR, { error: CIDR_MESSAGE, abort: true })
        .refine(isCidr, CIDR_MESSAGE)
        .meta({ examples: ["10.1.2.0/24"] });

const RANGE_MESSAGE = `${CIDR_MESSAGE}; a NetworkPolicy knows addresses and no names`;

/** A range that a NetworkPolicy names. */
export const addressRange = () =>
    z
        .string()
        .regex(CIDR, { error: RANGE_MESSAGE, abort: true })
        .refine(isCidr, RANGE_MESSAGE)
        .meta({ examples: ["10.1.2.0/24"] });

function isCidr(range: string): boolean {
    const [address = "", length] = range.split("/");
    const version = isIP(address);
    return version !== 0 && Number(length) <= (version === 4 ? 32 : 128);
}
