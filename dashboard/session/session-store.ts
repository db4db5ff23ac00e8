/** One token, for this tab, until it is closed. Nothing else is ever stored but the colour theme. */
const TOKEN_KEY = "gateway.token";

/** Keeps the token over a reload. An API key's secret is never kept: only the short-lived token it was exchanged for. */
export function storeToken(token: string): void {
  sessionStorage.setItem(TOKEN_KEY, token);
}

/** The token of before a reload, or null. */
export function findStoredToken(): string | null {
  return sessionStorage.getItem(TOKEN_KEY);
}

/** Leaves nothing behind. */
export function forgetToken(): void {
  sessionStorage.clear();
}
