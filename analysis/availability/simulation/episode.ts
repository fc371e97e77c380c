import type { Block, System } from "../blocks";
import { zonesOfMembers, type SystemEvent } from "./events";

/**
 * A system from its first event until everything is up again: members fail and are repaired, those of a lost zone come back elsewhere or
 * with it, failovers and maintenance take their time. It knows nothing of the formulas that it is there to check. Seconds from the first
 * event.
 */
export class Episode {
    private readonly blocks: readonly BlockState[];
    /** When each zone is back; one that is up has a time that has passed. */
    private readonly zoneBack: number[];
    private regionBack = 0;
    private now = 0;
    private lost = 0;
    /** When something ends; not in order. */
    private ends: number[] = [];

    constructor(system: System) {
        this.blocks = system.blocks.map((block) => ({
            block,
            members: zonesOfMembers(block).map((zone) => ({ zone, back: 0, replaced: 0 })),
            interruptions: [],
        }));
        this.zoneBack = system.zones.map(() => 0);
    }

    /** Seconds of full outage so far; a share of the requests counts as that share of a second. */
    get lostSeconds(): number {
        return this.lost;
    }

    /** When everything that happened so far is over. */
    get end(): number {
        return this.ends.reduce((latest, end) => Math.max(latest, end), this.now);
    }

    /** Lets time pass, at most until `then`; whether all is over before. */
    passUntil(then: number): boolean {
        for (;;) {
            const next = this.ends.reduce((soonest, end) => Math.min(soonest, end), Infinity);
            if (next > then) {
                this.pass(Math.min(then, next));
                return next === Infinity;
            }
            this.pass(next);
            this.ends = this.ends.filter((end) => end > next);
            if (this.ends.length === 0) {
                return true;
            }
        }
    }

    /** Something happens now, and its repair takes so long. What is down already cannot fail. */
    happen(event: SystemEvent, repairSeconds: number): void {
        switch (event.kind) {
            case "member":
                this.failMember(event, repairSeconds);
                break;
            case "maintenance": {
                const state = this.stateOf(event.block);
                this.interrupt(state, 1, state.block.maintenance.repairSeconds);
                break;
            }
            case "zone":
                this.failZone(event.zone, repairSeconds);
                break;
            case "region":
                if (this.regionBack <= this.now) {
                    this.regionBack = this.after(repairSeconds);
                }
        }
    }

    private failMember({ block, member }: { block: number; member: number }, repairSeconds: number): void {
        const state = this.stateOf(block);
        const failed = state.members[member];
        if (failed === undefined || failed.back > this.now) {
            return;
        }
        const before = this.serving(state);
        const served = this.isServing(state, failed);
        failed.back = this.after(repairSeconds);
        if (served && state.block.pooled && before > state.block.quorum) {
            this.interrupt(state, 1 / before, state.block.failoverSeconds);
        }
    }

    private failZone(zone: number, repairSeconds: number): void {
        if (!this.isUp(zone)) {
            return;
        }
        const before = this.blocks.map((state) => this.serving(state));
        this.zoneBack[zone] = this.after(repairSeconds);
        this.blocks.forEach((state, index) => {
            const { block, members } = state;
            const own = members.filter((member) => member.zone === zone);
            if (own.length > 0 && !block.zoneBound) {
                const replaced = this.after(block.failure.repairSeconds);
                own.forEach((member) => (member.replaced = replaced));
            }
            const all = before[index] ?? 0;
            const left = this.serving(state);
            if (block.pooled && left < all && left >= block.quorum) {
                this.interrupt(state, (all - left) / all, block.failoverSeconds);
            }
        });
    }

    private interrupt(state: BlockState, share: number, seconds: number): void {
        state.interruptions.push({ share, until: this.after(seconds) });
    }

    private after(seconds: number): number {
        const end = this.now + seconds;
        if (seconds > 0) {
            this.ends.push(end);
        }
        return end;
    }

    private pass(then: number): void {
        if (then > this.now && Number.isFinite(then)) {
            this.lost += (1 - this.servedShare()) * (then - this.now);
            this.now = then;
        }
    }

    /** Share of the requests that all blocks serve, until the next end. */
    private servedShare(): number {
        if (this.regionBack > this.now) {
            return 0;
        }
        let share = 1;
        for (const state of this.blocks) {
            for (const interruption of state.interruptions) {
                if (interruption.until > this.now) {
                    share *= 1 - interruption.share;
                }
            }
            share *= state.block.pooled ? Number(this.serving(state) >= state.block.quorum) : this.servedByOwn(state);
        }
        return share;
    }

    /** Requests come from zones that are up, evenly, and each goes out in its own. */
    private servedByOwn({ members }: BlockState): number {
        const there = members.filter(({ zone }) => this.isUp(zone));
        return there.length === 0 ? 0 : there.filter(({ back }) => back <= this.now).length / there.length;
    }

    private serving(state: BlockState): number {
        let count = 0;
        for (const member of state.members) {
            count += Number(this.isServing(state, member));
        }
        return count;
    }

    private isServing({ block }: BlockState, { zone, back, replaced }: Member): boolean {
        return (
            back <= this.now && (this.isUp(zone) || (!block.zoneBound && replaced <= this.now && this.hasPlace(block)))
        );
    }

    private hasPlace({ allowed }: Block): boolean {
        return allowed.some((may, zone) => may && this.isUp(zone));
    }

    private isUp(zone: number): boolean {
        return (this.zoneBack[zone] ?? 0) <= this.now;
    }

    private stateOf(block: number): BlockState {
        const state = this.blocks[block];
        if (state === undefined) {
            throw new RangeError(`the system has no block ${block}`);
        }
        return state;
    }
}

interface Member {
    readonly zone: number;
    /** When it is repaired. */
    back: number;
    /** When another one stands for it, after its zone was lost. */
    replaced: number;
}

interface BlockState {
    readonly block: Block;
    readonly members: readonly Member[];
    readonly interruptions: { readonly share: number; readonly until: number }[];
}
