/** How the page looks: as the system does, or as chosen. */
export type Theme = "system" | "light" | "dark";

/** A preference, not a secret: it outlives the session. */
const THEME_KEY = "gateway.theme";

/** The theme chosen earlier. */
export function findTheme(): Theme {
  const stored = localStorage.getItem(THEME_KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Remembers a choice and shows it. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(THEME_KEY);
  else localStorage.setItem(THEME_KEY, theme);
  applyTheme(theme);
}

/** Shows a theme. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Calls when the colours change, by choice or by the system's own; returns how to stop that. */
export function onThemeChange(listener: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(listener);
  system.addEventListener("change", listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", listener);
    observer.disconnect();
  };
}
