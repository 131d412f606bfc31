import { Pagination } from "antd";
import { useState } from "react";
import { pagePicture } from "../api/knowledge";
import type { DocumentElement } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import type { Mark } from "./locate";
import styles from "./Source.module.css";

interface Props {
  document: string;
  page: number;
  pages: number;
  elements: DocumentElement[];
  marks: Mark[];
  /** The element that is looked at now. */
  at?: number;
  onPage: (page: number) => void;
  /** An element was chosen on the page. */
  onChosen?: (element: number) => void;
}

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

/** A page as it looks, with the places of its elements on it; what is cited stands out. */
export function PageView({ document, page, pages, elements, marks, at, onPage, onChosen }: Props) {
  const { t } = useTexts();
  const source = pagePicture(document, page);
  const [broken, setBroken] = useState("");
  const here = elements.flatMap((element, index) =>
    element.page === page && element.box ? [{ element, index, box: element.box }] : [],
  );
  const cited = new Set(marks.map((mark) => mark.element));
  return (
    <figure className={styles.sheet}>
      {broken === source ? (
        <p className="quiet">{t.source.noPicture}</p>
      ) : (
        <div className={styles.paper}>
          <img src={source} alt={t.source.picture(page)} onError={() => setBroken(source)} />
          {here.map(({ element, index, box: [left, top, right, bottom] }) => (
            <button
              key={index}
              type="button"
              className={styles.spot}
              data-cited={cited.has(index) || undefined}
              aria-current={index === at || undefined}
              aria-label={`${t.kind[element.kind] ?? element.kind}: ${element.text.slice(0, 80)}`}
              style={{ left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top) }}
              onClick={() => onChosen?.(index)}
            />
          ))}
        </div>
      )}
      {pages > 1 && (
        <Pagination simple size="small" align="center" current={page} total={pages} pageSize={1} onChange={onPage} showSizeChanger={false} />
      )}
    </figure>
  );
}
