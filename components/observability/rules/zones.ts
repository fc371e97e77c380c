import type { MonitoringTargets } from "../../../contracts/monitoring";

/**
 * Sum of a series by its label `zone`, 0 for a zone that has none of it. `witness` is a series of the same exporter that is always
 * there: without it the exporter is gone, and nothing is known of any zone.
 */
export function byZone({ zones }: MonitoringTargets, series: string, witness: string): string {
    const none = zones.map((zone) => `label_replace(vector(0), "zone", "${zone}", "", "")`).join(" or ");
    return `(sum by (zone) (${series}) or ${none}) and on () count(${witness})`;
}

/** A series about nodes, with the zone of each where that is known. */
export function withZoneOfNode(expr: string): string {
    return `(${expr}) * on (node) group_left (zone) dify:node_zone:info or on (node) (${expr})`;
}
