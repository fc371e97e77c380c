/** One piece of work under way, as the person who waits for it sees it. */
export interface Step {
    /** Replaces the text that says what is happening right now. */
    update(text: string): void;
    /** Ends the step well; `text` replaces the title in the final line. */
    done(text?: string): void;
    /** Ends the step badly; `text` says why in a few words (the error itself is thrown, not shown here). */
    fail(text?: string): void;
}

/** Where long work reports to. The terminal implementation is in `cli/`; the library code knows only this. */
export interface Progress {
    /**
     * Starts a step. Every step must end with `done` or `fail`.
     *
     * @param options.expectedSeconds how long it usually takes, in seconds; omitted when nobody knows.
     */
    step(title: string, options?: { expectedSeconds?: number }): Step;
    /** Says one thing that stays on the screen: a decision taken, something skipped, something cleaned up. */
    note(text: string): void;
}

/** Says nothing: for tests and for callers that have their own way of reporting. */
export const silentProgress: Progress = {
    step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
    note: () => undefined,
};
