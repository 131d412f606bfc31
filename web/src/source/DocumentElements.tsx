import { Button } from "antd";
import { Fragment, useEffect, useRef, useState } from "react";
import type { DocumentElement } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { ElementView } from "./ElementView";
import type { Mark } from "./locate";
import styles from "./Source.module.css";

interface Props {
  elements: DocumentElement[];
  marks: Mark[];
  /** The element to show; without it the first that is marked, else the beginning. */
  at?: number;
}

const BEFORE = 40;
const AFTER = 120;

/** The elements of a document around the marked place, which is scrolled into view; more of it on demand. */
export function DocumentElements({ elements, marks, at }: Props) {
  const { t } = useTexts();
  const target = at ?? marks[0]?.element ?? 0;
  const [from, setFrom] = useState(Math.max(0, target - BEFORE));
  const [to, setTo] = useState(Math.min(elements.length, target + AFTER));
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    setFrom((old) => Math.min(old, Math.max(0, target - BEFORE)));
    setTo((old) => Math.max(old, Math.min(elements.length, target + AFTER)));
  }, [target, elements.length]);
  useEffect(() => {
    if (marks.length === 0 && target === 0) return;
    const spot = place.current?.querySelector("mark, tr[class]") ?? place.current;
    spot?.scrollIntoView({ block: marks.some((mark) => mark.element === target) ? "center" : "start" });
  }, [marks, target]);

  return (
    <div className={styles.elements}>
      {from > 0 && <Button onClick={() => setFrom(Math.max(0, from - AFTER))}>{t.source.earlier}</Button>}
      {elements.slice(from, to).map((element, i) => {
        const index = from + i;
        const mark = marks.find((one) => one.element === index);
        const turned = element.page !== null && element.page !== elements[index - 1]?.page;
        return (
          <Fragment key={index}>
            {turned && <div className={styles.page}>{t.source.page(element.page ?? 0)}</div>}
            <div ref={index === target ? place : null} data-element={index} className={mark ? styles.here : undefined}>
              <ElementView element={element} mark={mark} />
            </div>
          </Fragment>
        );
      })}
      {to < elements.length && <Button onClick={() => setTo(Math.min(elements.length, to + AFTER))}>{t.source.later}</Button>}
    </div>
  );
}
