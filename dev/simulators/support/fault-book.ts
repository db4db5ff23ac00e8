import { type FaultRule, isWebhookRule, type RequestFault, type RequestRule, type WebhookFault } from "./fault-rule.ts";

/** What a request rule is compared with; `references` is a function because only few rules need it. */
interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly references: () => readonly string[];
}

/** The fault rules in force. The first rule that matches, has strikes left and wins its draw is the one that strikes. */
export interface FaultBook {
  replace(rules: readonly FaultRule[]): void;
  /** The rules as they were given, each with how often it struck. */
  list(): (FaultRule & { hits: number })[];
  clear(): void;
  forRequest(facts: RequestFacts): RequestFault | undefined;
  forEvent(type: string, reference: string, aliases?: readonly string[]): WebhookFault | undefined;
}

interface Entry<Rule extends FaultRule> {
  readonly rule: Rule;
  readonly path: RegExp | undefined;
  hits: number;
}

/** Makes a book without rules, in which a look-up costs next to nothing. */
export function createFaultBook(): FaultBook {
  let entries: Entry<FaultRule>[] = [];

  const strikes = (entry: Entry<FaultRule>): boolean => {
    const { times = Number.POSITIVE_INFINITY, probability = 1 } = entry.rule;
    if (entry.hits >= times || Math.random() >= probability) return false;
    entry.hits += 1;
    return true;
  };

  return {
    replace: (rules) => {
      entries = rules.map((rule) => ({ rule, path: isWebhookRule(rule) ? undefined : toRegExp(rule), hits: 0 }));
    },
    list: () => entries.map(({ rule, hits }) => ({ ...rule, hits })),
    clear: () => {
      entries = [];
    },
    forRequest: (facts) => {
      for (const entry of entries) {
        const { rule } = entry;
        if (!isWebhookRule(rule) && matchesRequest(rule, entry.path, facts) && strikes(entry)) return rule.action;
      }
      return undefined;
    },
    forEvent: (type, reference, aliases = []) => {
      for (const entry of entries) {
        const { rule } = entry;
        if (!isWebhookRule(rule)) continue;
        const { event, reference: wanted = reference } = rule.match;
        const concerned = wanted === reference || aliases.includes(wanted);
        if ((event === "*" || event === type) && concerned && strikes(entry)) return rule.action;
      }
      return undefined;
    },
  };
}

function toRegExp(rule: RequestRule): RegExp | undefined {
  const { path } = rule.match;
  return path === undefined || path.startsWith("/") ? undefined : new RegExp(path);
}

function matchesRequest(rule: RequestRule, pattern: RegExp | undefined, facts: RequestFacts): boolean {
  const { method, path, reference } = rule.match;
  if (method !== undefined && method.toUpperCase() !== facts.method) return false;
  if (pattern === undefined ? !facts.path.startsWith(path ?? "") : !pattern.test(facts.path)) return false;
  return reference === undefined || facts.references().includes(reference);
}
