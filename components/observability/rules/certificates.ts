import type { MonitoringTargets } from "../../../contracts/monitoring";
import type { Selectors } from "./series";
import type { AlertDefinition, Area, RecordingRule } from "./types";

/** Certificates, as clients see them and as cert-manager knows them. */

/** Days before the end at which a renewal is late: certificates of 90 days are renewed 30 days before, those of 45 days 15. */
export const LATE_DAYS = 14;
export const LAST_DAYS = 3;

export function certificatesArea({ url, certificates }: MonitoringTargets, selectors: Selectors): Area {
    return {
        name: "dify-certificates",
        runbook: "certificates",
        rules: [
            ...(url.startsWith("https:") ? asServed(url, selectors) : []),
            ...(certificates ? asIssued(selectors) : []),
        ],
    };
}

function asServed(url: string, { select }: Selectors): (AlertDefinition | RecordingRule)[] {
    const left = "dify:site_certificate_left_seconds:min";
    const summary = `The certificate of ${url} ends in {{ $value | humanizeDuration }}`;
    return [
        { record: left, expr: `min(${select("siteCertificate")}) - time()` },
        {
            alert: "CertificateExpiresSoon",
            expr: `${left} < ${LATE_DAYS} * 86400`,
            for: "1h",
            severity: "warning",
            tier: "entry",
            summary,
        },
        {
            alert: "CertificateExpires",
            expr: `${left} < ${LAST_DAYS} * 86400`,
            for: "5m",
            severity: "critical",
            tier: "entry",
            summary,
        },
    ];
}

function asIssued({ select }: Selectors): (AlertDefinition | RecordingRule)[] {
    const left = "dify:certificate_left_seconds:min";
    return [
        { record: left, expr: `min by (name) (${select("certificateExpiration")}) - time()` },
        {
            alert: "CertificateNotReady",
            expr: `max by (name) (${select("certificateReady", `condition="True"`)}) == 0`,
            for: "1h",
            severity: "warning",
            tier: "entry",
            summary: "cert-manager has not made {{ $labels.name }} for an hour (ready: {{ $value }})",
        },
        {
            alert: "CertificateNotRenewed",
            expr: `${left} < ${LATE_DAYS} * 86400`,
            for: "1h",
            severity: "warning",
            tier: "entry",
            summary: "cert-manager has not renewed {{ $labels.name }}, which ends in {{ $value | humanizeDuration }}",
        },
    ];
}
