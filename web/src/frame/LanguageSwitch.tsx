import { TranslationOutlined } from "../theme/icons";
import { Button } from "antd";
import { useTexts } from "../texts/TextsProvider";

export function LanguageSwitch() {
  const { language, t, setLanguage } = useTexts();
  const other = language === "zh" ? "en" : "zh";
  return (
    <Button
      type="text"
      size="small"
      icon={<TranslationOutlined />}
      lang={other === "zh" ? "zh-CN" : "en"}
      aria-label={t.language.switch}
      onClick={() => setLanguage(other)}
    >
      {t.language.other}
    </Button>
  );
}
