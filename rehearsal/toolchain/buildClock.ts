import type { BinaryName, BinarySpec } from "./catalogue";
import { roughDuration, shortDuration } from "./duration";

/**
 * Keeps the time of a build of several programs: what is known of their cold build times, corrected by how
 * fast the ones already built went on this machine (a warm Go build cache makes minutes into seconds).
 */
export class BuildClock {
    private readonly specs: readonly BinarySpec[];
    /** How many of the wanted programs were at hand before the first one is built. */
    private readonly before: number;
    private readonly now: () => number;
    private readonly startedAt: number;
    private builtSeconds = 0;
    private builtEstimate = 0;
    private currentStartedAt = 0;

    /**
     * @param specs programs to build, in order.
     * @param before number of programs of the control plane that need no build.
     * @param now clock in seconds, replaceable in tests.
     */
    constructor(specs: readonly BinarySpec[], before: number, now: () => number = () => performance.now() / 1000) {
        this.specs = specs;
        this.before = before;
        this.now = now;
        this.startedAt = now();
    }

    /** Call when a program's build begins. */
    begin(): void {
        this.currentStartedAt = this.now();
    }

    /** Call when a program's build is done. */
    finish(spec: BinarySpec): void {
        this.builtSeconds += this.now() - this.currentStartedAt;
        this.builtEstimate += spec.build.coldSeconds;
    }

    /** "building kube-apiserver (5 of 7), 3m10s elapsed, about 9m left" */
    text(name: BinaryName): string {
        const index = this.specs.findIndex((spec) => spec.name === name);
        const position = `${this.before + index + 1} of ${this.before + this.specs.length}`;
        const elapsed = shortDuration(this.now() - this.startedAt);
        return `building ${name} (${position}), ${elapsed} elapsed, ${roughDuration(this.secondsLeft(index))} left`;
    }

    private secondsLeft(index: number): number {
        const pace = this.builtEstimate === 0 ? 1 : this.builtSeconds / this.builtEstimate;
        const estimates = this.specs.slice(index).map(({ build }) => build.coldSeconds * pace);
        const [current = 0, ...later] = estimates;
        const inCurrent = this.now() - this.currentStartedAt;
        return Math.max(0, current - inCurrent) + later.reduce((sum, seconds) => sum + seconds, 0);
    }
}
