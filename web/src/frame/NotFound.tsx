import { Nothing } from "../notices/Nothing";
import { useTexts } from "../texts/TextsProvider";

export function NotFound() {
  const { t } = useTexts();
  return <Nothing title={t.frame.notFound}>{t.frame.notFoundDo}</Nothing>;
}
