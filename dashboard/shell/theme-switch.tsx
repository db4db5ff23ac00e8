import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { chooseTheme, findTheme, type Theme } from "./theme.ts";

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;
const NAMES: Readonly<Record<Theme, string>> = { system: "as the system", light: "light", dark: "dark" };

/** Goes round the themes. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(findTheme);
  const Icon = ICONS[theme];
  const change = () => {
    chooseTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return (
    <button type="button" className="icon-button" onClick={change} aria-label={`Theme: ${NAMES[theme]}. Change it`}>
      <Icon size={18} aria-hidden="true" />
    </button>
  );
}
