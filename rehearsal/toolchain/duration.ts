/** "45s", "3m10s", "1h05m": a time span for people, from seconds. */
export function shortDuration(seconds: number): string {
    const whole = Math.max(0, Math.round(seconds));
    const two = (value: number): string => String(value).padStart(2, "0");
    if (whole < 60) {
        return `${whole}s`;
    }
    const minutes = Math.floor(whole / 60);
    return minutes < 60 ? `${minutes}m${two(whole % 60)}s` : `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

/** "less than a minute", "about 9m": an estimate, without a precision it does not have. From seconds. */
export function roughDuration(seconds: number): string {
    return seconds < 50 ? "less than a minute" : `about ${Math.round(seconds / 60)}m`;
}
