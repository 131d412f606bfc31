import { XProvider } from "@ant-design/x";
import enX from "@ant-design/x/es/locale/en_US";
import zhX from "@ant-design/x/es/locale/zh_CN";
import enUS from "antd/es/locale/en_US";
import zhCN from "antd/es/locale/zh_CN";
import { useMemo, type ReactNode } from "react";
import { useTexts } from "../texts/TextsProvider";
import { weirTheme } from "./tokens";
import { useDark, useStill } from "./useMedia";

/** Ant Design and Ant Design X in the colours and the language of Weir. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const { language } = useTexts();
  const dark = useDark();
  const still = useStill();
  const theme = useMemo(() => weirTheme(dark, still), [dark, still]);
  const locale = useMemo(() => (language === "zh" ? { ...zhX, ...zhCN } : { ...enX, ...enUS }), [language]);
  return (
    <XProvider theme={theme} locale={locale} button={{ autoInsertSpace: false }}>
      {children}
    </XProvider>
  );
}
