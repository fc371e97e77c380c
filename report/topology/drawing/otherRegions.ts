import type { Copy, OtherRegion, Topology } from "../model";
import { DNS } from "../entrance";
import type { Canvas } from "./canvas";
import { linesOf, type Columns, type Measures, type PlacedRow, type placedRows } from "./measures";
import { color } from "./palette";
import { COPY_DASH } from "./paintLanes";
import { thingOf } from "./rows";

/** What another region holds, beside the rows that it comes from or, on a phone, below; returns where the picture ends. */
export function paintOtherRegions(
    canvas: Canvas,
    m: Measures,
    columns: Columns,
    placed: ReturnType<typeof placedRows>,
    frameBottom: number,
    topology: Topology,
): number {
    const [region] = topology.otherRegions;
    if (region === undefined) {
        return frameBottom;
    }
    const parcels = placed.rows.flatMap((row) => parcelOf(row, region, topology.copies));
    return columns.other === undefined
        ? paintBelow(canvas, m, columns, frameBottom, region, parcels, topology)
        : paintBeside(canvas, m, columns, columns.other, placed, frameBottom, region, parcels, topology);
}

/** What a row sends. */
interface Parcel {
    readonly from: PlacedRow;
    readonly head: string;
    readonly text: string;
    readonly titles: readonly string[];
}

function parcelOf(from: PlacedRow, region: OtherRegion, copies: readonly Copy[]): Parcel[] {
    const ids = from.row.things.map(({ id }) => id);
    const own = copies.filter(({ from: source, to }) => "region" in to && to.region === region.name && ids.includes(thingOf(source) ?? ""));
    const [first] = own;
    return first === undefined
        ? []
        : [
              {
                  from,
                  head: own.length > 1 ? `${own.length} ${from.row.label}` : from.row.label,
                  text: [...new Set(own.map(({ what }) => what))].join(", "),
                  titles: own.map(({ from: source, what, sources }) => `${thingOf(source) ?? ""}: ${what} (${sources.join(", ")})`),
              },
          ];
}

function subtitleOf({ answersNext }: OtherRegion, { region }: Topology): string {
    return answersNext
        ? `Copies, for the day without ${region ?? "this region"}. Route 53 leads here when Dify runs here.`
        : `Copies, for the day without ${region ?? "this region"}.`;
}

function paintBeside(
    canvas: Canvas,
    m: Measures,
    columns: Columns,
    { x, width }: { readonly x: number; readonly width: number },
    { rows, frameTop }: ReturnType<typeof placedRows>,
    frameBottom: number,
    region: OtherRegion,
    parcels: readonly Parcel[],
    topology: Topology,
): number {
    canvas.rect({ x, y: frameTop, width, height: frameBottom - frameTop }, { fill: color("page"), stroke: color("frame"), radius: 10, dash: "6 4" });
    canvas.text(x + m.pad, frameTop + 23, region.name, { size: m.label, bold: true });
    linesOf(subtitleOf(region, topology), m.small, width - 2 * m.pad).lines.forEach((line, index) =>
        canvas.text(x + m.pad, frameTop + 46 + index * m.small * 1.35, line, { size: m.small, color: "muted" }),
    );
    const dns = rows.find(({ row }) => row.id === DNS);
    if (region.answersNext && dns !== undefined) {
        paintFailover(canvas, m, columns, dns, x + width / 2, frameTop, topology);
    }
    for (const parcel of parcels) {
        const height = parcelHeight(m, parcel, width - 2 * m.pad);
        const middle = parcel.from.y + parcel.from.height / 2;
        const y = Math.min(middle - height / 2, frameBottom - 6 - height);
        canvas.group(parcel.titles, () => {
            canvas.path([[columns.right, middle], [x + m.pad - 2, middle]], { stroke: color("copy"), dash: COPY_DASH });
            canvas.arrowHead(x + m.pad, middle, "right", color("copy"));
            paintParcel(canvas, m, parcel, x + m.pad, y, width - 2 * m.pad, height);
        });
    }
    return frameBottom;
}

function parcelHeight(m: Measures, { text }: Parcel, width: number): number {
    return m.small * 1.35 + linesOf(text, m.small, width - 20).height + 12;
}

function paintParcel(canvas: Canvas, m: Measures, { head, text, from }: Parcel, x: number, y: number, width: number, height: number): void {
    canvas.rect({ x, y, width, height }, { fill: color("box"), stroke: color(from.row.layer), radius: 6 });
    canvas.text(x + 10, y + 7 + m.small, head, { size: m.small, bold: true });
    linesOf(text, m.small, width - 20).lines.forEach((line, index) =>
        canvas.text(x + 10, y + 7 + m.small * 1.35 * (index + 1) + m.small, line, { size: m.small, color: "muted" }),
    );
}

function paintFailover(canvas: Canvas, m: Measures, columns: Columns, dns: PlacedRow, x: number, frameTop: number, { region }: Topology): void {
    const y = dns.y + dns.height / 2;
    const begin = columns.left + (m.labelWidth ?? 0);
    canvas.group([`Route 53 fails over when ${region ?? "this region"} does not answer`], () => {
        canvas.path([[begin, y], [x, y], [x, frameTop - 2]], { stroke: color("entry"), dash: COPY_DASH });
        canvas.arrowHead(x, frameTop, "down", color("entry"));
        canvas.text(x - 10, y - 6, `when ${region ?? "this region"} does not answer`, { size: m.small, anchor: "end", color: "in-entry" });
    });
}

function paintBelow(
    canvas: Canvas,
    m: Measures,
    { frame }: Columns,
    frameBottom: number,
    region: OtherRegion,
    parcels: readonly Parcel[],
    topology: Topology,
): number {
    const top = frameBottom + m.regionGap;
    const inner = frame.width - 2 * m.pad;
    const heading = linesOf(subtitleOf(region, topology), m.small, inner);
    const heights = parcels.map((parcel) => parcelHeight(m, parcel, inner));
    const height = 30 + heading.height + heights.reduce((sum, each) => sum + each + m.rowGap, 0) + m.pad;
    const center = frame.x + frame.width / 2;
    canvas.rect({ x: frame.x, y: top, width: frame.width, height }, { fill: color("page"), stroke: color("frame"), radius: 10, dash: "6 4" });
    canvas.path([[center, frameBottom], [center, top - 2]], { stroke: color("copy"), dash: COPY_DASH });
    canvas.arrowHead(center, top, "down", color("copy"));
    canvas.text(center + 10, frameBottom + m.regionGap / 2 + 4, "copied", { size: m.small, color: "copies" });
    canvas.text(frame.x + m.pad, top + 20, region.name, { size: m.label, bold: true });
    heading.lines.forEach((line, index) =>
        canvas.text(frame.x + m.pad, top + 36 + index * m.small * 1.35, line, { size: m.small, color: "muted" }),
    );
    let y = top + 30 + heading.height;
    parcels.forEach((parcel, index) => {
        const own = heights[index] ?? 0;
        canvas.group(parcel.titles, () => paintParcel(canvas, m, parcel, frame.x + m.pad, y, inner, own));
        y += own + m.rowGap;
    });
    return top + height;
}
