import { useSyncExternalStore } from "react";

/** Whether a media query holds now, followed as it changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => window.matchMedia(query).matches,
  );
}

export const useDark = () => useMedia("(prefers-color-scheme: dark)");
export const useStill = () => useMedia("(prefers-reduced-motion: reduce)");
export const useNarrow = () => useMedia("(max-width: 899px)");
