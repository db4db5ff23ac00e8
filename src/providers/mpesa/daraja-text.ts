/** Daraja takes, at most so many characters. */
const MAX_DESCRIPTION = 13;
const MAX_REMARKS = 100;

/** What a payer is shown beside the amount: letters, digits, spaces and dashes, never empty, cut to what Daraja takes. */
export function toTransactionDesc(text: string | null): string {
  return plain(text).slice(0, MAX_DESCRIPTION).trim() || "Payment";
}

/** A remark on a payout, reversal or question: 2 to 100 plain characters. */
export function toRemarks(text: string | null, otherwise: string): string {
  const remarks = plain(text).slice(0, MAX_REMARKS).trim();
  return remarks.length < 2 ? otherwise : remarks;
}

function plain(text: string | null): string {
  return (text ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9 -]+/g, " ")
    .replace(/ +/g, " ")
    .trim();
}
