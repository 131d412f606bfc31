import { Table, type TableColumnsType } from "antd";
import type { UsageBy, UsageRow } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { count, money } from "../texts/numbers";
import { utcDay } from "./usageDays";
import styles from "./Access.module.css";

interface Props {
  rows: UsageRow[];
  by: UsageBy;
  nameOf: (id: string) => string;
}

type Figure = "requests" | "prompt_tokens" | "completion_tokens" | "blocked" | "refused" | "cost";

export function UsageTable({ rows, by, nameOf }: Props) {
  const { t, language } = useTexts();
  const subject = (row: UsageRow) => (by === "day" ? utcDay(row.day ?? 0) : by === "principal" ? nameOf(row.principal ?? "") : row.model);
  const figure = (title: string, field: Figure, responsive?: ("md" | "lg")[]): TableColumnsType<UsageRow>[number] => ({
    title,
    align: "right",
    className: "number",
    render: (_, row) => (field === "cost" ? money(row.cost) : count(row[field], language)),
    ...(responsive ? { responsive } : {}),
  });
  const columns: TableColumnsType<UsageRow> = [
    { title: by === "day" ? t.access.dayUtc : t.access[by], className: styles.subject ?? "", render: (_, row) => subject(row) ?? "–" },
    figure(t.access.requests, "requests"),
    figure(t.access.promptTokens, "prompt_tokens"),
    figure(t.access.completionTokens, "completion_tokens"),
    figure(t.access.refusedCount, "refused", ["md"]),
    figure(t.access.blocked, "blocked", ["md"]),
    figure(t.access.cost, "cost", ["md"]),
  ];
  const sorted = by === "day" ? [...rows].sort((a, b) => (b.day ?? 0) - (a.day ?? 0)) : rows;
  return <Table<UsageRow> size="small" rowKey={(row) => String(row[by])} columns={columns} dataSource={sorted} pagination={false} />;
}
