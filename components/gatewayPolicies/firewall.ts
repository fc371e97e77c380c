/** The web application firewall: configuration of `waf` (Coraza with OWASP's core rule set), pure. */

/** `detect` writes what it would have refused to the gateway's log. */
export type FirewallMode = "detect" | "block";

/**
 * Addresses, headers and cookies are looked at, bodies are not: Dify's are prompts, documents and the code of code nodes, which the core
 * rule set takes for attacks; an answer that is looked at would be held back until its end.
 */
export function firewallConfig(mode: FirewallMode) {
    return {
        useCRS: true,
        secRules: [
            `SecRuleEngine ${mode === "block" ? "On" : "DetectionOnly"}`,
            "SecRequestBodyAccess Off",
            "SecResponseBodyAccess Off",
        ],
    };
}
