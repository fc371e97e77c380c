import type { Layer, Seat, Thing } from "../model";
import { LOAD_BALANCER, NAT } from "../entrance";
import type { Box, Canvas } from "./canvas";
import type { Column } from "./measures";
import { color } from "./palette";
import type { Sheet } from "./sheet";
import { fitted, textWidth } from "./textWidth";

/** Members of a thing in their zones. */

/** Outline of what may be there. */
export const OPEN_DASH = "3 2";

export function center({ x, width }: Column): number {
    return x + width / 2;
}

/** `y` is the middle of the members. */
export function paintMembers(sheet: Sheet, thing: Thing, y: number): void {
    const places = thing.seats.flatMap((seat) => {
        const column = sheet.columns.zones.find(({ zone }) => zone === seat.zone);
        return column === undefined ? [] : [{ seat, column }];
    });
    if (thing.anywhere > 0) {
        paintChoice(
            sheet.canvas,
            thing.layer,
            places.map(({ column }) => center(column)),
            y,
        );
    }
    places.forEach(({ seat, column }) => PAINTERS[thing.shape](sheet, thing, seat, column, y));
}

/** A dotted line through the zones among which the scheduler chooses. */
function paintChoice(canvas: Canvas, layer: Layer, xs: readonly number[], y: number): void {
    canvas.path(
        [
            [Math.min(...xs), y],
            [Math.max(...xs), y],
        ],
        { stroke: color(layer), width: 1, dash: "1 4" },
    );
}

type Painter = (sheet: Sheet, thing: Thing, seat: Seat, column: Column, y: number) => void;

const PAINTERS: Readonly<Record<Thing["shape"], Painter>> = {
    pod: paintTiles,
    machine: paintTiles,
    service: paintPill,
    store: paintCard,
};

const TILE_GAP = 5;

/** A square for each member; a number instead where they would not fit. */
function paintTiles({ canvas, m }: Sheet, thing: Thing, seat: Seat, column: Column, y: number): void {
    const most = Math.floor((column.width - 8 + TILE_GAP) / (m.tile + TILE_GAP));
    const open = thing.anywhere > 0 ? 1 : 0;
    const isCounted = seat.members + open > most;
    const solid = isCounted ? 1 : seat.members;
    const words = isCounted ? `×${seat.members}` : "";
    const wordsWidth = isCounted ? textWidth(words, m.small) + TILE_GAP : 0;
    let x = center(column) - ((solid + open) * (m.tile + TILE_GAP) - TILE_GAP + wordsWidth) / 2;
    for (let index = 0; index < solid; index++, x += m.tile + TILE_GAP) {
        if (thing.shape === "machine") {
            paintMachine(canvas, x, y, m.tile, thing.layer);
        } else {
            paintTile(canvas, x, y, m.tile, thing.layer, false);
        }
    }
    if (isCounted) {
        canvas.text(x, y + m.small * 0.36, words, { size: m.small });
    }
    if (open > 0) {
        paintTile(canvas, x + wordsWidth, y, m.tile, thing.layer, true);
    }
}

export function paintTile(canvas: Canvas, x: number, y: number, size: number, layer: Layer, isOpen: boolean): void {
    const style = isOpen
        ? { fill: color("box"), stroke: color(layer), strokeWidth: 1.5, dash: OPEN_DASH }
        : { fill: color(layer) };
    canvas.rect({ x, y: y - size / 2, width: size, height: size }, { ...style, radius: 4 });
}

/** The front of a machine: a box with two slots. */
export function paintMachine(canvas: Canvas, x: number, y: number, size: number, layer: Layer): void {
    const stroke = color(layer);
    const height = size - 2;
    canvas.rect(
        { x, y: y - height / 2, width: size, height },
        { fill: color("box"), stroke, strokeWidth: 1.5, radius: 2 },
    );
    for (const offset of [-height / 6, height / 6]) {
        canvas.path(
            [
                [x + 3.5, y + offset],
                [x + size - 3.5, y + offset],
            ],
            { stroke },
        );
    }
}

/** What a member of a service is called, by the service's id. */
const SERVICE_WORDS: Readonly<Record<string, string>> = { [LOAD_BALANCER]: "address", [NAT]: "way out" };

function paintPill({ canvas, m }: Sheet, { id, label, layer }: Thing, seat: Seat, column: Column, y: number): void {
    const words = `${SERVICE_WORDS[id] ?? label}${seat.members > 1 ? ` ×${seat.members}` : ""}`;
    const text = fitted(words, m.small, column.width - 20);
    const box = boxAt(column, y, textWidth(text, m.small) + 20, m.tile + 6);
    canvas.rect(box, { fill: color("box"), stroke: color(layer), radius: box.height / 2 });
    canvas.text(center(column), y + m.small * 0.36, text, { size: m.small, anchor: "middle" });
}

/** A card with what the member does and, where there is room, a cylinder. A member that may be elsewhere has a dashed one. */
function paintCard({ canvas, m: { card } }: Sheet, thing: Thing, seat: Seat, column: Column, y: number): void {
    const isOpen = seat.members === 0;
    const room = column.width - 2;
    const words = `${seat.role ?? "data"}${thing.anywhere > 0 && !isOpen ? " (+1)" : ""}`;
    const text = fitted(words, card.text, room - CARD_PAD);
    const sign = SIGN + textWidth(text, card.text) > room - CARD_PAD ? 0 : SIGN;
    const width = sign + textWidth(text, card.text);
    const box = boxAt(column, y, Math.min(room, Math.max(card.width, width + CARD_PAD)), card.height);
    const dash = isOpen ? { dash: OPEN_DASH } : {};
    canvas.rect(box, { fill: color("box"), stroke: color(thing.layer), strokeWidth: 1.5, radius: 5, ...dash });
    const x = center(column) - width / 2;
    if (sign > 0) {
        paintCylinder(canvas, x, y, thing.layer);
    }
    canvas.text(x + sign, y + card.text * 0.36, text, { size: card.text });
}

/** Both sides of a card together. */
const CARD_PAD = 6;

function boxAt(column: Column, y: number, width: number, height: number): Box {
    return { x: center(column) - width / 2, y: y - height / 2, width, height };
}

const CYLINDER = { width: 11, height: 14, curve: 2.5 };

/** A cylinder and the space behind it. */
export const SIGN = CYLINDER.width + 6;

/** The sign of what keeps data; `x` is its left edge, `y` its middle. */
export function paintCylinder(canvas: Canvas, x: number, y: number, layer: Layer): void {
    const { width, height, curve } = CYLINDER;
    const [top, bottom] = [y - height / 2 + curve, y + height / 2 - curve];
    canvas.cylinder({ x, y: top, width, height: bottom - top }, curve, color(layer));
}
