import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { speak } from "../api/client";
import { en, type Texts } from "./en";
import { zh } from "./zh";

export type Language = "en" | "zh";

interface Spoken {
  language: Language;
  t: Texts;
  setLanguage: (language: Language) => void;
}

const REMEMBERED = "weir.language";
const Context = createContext<Spoken | null>(null);

/** The language chosen before, or the one of the browser. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(REMEMBERED);
  if (chosen === "en" || chosen === "zh") return chosen;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function TextsProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState(firstLanguage);
  speak(language === "zh" ? "zh-CN" : "en");

  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);

  const setLanguage = useCallback((next: Language) => {
    localStorage.setItem(REMEMBERED, next);
    setState(next);
  }, []);
  const spoken = useMemo(() => ({ language, t: language === "zh" ? zh : en, setLanguage }), [language, setLanguage]);
  return <Context value={spoken}>{children}</Context>;
}

export function useTexts(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error("useTexts needs a TextsProvider above it");
  return spoken;
}
