import { XMarkdown, type ComponentProps } from "@ant-design/x-markdown";
import { createContext, memo, use, useMemo, type ReactNode } from "react";
import type { Citation } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { CitationChip } from "./CitationChip";
import { citationMarkdown } from "./citations";
import styles from "./Answer.module.css";

interface Cited {
  /** Undefined while the answer is still arriving. */
  citations: Citation[] | undefined;
  onOpen: (citation: Citation) => void;
}

const CitedContext = createContext<Cited>({ citations: undefined, onOpen: () => undefined });

function CiteMark(props: ComponentProps) {
  const { citations, onOpen } = use(CitedContext);
  const n = Number((props as unknown as Record<string, string>)["data-n"]);
  const citation = citations?.find((one) => one.n === n);
  if (citation) return <CitationChip citation={citation} onOpen={onOpen} />;
  return <>{citations ? `[${n}]` : <span className={styles.pending}>{n}</span>}</>;
}

/** An address in an answer leads out of the console: it opens apart, without telling where from. */
function OutsideLink(props: ComponentProps) {
  const href = (props as { href?: string }).href ?? "";
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {props.children as ReactNode}
    </a>
  );
}

/** A picture is named, never fetched: fetching it would tell somebody that the answer was read. */
function NamedImage(props: ComponentProps) {
  const { t } = useTexts();
  return <span className="quiet">{t.chat.imageOf((props as { alt?: string }).alt ?? "")}</span>;
}

const components = { "cite-mark": CiteMark, a: OutsideLink, img: NamedImage };

interface Props {
  text: string;
  streaming: boolean;
  citations: Citation[] | undefined;
  onOpen: (citation: Citation) => void;
}

/** Markdown with clickable citations; HTML in it is shown as text. */
export const AnswerText = memo(function AnswerText({ text, streaming, citations, onOpen }: Props) {
  const cited = useMemo(() => ({ citations, onOpen }), [citations, onOpen]);
  return (
    <CitedContext value={cited}>
      <XMarkdown
        className={styles.text ?? ""}
        content={text}
        components={components}
        config={citationMarkdown}
        streaming={{ hasNextChunk: streaming }}
        escapeRawHtml
      />
    </CitedContext>
  );
});
