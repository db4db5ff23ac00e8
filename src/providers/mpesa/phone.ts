/**
 * A Kenyan mobile number as people type it (0712…, 0112…, +254 712-…, 712…, 00254…) as the twelve digits Daraja takes;
 * null when it cannot be one. The shape is checked, not the operator's ranges: those keep growing.
 */
export function normalizePhone(typed: string): string | null {
  // Numbers copied from elsewhere bring other dashes and invisible marks along.
  const digits = typed.normalize("NFKC").replace(/[\s().+/\p{Pd}\p{Cf}]/gu, "");
  if (!/^\d+$/.test(digits)) return null;
  const national = digits.replace(/^(?:00)?254/, "").replace(/^0/, "");
  return /^[17]\d{8}$/.test(national) ? `254${national}` : null;
}
