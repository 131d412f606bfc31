import { Welcome } from "@ant-design/x";
import { Logo } from "../frame/Logo";
import type { Assistant } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import styles from "./ChatRoom.module.css";

/** Before the first question: who answers here, and what one could ask. */
export function Suggestions({ assistant, onAsk }: { assistant: Assistant; onAsk: (text: string) => void }) {
  const { t, language } = useTexts();
  const suggestions = assistant.suggestions[language];
  return (
    <div className={styles.welcome}>
      <Welcome variant="borderless" icon={<Logo size={44} />} title={assistant.title[language]} description={assistant.description[language]} />
      {suggestions.length > 0 && (
        <section aria-label={t.chat.suggestions}>
          <h2 className={styles.suggestionsTitle}>{t.chat.suggestions}</h2>
          <ul className={styles.suggestions}>
            {suggestions.map((text) => (
              <li key={text}>
                <button type="button" className={styles.suggestion} onClick={() => onAsk(text)}>
                  {text}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
