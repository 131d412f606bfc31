import { Table, type TableColumnsType } from "antd";
import { Link } from "react-router";
import { usePeople } from "../access/usePeople";
import type { ExchangeHead } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { duration, moment } from "../texts/numbers";
import { Outcome } from "./Outcome";
import styles from "./Exchanges.module.css";

export function ExchangeTable({ items }: { items: ExchangeHead[] }) {
  const { t, language } = useTexts();
  const { nameOf } = usePeople();
  const columns: TableColumnsType<ExchangeHead> = [
    {
      title: t.exchanges.question,
      render: (_, one) => (
        <div className={styles.cell}>
          <Link to={`/exchanges/${one.id}`} className={styles.question}>
            {one.question ?? <em>{t.exchanges.contentOff}</em>}
          </Link>
          <div className={styles.below}>
            <span className={styles.belowWhen}>{moment(one.created_at, language)} · </span>
            <span className="code">{one.id}</span>
          </div>
        </div>
      ),
    },
    { title: t.exchanges.outcome, width: 120, render: (_, one) => <Outcome of={one} /> },
    {
      title: t.exchanges.app,
      width: 200,
      responsive: ["lg"],
      render: (_, one) => (
        <div className={styles.cell}>
          <div className={styles.clip}>{one.app ?? "–"}</div>
          <div className={`${styles.clip} ${styles.below}`}>{one.model}</div>
        </div>
      ),
    },
    {
      title: t.exchanges.principal,
      width: 120,
      responsive: ["xl"],
      render: (_, one) => (
        <div className={styles.cell}>
          <div className={styles.clip}>{nameOf(one.principal)}</div>
          <div className={styles.below}>{one.surface}</div>
        </div>
      ),
    },
    {
      title: t.exchanges.duration,
      width: 100,
      align: "right",
      className: "number",
      responsive: ["md"],
      render: (_, one) => (one.duration_ms === null ? "–" : duration(one.duration_ms * 1000)),
    },
    {
      title: t.exchanges.when,
      width: 130,
      className: "number",
      responsive: ["md"],
      render: (_, one) => moment(one.created_at, language),
    },
  ];
  return <Table<ExchangeHead> size="middle" rowKey="id" columns={columns} dataSource={items} pagination={false} tableLayout="fixed" />;
}
