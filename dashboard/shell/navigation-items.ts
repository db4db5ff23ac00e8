import {
  Banknote,
  Building2,
  ChartNoAxesCombined,
  CreditCard,
  Gauge,
  HandCoins,
  Inbox,
  KeyRound,
  type LucideIcon,
  MailWarning,
  Plug,
  ScrollText,
  TriangleAlert,
  Webhook,
} from "lucide-react";

/** A page in the navigation, and what a token needs for it. */
export interface NavigationItem {
  readonly href: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly scope: string;
  /** Its data are one merchant's: a token that names none has nothing to show. */
  readonly needsMerchant?: boolean;
}

/** Pages under a heading of their own. */
export interface NavigationGroup {
  readonly title: string;
  readonly items: readonly NavigationItem[];
}

const GROUPS: readonly NavigationGroup[] = [
  {
    title: "Money",
    items: [
      { href: "/", title: "Overview", icon: ChartNoAxesCombined, scope: "payments:read" },
      { href: "/payments", title: "Payments", icon: CreditCard, scope: "payments:read" },
      { href: "/payouts", title: "Payouts", icon: Banknote, scope: "payouts:write" },
    ],
  },
  {
    title: "Integration",
    items: [
      { href: "/webhooks", title: "Webhooks", icon: Webhook, scope: "webhooks:manage", needsMerchant: true },
      { href: "/providers", title: "Providers", icon: Plug, scope: "providers:read" },
      { href: "/api-keys", title: "API keys", icon: KeyRound, scope: "keys:manage", needsMerchant: true },
      { href: "/audit-log", title: "Audit log", icon: ScrollText, scope: "payments:read" },
    ],
  },
  {
    title: "Operator",
    items: [
      { href: "/operator", title: "System", icon: Gauge, scope: "admin" },
      { href: "/operator/review", title: "Under review", icon: TriangleAlert, scope: "admin" },
      { href: "/operator/webhook-events", title: "Provider events", icon: Inbox, scope: "admin" },
      { href: "/operator/dead-letters", title: "Dead letters", icon: MailWarning, scope: "admin" },
      { href: "/operator/deposits", title: "Deposits", icon: HandCoins, scope: "admin" },
      { href: "/operator/merchants", title: "Merchants", icon: Building2, scope: "admin" },
    ],
  },
];

/** The pages that a token opens. */
export function navigationFor(scopes: ReadonlySet<string>, merchantId: string | null): readonly NavigationGroup[] {
  return GROUPS.map(({ title, items }) => ({
    title,
    items: items.filter(({ scope, needsMerchant }) => scopes.has(scope) && (!needsMerchant || merchantId !== null)),
  })).filter(({ items }) => items.length > 0);
}
