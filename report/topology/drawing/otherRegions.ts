import { DNS } from "../entrance";
import type { Copy, OtherRegion, Topology } from "../model";
import type { Box } from "./canvas";
import { headerOf, linesOf, type Measures, type PlacedRow, type PlacedRows } from "./measures";
import { color, COPY_DASH } from "./palette";
import { thingOf } from "./rows";
import type { Sheet } from "./sheet";

/** What another region holds, beside the rows that it comes from or, on a phone, below; returns where the picture ends. */
export function paintOtherRegion(sheet: Sheet, placed: PlacedRows, frameBottom: number, topology: Topology): number {
    const [region] = topology.otherRegions;
    if (region === undefined) {
        return frameBottom;
    }
    const parcels = placed.rows.flatMap((row) => parcelOf(row, region, topology.copies));
    const words = subtitleOf(region, topology);
    if (sheet.columns.other === undefined) {
        return paintBelow(sheet, frameBottom, region, words, parcels);
    }
    const box = { ...sheet.columns.other, y: placed.frameTop, height: frameBottom - placed.frameTop };
    paintBeside(sheet, box, region, words, parcels);
    const dns = placed.rows.find(({ row }) => row.id === DNS);
    if (region.answersNext && dns !== undefined) {
        paintFailover(sheet, dns, box, `when ${topology.region ?? "this region"} does not answer`);
    }
    return frameBottom;
}

/** What a row sends to another region, or that it sends nothing although it keeps data. */
interface Parcel {
    readonly from: PlacedRow;
    readonly head: string;
    readonly text: string;
    readonly titles: readonly string[];
    readonly arrives: boolean;
}

function parcelOf(from: PlacedRow, region: OtherRegion, copies: readonly Copy[]): Parcel[] {
    const { things, label } = from.row;
    const ids = things.map(({ id }) => id);
    const own = copies.filter(
        ({ from: source, to }) => "region" in to && to.region === region.name && ids.includes(thingOf(source) ?? ""),
    );
    if (own.length > 0) {
        const head = own.length > 1 ? `${own.length} ${label}` : label;
        const text = [...new Set(own.map(({ what }) => what))].join(", ");
        return [{ from, head, text, titles: own.map(titleOf), arrives: true }];
    }
    return ids.some((id) => region.missing.includes(id))
        ? [{ from, head: label, text: "not copied", titles: [`${ids.join(", ")}: not copied`], arrives: false }]
        : [];
}

function titleOf({ from, what, sources }: Copy): string {
    return `${thingOf(from) ?? ""}, ${what}: ${sources.join(", ")}`;
}

function subtitleOf({ answersNext }: OtherRegion, { region }: Topology): string {
    const day = `Copies, for the day without ${region ?? "this region"}.`;
    return answersNext ? `${day} Route 53 leads here once Dify runs here.` : day;
}

function paintFrame({ canvas, m }: Sheet, box: Box, { name }: OtherRegion, words: string): void {
    const { region } = headerOf(m);
    canvas.rect(box, { fill: "none", stroke: color("frame"), radius: 10, dash: "6 4" });
    canvas.text(box.x + m.pad, box.y + region, name, { size: m.label, bold: true });
    const { lines, step } = linesOf(words, m.small, box.width - 2 * m.pad);
    lines.forEach((line, index) =>
        canvas.text(box.x + m.pad, box.y + region + 22 + index * step, line, { size: m.small, color: "muted" }),
    );
}

function paintBeside(sheet: Sheet, box: Box, region: OtherRegion, words: string, parcels: readonly Parcel[]): void {
    const { canvas, m, columns } = sheet;
    paintFrame(sheet, box, region, words);
    const x = box.x + m.pad;
    const width = box.width - 2 * m.pad;
    // From below, so that none is pushed out of the frame.
    let below = box.y + box.height;
    for (const parcel of [...parcels].reverse()) {
        const height = parcelHeight(m, parcel, width);
        const middle = parcel.from.y + parcel.from.height / 2;
        const y = Math.min(middle - height / 2, below - m.rowGap - height);
        below = y;
        canvas.group(parcel.titles, () => {
            if (parcel.arrives) {
                canvas.arrow(
                    [
                        [columns.right, middle],
                        [x, middle],
                    ],
                    { stroke: color("copy"), dash: COPY_DASH },
                );
            }
            paintParcel(sheet, parcel, { x, y, width, height });
        });
    }
}

/** Between the text of a parcel and its edges. */
const INSET = { x: 10, y: 6 };

function parcelHeight(m: Measures, { text }: Parcel, width: number): number {
    const { height, step } = linesOf(text, m.small, width - 2 * INSET.x);
    return step + height + 2 * INSET.y;
}

function paintParcel({ canvas, m }: Sheet, { head, text, from, arrives }: Parcel, box: Box): void {
    const style = arrives
        ? { fill: color("box"), stroke: color(from.row.layer) }
        : { fill: "none", stroke: color("frame"), dash: "2 3" };
    canvas.rect(box, { ...style, radius: 6 });
    const { lines, step } = linesOf(text, m.small, box.width - 2 * INSET.x);
    const [x, baseline] = [box.x + INSET.x, box.y + INSET.y + m.small];
    canvas.text(x, baseline, head, { size: m.small, bold: true, ...(arrives ? {} : { color: "muted" }) });
    lines.forEach((line, index) =>
        canvas.text(x, baseline + (index + 1) * step, line, { size: m.small, color: "muted" }),
    );
}

/** From the public name to the other region. */
function paintFailover({ canvas, m, columns }: Sheet, dns: PlacedRow, box: Box, words: string): void {
    const y = dns.y + dns.height / 2;
    const x = box.x + box.width / 2;
    canvas.group([`Route 53 leads to the other region ${words}`], () => {
        canvas.arrow(
            [
                [columns.outside, y],
                [x, y],
                [x, box.y],
            ],
            { stroke: color("entry"), dash: COPY_DASH },
        );
        canvas.text(x - 10, y - 6, words, { size: m.small, anchor: "end", color: "in-entry" });
    });
}

function paintBelow(
    sheet: Sheet,
    frameBottom: number,
    region: OtherRegion,
    words: string,
    parcels: readonly Parcel[],
): number {
    const { canvas, m, columns } = sheet;
    const { frame } = columns;
    const width = frame.width - 2 * m.pad;
    const y = frameBottom + m.regionGap;
    const header = headerOf(m).region + 22 + linesOf(words, m.small, width).height;
    const heights = parcels.map((parcel) => parcelHeight(m, parcel, width));
    const height = header + heights.reduce((sum, each) => sum + each + m.rowGap, 0) + m.pad;
    paintFrame(sheet, { ...frame, y, height }, region, words);
    const middle = frame.x + frame.width / 2;
    canvas.arrow(
        [
            [middle, frameBottom],
            [middle, y],
        ],
        { stroke: color("copy"), dash: COPY_DASH },
    );
    canvas.text(middle + 10, frameBottom + m.regionGap / 2 + 4, "copied", { size: m.small, color: "copies" });
    let top = y + header;
    parcels.forEach((parcel, index) => {
        const own = heights[index] ?? 0;
        const box = { x: frame.x + m.pad, y: top, width, height: own };
        canvas.group(parcel.titles, () => paintParcel(sheet, parcel, box));
        top += own + m.rowGap;
    });
    return y + height;
}
