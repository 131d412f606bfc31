import { App } from "antd";
import { useCallback } from "react";
import { useTexts } from "../texts/TextsProvider";

/** Copy text and say whether it worked. */
export function useCopy(): (text: string) => void {
  const { message } = App.useApp();
  const { t } = useTexts();
  return useCallback(
    (text) => {
      // The clipboard is absent on an address that the browser does not trust (plain HTTP to another machine).
      const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
      done.then(
        () => message.success(t.do.copied),
        () => message.warning(t.do.copyFailed),
      );
    },
    [message, t],
  );
}
