import { Component, lazy, type ReactNode, Suspense } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { useSession } from "../session/session-context.tsx";
import { navigationFor } from "../shell/navigation-items.ts";
import { Page } from "../shell/page.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

// Each page is loaded when it is first gone to.
const ApiKeysPage = lazy(async () => ({ default: (await import("./api-keys/api-keys-page.tsx")).ApiKeysPage }));
const AuditLogPage = lazy(async () => ({ default: (await import("./audit-log/audit-log-page.tsx")).AuditLogPage }));
const DeadLettersPage = lazy(async () => ({
  default: (await import("./operator/dead-letters-page.tsx")).DeadLettersPage,
}));
const DepositsPage = lazy(async () => ({ default: (await import("./operator/deposits-page.tsx")).DepositsPage }));
const EndpointPage = lazy(async () => ({ default: (await import("./webhooks/endpoint-page.tsx")).EndpointPage }));
const EndpointsPage = lazy(async () => ({ default: (await import("./webhooks/endpoints-page.tsx")).EndpointsPage }));
const MerchantsPage = lazy(async () => ({ default: (await import("./operator/merchants-page.tsx")).MerchantsPage }));
const NewPaymentPage = lazy(async () => ({
  default: (await import("./new-payment/new-payment-page.tsx")).NewPaymentPage,
}));
const OverviewPage = lazy(async () => ({ default: (await import("./overview/overview-page.tsx")).OverviewPage }));
const PaymentPage = lazy(async () => ({ default: (await import("./payment/payment-page.tsx")).PaymentPage }));
const PaymentsPage = lazy(async () => ({ default: (await import("./payments/payments-page.tsx")).PaymentsPage }));
const PayoutPage = lazy(async () => ({ default: (await import("./payouts/payout-page.tsx")).PayoutPage }));
const PayoutsPage = lazy(async () => ({ default: (await import("./payouts/payouts-page.tsx")).PayoutsPage }));
const ProvidersPage = lazy(async () => ({ default: (await import("./providers/providers-page.tsx")).ProvidersPage }));
const ReviewPage = lazy(async () => ({ default: (await import("./operator/review-page.tsx")).ReviewPage }));
const SystemPage = lazy(async () => ({ default: (await import("./operator/system-page.tsx")).SystemPage }));
const WebhookEventsPage = lazy(async () => ({
  default: (await import("./operator/webhook-events-page.tsx")).WebhookEventsPage,
}));

/** The page that the address names. */
export function Pages() {
  const [location] = useLocation();
  return (
    <PageErrors key={location}>
      <Suspense fallback={<Skeleton lines={8} />}>
        <Switch>
          <Route path="/" component={HomePage} />
          <Route path="/payments" component={PaymentsPage} />
          <Route path="/payments/new" component={NewPaymentPage} />
          <Route path="/payments/:id">{({ id }) => <PaymentPage key={id} id={id} />}</Route>
          <Route path="/payouts" component={PayoutsPage} />
          <Route path="/payouts/:id">{({ id }) => <PayoutPage key={id} id={id} />}</Route>
          <Route path="/webhooks" component={EndpointsPage} />
          <Route path="/webhooks/:id">{({ id }) => <EndpointPage key={id} id={id} />}</Route>
          <Route path="/providers" component={ProvidersPage} />
          <Route path="/api-keys" component={ApiKeysPage} />
          <Route path="/audit-log" component={AuditLogPage} />
          <Route path="/operator" component={SystemPage} />
          <Route path="/operator/review" component={ReviewPage} />
          <Route path="/operator/webhook-events" component={WebhookEventsPage} />
          <Route path="/operator/dead-letters" component={DeadLettersPage} />
          <Route path="/operator/deposits" component={DepositsPage} />
          <Route path="/operator/merchants" component={MerchantsPage} />
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </PageErrors>
  );
}

/** The overview, or the first page that the token opens. */
function HomePage() {
  const { claims } = useSession();
  if (claims.scopes.has("payments:read")) return <OverviewPage />;
  const [first] = navigationFor(claims.scopes, claims.merchantId).flatMap(({ items }) => items);
  if (first !== undefined) return <Redirect to={first.href} replace />;
  return (
    <Page title="Nothing to see">
      <EmptyState title="This token opens no page">Its scopes are for programs only.</EmptyState>
    </Page>
  );
}

function NotFoundPage() {
  return (
    <Page title="Nothing here">
      <EmptyState title="There is no such page" actions={<ButtonLink href="/">Go to the overview</ButtonLink>}>
        The address may be mistyped.
      </EmptyState>
    </Page>
  );
}

/** Keeps the navigation when a page breaks, or its code cannot be loaded (a new version, no network). */
class PageErrors extends Component<{ readonly children: ReactNode }, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <Page title="This page cannot be shown">
        <Callout
          tone="danger"
          title="Something went wrong while showing this page"
          actions={<Button onClick={() => location.reload()}>Reload</Button>}
        >
          There may be a newer version of the dashboard, or no network.
        </Callout>
      </Page>
    );
  }
}
