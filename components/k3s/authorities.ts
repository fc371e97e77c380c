import * as pulumi from "@pulumi/pulumi";
import { CertRequest } from "@pulumi/tls/certRequest";
import { LocallySignedCert } from "@pulumi/tls/locallySignedCert";
import { PrivateKey } from "@pulumi/tls/privateKey";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert";

const HOURS_PER_DAY = 24;

/**
 * Authorities: ten years, as those that k3s makes itself. They are not renewed by the program: a running cluster keeps the ones it
 * began with until `k3s certificate rotate-ca`. https://docs.k3s.io/cli/certificate#certificate-authority-ca-certificates
 */
const AUTHORITY_HOURS = 10 * 365 * HOURS_PER_DAY;

/** The administrator's certificate: one year; any `pulumi up` in the last 120 days makes a new one. */
const ADMIN_HOURS = 365 * HOURS_PER_DAY;
const ADMIN_RENEWAL_HOURS = 120 * HOURS_PER_DAY;

/**
 * Authorities that k3s reads from /var/lib/rancher/k3s/server/tls at the beginning of a cluster. Each signs itself, so that none
 * vouches for what another one has signed. https://docs.k3s.io/cli/certificate#using-custom-ca-certificates
 */
const AUTHORITIES = ["server-ca", "client-ca", "request-header-ca", "etcd/peer-ca", "etcd/server-ca"] as const;

type AuthorityName = (typeof AUTHORITIES)[number];

/** Certificate and key, PEM. */
export interface KeyPair {
    readonly certPem: pulumi.Output<string>;
    readonly keyPem: pulumi.Output<string>;
}

/** What the identity of a cluster consists of, made once and for all. */
export interface Authorities {
    readonly server: KeyPair;
    /** Belongs to `system:masters`. */
    readonly admin: KeyPair;
    /** Contents by path below /var/lib/rancher/k3s/server/tls. */
    readonly files: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Creates the authorities of a cluster and the certificate of its administrator. */
export function createAuthorities(name: string, parent: pulumi.Resource): Authorities {
    const pairs = Object.fromEntries(
        AUTHORITIES.map((authority) => [authority, createAuthority(name, authority, parent)]),
    ) as Record<AuthorityName, KeyPair>;
    // Signs the tokens of service accounts; k3s wants RSA and no certificate.
    const serviceKey = new PrivateKey(
        `${name}-service-key`,
        { algorithm: "RSA", rsaBits: 2048 },
        { parent, protect: true },
    );
    const files = AUTHORITIES.flatMap((authority) => [
        [`${authority}.crt`, pairs[authority].certPem] as const,
        [`${authority}.key`, pairs[authority].keyPem] as const,
    ]);
    return {
        server: pairs["server-ca"],
        admin: createAdmin(name, pairs["client-ca"], parent),
        files: { ...Object.fromEntries(files), "service.key": pulumi.secret(serviceKey.privateKeyPem) },
    };
}

function createAuthority(name: string, authority: AuthorityName, parent: pulumi.Resource): KeyPair {
    const prefix = `${name}-${authority.replace("/", "-")}`;
    // With a new authority the kubeconfig and the tokens would no longer fit the cluster that runs.
    const opts = { parent, protect: true };
    const key = new PrivateKey(`${prefix}-key`, { algorithm: "ECDSA", ecdsaCurve: "P256" }, opts);
    const certificate = new SelfSignedCert(
        prefix,
        {
            privateKeyPem: key.privateKeyPem,
            subject: { commonName: `${name}-${authority.replace("/", "-")}` },
            isCaCertificate: true,
            setSubjectKeyId: true,
            allowedUses: ["digital_signature", "key_encipherment", "cert_signing"],
            validityPeriodHours: AUTHORITY_HOURS,
        },
        opts,
    );
    return { certPem: certificate.certPem, keyPem: pulumi.secret(key.privateKeyPem) };
}

function createAdmin(name: string, clientAuthority: KeyPair, parent: pulumi.Resource): KeyPair {
    const key = new PrivateKey(`${name}-admin-key`, { algorithm: "ECDSA", ecdsaCurve: "P256" }, { parent });
    const request = new CertRequest(
        `${name}-admin-request`,
        {
            privateKeyPem: key.privateKeyPem,
            subject: { commonName: "system:admin", organization: "system:masters" },
        },
        { parent },
    );
    const certificate = new LocallySignedCert(
        `${name}-admin`,
        {
            certRequestPem: request.certRequestPem,
            caCertPem: clientAuthority.certPem,
            caPrivateKeyPem: clientAuthority.keyPem,
            allowedUses: ["digital_signature", "key_encipherment", "client_auth"],
            validityPeriodHours: ADMIN_HOURS,
            earlyRenewalHours: ADMIN_RENEWAL_HOURS,
        },
        { parent },
    );
    return { certPem: certificate.certPem, keyPem: pulumi.secret(key.privateKeyPem) };
}
