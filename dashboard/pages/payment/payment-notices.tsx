import { ExternalLink } from "lucide-react";
import type { PaymentInFull } from "../../../src/client/index.ts";
import { toWords } from "../../format/words.ts";
import { Callout } from "../../ui/callout.tsx";

/** What somebody has to do next, or should know before anything else. */
export function PaymentNotices({ payment }: { readonly payment: PaymentInFull }) {
  const { failure, review, status } = payment;
  const isWaiting = status === "pending" || status === "processing";
  return (
    <>
      {failure !== null && (
        <Callout tone="danger" title={failure.message}>
          <code>{failure.code}</code>
        </Callout>
      )}
      {review !== null && (
        <Callout tone="warning" title="Under review: a person has to look at it">
          {toWords(review.reason)}
        </Callout>
      )}
      {isWaiting && <NextStep payment={payment} />}
    </>
  );
}

function NextStep({ payment: { next_action: action } }: { readonly payment: PaymentInFull }) {
  if (action === null) {
    return (
      <Callout tone="info" title="Waiting for the provider">
        Its answer is looked for; this page follows by itself.
      </Callout>
    );
  }
  switch (action.type) {
    case "redirect":
      return (
        <Callout
          tone="info"
          title="Waiting for the customer, who pays on the provider's page"
          actions={
            <a
              className="button button--primary button--small"
              href={action.url}
              target="_blank"
              rel="noopener noreferrer"
            >
              Open the checkout page <ExternalLink size={16} aria-hidden="true" />
            </a>
          }
        >
          This page follows by itself as soon as something happens there.
        </Callout>
      );
    case "await_customer":
      return (
        <Callout tone="info" title="Waiting for the customer">
          {action.message}
        </Callout>
      );
    case "client_secret":
      // The secret itself is for the customer's page alone and is never shown.
      return (
        <Callout tone="info" title="Waiting for the customer">
          The shop's own page confirms it with the client secret that the request was answered with.
        </Callout>
      );
  }
}
